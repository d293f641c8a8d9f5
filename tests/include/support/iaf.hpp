/// What all integrate-and-fire models on NEST's grid hold to; each model's test calls these with its own name.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include <support/edit.hpp>

namespace support {

/// A network with dt 0.1 ms of units `n` of that type, that play `rows` (one value per unit) into `port`; "" for no
/// input.
inline std::string iaf(const std::string& type, const std::string& params, const std::string& port = "",
                       const std::string& rows = "", const std::string& more = "", int size = 1) {
  const std::string input = port.empty() ? ""
                                         : R"({"name": "x", "size": )" + std::to_string(size) +
                                               R"(, "source": {"type": "rows", "params": {"values": )" + rows + "}}}";
  return R"({"bouton": 1, "dt": 0.1, "inputs": [)" + input + R"(], "layers": [{"name": "n", "type": ")" + type +
         R"(", "size": )" + std::to_string(size) + R"(, "params": )" + params +
         (port.empty() ? "" : R"(, "input": {"from": "x", "port": ")" + port + "\"}") + more + "}]}";
}

/// One value of a unit's state.
inline double state_of(bouton::Network& n, const std::string& variable, std::size_t unit = 0) {
  return n.state("n", variable)[unit];
}

/// The potential is reset in the step of the spike and stays there for t_ref, which is rounded up to whole steps.
inline void check_refractory_time(bouton::Registry& r, const std::string& type) {
  for (const auto& [text, steps] : {std::pair{"0", 0}, {"0.1", 1}, {"0.3", 3}, {"0.25", 3}, {"2", 20}}) {
    const std::string t_ref = text;
    CAPTURE(t_ref);
    auto n = network(iaf(type, R"({"I_e": 3000, "V_reset": -62, "t_ref": )" + std::string(t_ref) + "}"), r);
    int free_steps = 0;
    for (n.step(); spikes(n, "n").empty(); n.step()) ++free_steps;
    CHECK(free_steps > 0);
    CHECK(state_of(n, "V_m") == -62);
    CHECK(state_of(n, "refractory") == steps);
    for (int k = 1; k <= steps; ++k) {
      n.step();
      CHECK(state_of(n, "V_m") == -62);
      CHECK(state_of(n, "refractory") == steps - k);
      CHECK(spikes(n, "n").empty());
    }
    n.step();
    CHECK(state_of(n, "V_m") > -62);
  }
}

/// A unit that rests is exactly at E_L, and one whose potential is exactly the threshold spikes.
inline void check_ties(bouton::Registry& r, const std::string& type) {
  auto n = network(iaf(type, R"({"E_L": -63.7})", "", "", R"(, "initial": {"V_m": -63.7})"), r);
  n.run(1000);
  CHECK(state_of(n, "V_m") == -63.7);
  auto at = network(iaf(type, R"({"E_L": -50, "V_th": -50})", "", "", R"(, "initial": {"V_m": -50})"), r);
  at.step();
  CHECK(spikes(at, "n").size() == 1);
}

/// Fifty units of that type whose parameters differ as `params` says, with weights of the size `weight` among them.
inline std::string iaf_net(const std::string& type, const std::string& params, const std::string& weight) {
  std::string rows = "[";
  for (int t = 0; t < 7; ++t) {
    rows += t == 0 ? "[" : ", [";
    for (int k = 0; k < 50; ++k) rows += (k > 0 ? ", " : "") + std::to_string((k * k + 5 * t) % 11 == 0 ? 1 : 0);
    rows += "]";
  }
  const auto synapse = [&](const std::string& name, const std::string& from, const std::string& port, int delay) {
    return R"({"name": ")" + name + R"(", "type": "plain", "from": ")" + from + R"(", "to": "n", "port": ")" + port +
           R"(", "delay": )" + std::to_string(delay) + R"(, "connect": {"rule": "fixed_indegree", "indegree": 8},
           "weights": {"distribution": "uniform", "low": 0, "high": )" +
           weight + "}}";
  };
  return R"({"bouton": 1, "dt": 0.1, "inputs": [{"name": "x", "size": 50, "source": {"type": "rows", "params": {"values": )" +
         rows + R"(]}}}], "layers": [{"name": "n", "type": ")" + type + R"(", "size": 50, "params": )" + params +
         R"(}], "synapses": [)" + synapse("xe", "x", "exc", 0) + "," + synapse("xi", "x", "inh", 3) + "," +
         synapse("ee", "n", "exc", 15) + "," + synapse("ei", "n", "inh", 7) + "," + synapse("xc", "x", "current", 2) +
         "]}";
}

/// "[first, ..., last]", fifty numbers that rise evenly.
inline std::string fifty(double first, double last) {
  std::string text = "[";
  for (int k = 0; k < 50; ++k) text += (k > 0 ? ", " : "") + std::to_string(first + (last - first) * k / 49);
  return text + "]";
}

/// Any cut into slices, in windows or step by step, gives the same bits, and so do fifty equal parameters in place of
/// one.
inline void check_any_cut(bouton::Registry& r, const std::string& type, const std::string& weight,
                          const std::vector<std::string>& variables) {
  const auto run = [&](const std::string& params, std::size_t slices, int in_one_go) {
    auto o = options();
    o.slices = o.threads = slices;
    auto n = network(iaf_net(type, params, weight), r, o);
    std::vector<double> all;
    for (int t = 0; t < 600; t += in_one_go) {
      n.run(static_cast<std::uint64_t>(in_one_go));
      for (const auto unit : spikes(n, "n")) all.push_back(unit + t);
    }
    for (const auto& variable : variables) {
      const auto values = n.state("n", variable);
      all.insert(all.end(), values.begin(), values.end());
    }
    return all;
  };
  const std::string uniform = R"({"I_e": 400, "t_ref": 1})";
  const std::string each = R"({"t_ref": 1, "I_e": )" + fifty(300, 500) + R"(, "V_th": )" + fifty(-56, -54) + "}";
  const auto expected = run(uniform, 1, 1), expected_each = run(each, 1, 1);
  CHECK(expected.size() > 50 * variables.size());
  CHECK(expected != expected_each);
  for (const std::size_t slices : {1, 2, 3, 8}) {
    CAPTURE(slices);
    CHECK(run(uniform, slices, 1) == expected);
    CHECK(run(each, slices, 1) == expected_each);
    CHECK(run(uniform, slices, 600) == run(uniform, 1, 600));
  }
  CHECK(run(R"({"t_ref": 1, "I_e": )" + fifty(400, 400) + "}", 1, 1) == expected);
}

/// Parameters that differ from unit to unit count for each.
inline void check_per_unit(bouton::Registry& r, const std::string& type) {
  const auto last = [&](const std::string& params) {
    auto n = network(iaf(type, params, "", "", "", 2), r);
    n.run(40);
    return n.state("n", "V_m");
  };
  for (const auto& [parameter, a, b] :
       {std::tuple{"C_m", "200", "300"}, {"E_L", "-65", "-75"}, {"I_e", "100", "250"}}) {
    const std::string name = parameter;
    CAPTURE(name);
    const auto with_one = [&](const std::string& value) {
      return last("{\"" + std::string(name == "I_e" ? "V_th" : "I_e") + "\": " + (name == "I_e" ? "-50" : "200") +
                  ", \"" + name + "\": " + value + "}");
    };
    const auto both = with_one("[" + std::string(a) + ", " + b + "]");
    CHECK(both[0] == with_one(a)[0]);
    CHECK(both[1] == with_one(b)[1]);
    CHECK(both[0] != both[1]);
  }
}

/// A reset leads back to the initial values, those of the file if it has some.
inline void check_reset(bouton::Registry& r, const std::string& type) {
  for (const auto& [initial, potential] :
       {std::pair{"", -70.0}, {R"(, "initial": {"V_m": -61.5, "refractory": 2})", -61.5}}) {
    auto n = network(iaf(type, R"({"I_e": 900})", "exc", "[[3], [0], [0]]", initial), r);
    std::vector<double> first;
    for (int t = 0; t < 30; ++t) n.step(), first.push_back(state_of(n, "V_m"));
    if (potential == -61.5) CHECK(first[1] == -61.5);
    n.reset();
    CHECK(state_of(n, "V_m") == potential);
    for (const double V_m : first) {
      n.step();
      CHECK(state_of(n, "V_m") == V_m);
    }
  }
}

/// What does not make sense is refused with a sentence.
inline void check_refusals(bouton::Registry& r, const std::string& type) {
  const auto refusal = [&](const std::string& params) { return findings(iaf(type, params, "", "", "", 2), r); };
  CHECK(contains(refusal(R"({"V_reset": -50})"),
                 "'V_reset' is -50 mV and 'V_th' -55 mV; a unit is reset to below its threshold"));
  CHECK(contains(refusal(R"({"V_reset": [-70, -55]})"), "'V_reset' is -55 mV in unit 1 and 'V_th' -55 mV"));
  CHECK(contains(refusal(R"({"C_m": 0})"), "'C_m' is 0; it must be >= 1e-06"));
  CHECK(contains(refusal(R"({"t_ref": -1})"), "'t_ref' is -1; it must be >= 0"));
}

}  // namespace support
