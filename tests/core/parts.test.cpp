#include <array>
#include <cstdio>
#include <map>

#include <bouton/builder.hpp>

#include <support/parts.hpp>

using support::contains;
using support::only;
using support::output;
using support::with;
using namespace support::parts;

namespace {

using Weights = std::map<std::array<Unit, 3>, double>;  // by post, pre, delay, in numbers of the layer

Weights weights(const bouton::Network& n, const Made& m = {}) {
  const auto post = units(m.to), pre = units(m.from);
  Weights all;
  for (const auto& e : n.weights("w")) all[{post.at(e.post), pre.at(e.pre), e.delay}] = e.value;
  return all;
}

/// The same synapse between whole layers, with the same weights.
bouton::Network network_of_whole_layers(const Made& m, const bouton::Network& n, bool has_delays,
                                        const std::string& members) {
  Made whole{m.type, "", "", "", m.layer, 1, 1};
  for (const auto& [place, value] : weights(n, m)) {
    char number[40];
    std::snprintf(number, sizeof number, "%.17g", value);
    whole.members += (whole.members.empty() ? R"("weights": {"entries": [[)" : ", [") + std::to_string(place[0]) + "," +
                     std::to_string(place[1]) + "," + number +
                     (has_delays ? "," + std::to_string(place[2]) : std::string()) + "]";
  }
  whole.members += "]}" + members;
  return network(whole);
}

struct Trace {
  std::vector<Values> outputs;
  Weights weights;
  friend bool operator==(const Trace&, const Trace&) = default;
};

Trace run(bouton::Network& n, const Made& m = {}) {
  Trace trace;
  for (int t = 0; t < 40; ++t) n.run(1 + t % 3), trace.outputs.push_back(output(n, "e"));
  trace.weights = weights(n, m);
  return trace;
}

}  // namespace

TEST_CASE("a synapse between parts does what one between the whole layers does that has only these weights") {
  for (const auto& pair : pairs)
    for (const auto* type : {"fixed", "plain", "growing"})
      for (const auto* layer : {"threshold", "jumping"})
        for (const std::string members :
             {"", R"(, "delay": {"distribution": "uniform", "low": 1, "high": 5})", R"(, "dendritic_delay": 2)"})
          for (const std::size_t slices : {1, 2, 3, 7}) {
            Made m{type, pair.first, pair.second};
            m.layer = layer;
            m.slices = slices;
            m.members += members;
            const bool has_delays = members.find("uniform") != std::string::npos;
            CAPTURE(pair.first + " " + pair.second + " " + type + " " + layer);
            auto n = network(m), whole = network_of_whole_layers(m, n, has_delays, has_delays ? "" : members);
            const auto trace = run(n, m);
            REQUIRE(trace == run(whole));
            if (m.type != "growing") continue;
            REQUIRE(trace.weights != weights(network(m), m));
            for (const double wrong : n.state("w", "wrong")) REQUIRE(wrong == 0);
          }
}

TEST_CASE("a synapse between parts gives the same bits on any threads") {
  for (const auto& [from, to] : pairs) {
    Made m{"growing", from, to};
    auto one = network(m);
    m.slices = 3, m.threads = 3;
    auto several = network(m);
    CHECK(run(one, m) == run(several, m));
  }
}

TEST_CASE("inhibition is taken from the units of the part alone") {
  auto r = support::registry();
  auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 3, "source": {"type": "rows", "params":
    {"values": [[1, 0, 2]]}}}], "layers": [{"name": "l", "type": "sum", "size": 5}],
    "synapses": [{"name": "a", "type": "plain", "from": "x", "to": "l", "weights": {"constant": 1}},
                 {"name": "w", "type": "plain", "syn_type": "inh", "from": "x[::2]", "to": "l[1::2]",
                  "weights": [[1, 10], [100, 1000]]},
                 {"name": "v", "type": "plain", "from": "x[2]", "to": "l[3:]", "weights": [[0.5], [0.25]]}]})",
                            r);
  n.step();
  CHECK(output(n, "l") == Values{3, 3 - 21, 3, 3 - 2100 + 1, 3.5});
}

TEST_CASE("a modulator is a part with a value for each unit of the postsynaptic part, or with one") {
  const std::string network_text = R"({"bouton": 1,
    "inputs": [{"name": "x", "size": 2, "source": {"type": "rows", "params": {"values": [[1, 1]]}}},
               {"name": "m", "size": 6, "source": {"type": "rows", "params": {"values": [[0, 1, 2, 3, 4, 5]]}}}],
    "layers": [{"name": "l", "type": "threshold", "size": 6}],
    "synapses": [{"name": "w", "type": "growing", "from": ["x", "m[1::2]"], "to": "l[:3]", "params": {"rate": 1},
                  "weights": {"constant": 1}}]})";
  auto r = registry();
  const auto learned = [&](const std::string& text, std::size_t slices) {
    auto o = support::options();
    o.slices = slices;
    auto n = support::network(text, r, o);
    n.step();
    Values all;
    for (const auto& e : n.weights("w")) all.push_back(e.value);
    return all;
  };
  CHECK(learned(network_text, 1) == Values{2, 2, 4, 4, 6, 6});
  CHECK(learned(network_text, 4) == Values{2, 2, 4, 4, 6, 6});
  CHECK(learned(with(network_text, "m[1::2]", "m[4]"), 2) == Values{5, 5, 5, 5, 5, 5});
  CHECK(only(support::findings(with(network_text, "m[1::2]", "m[1:3]"), r),
             "/synapses/0/from/1: modulator 'm[1:3]' has 2 units; wanted 1, or 3 (one per unit of 'l[0:3]')"));
}

TEST_CASE("a part that is the whole layer is the layer") {
  Made whole{"growing", "", ""};
  whole.members = R"("weights": {"distribution": "uniform", "low": 0, "high": 1}, "connect": {"rule":
    "fixed_probability", "p": 0.5, "autapses": false})";
  Made part = whole;
  part.from = "[:]", part.to = "[0:12]";
  auto a = network(whole), b = network(part);
  CHECK(a.weights("w") == b.weights("w"));
  CHECK(run(a) == run(b));
}

TEST_CASE("a layer is fed straight by a part of its size") {
  const std::string fed = R"({"bouton": 1, "inputs": [{"name": "x", "size": 5, "source": {"type": "rows", "params":
    {"values": [[1, 2, 3, 4, 5]]}}}], "layers": [{"name": "l", "type": "sum", "size": 2, "input": "x[1::3]"}]})";
  auto r = support::registry();
  auto n = support::network(fed, r);
  n.step();
  CHECK(output(n, "l") == Values{2, 5});
  CHECK(only(support::findings(with(fed, "x[1::3]", "x[1:4]"), r),
             "/layers/0/input: 'x[1:4]' has 3 units and 'l' 2; without a synapse they must be equal"));
}

TEST_CASE("a transform stands between a part and its synapse") {
  class Twice final : public bouton::Layer {
   public:
    static void declare(bouton::Declaration<Twice>& d) { d.transform("twice", "doubles").version("1.0", "tests"); }
    void step(const bouton::LayerInputs& in, std::span<double> out) override {
      for (std::size_t k = 0; k < out.size(); ++k) out[k] = 2 * in.port(0)[k];
    }
  };
  auto r = support::registry();
  r.add<Twice>();
  auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 5, "source": {"type": "rows", "params":
    {"values": [[1, 2, 3, 4, 5]]}}}], "layers": [{"name": "l", "type": "sum", "size": 1}], "synapses": [{"name": "w",
    "type": "plain", "from": "x[2::2]", "to": "l", "weights": [[1, 10]], "transform": {"type": "twice"}}]})",
                            r);
  n.step();
  CHECK(output(n, "l") == Values{106});
}

TEST_CASE("a layer whose own name ends in brackets is found by it") {
  const auto text =
      with(with(support::small, "\"name\": \"l\"", "\"name\": \"l[0:2]\""), "\"to\": \"l\"", "\"to\": \"l[0:2]\"");
  auto r = support::registry();
  CHECK(support::network(with(text, "[\"l\"]", "[\"l[0:2]\"]"), r).weights("w").size() == 6);
  auto n =
      support::network(with(with(text, "[\"l\"]", "[\"l[0:2]\"]"), "\"to\": \"l[0:2]\"", "\"to\": \"l[0:2][1:]\""), r);
  CHECK(n.weights("w").size() == 4);
}

TEST_CASE("a finding about a part names the place, and a name that is near") {
  CHECK(only(support::findings(with(support::small, "\"from\": \"x\"", "\"from\": \"x[0:7]\"")),
             "/synapses/0/from: 'x[0:7]' is out of range: 'x' has 2 units, and there is no 7"));
  CHECK(only(support::findings(with(support::small, "\"to\": \"l\"", "\"to\": \"l[2:2]\"")),
             "/synapses/0/to: 'l[2:2]' is empty; 'l' has 3 units"));
  CHECK(contains(support::findings(with(support::small, "\"to\": \"l\"", "\"to\": \"ll[0:2]\"")),
                 "/synapses/0/to: no layer or input 'll'; did you mean 'l'?"));
  CHECK(only(support::findings(with(support::small, "[\"l\"]", "[\"l[0:2]\"]")),
             "/outputs/0: wanted a whole layer or input, found a part of 'l'"));
}

TEST_CASE("a network with parts is saved and taken over with what it has learned") {
  for (const bool has_delays : {false, true}) {
    Made m{"growing", "[1::2]", "[4:9]"};
    if (has_delays) m.members += R"(, "delay": {"distribution": "uniform", "low": 1, "high": 5})";
    auto n = network(m);
    n.run(34);  // then the rows of the input begin anew
    auto r = registry();
    auto saved = support::network(n.to_json(), r);
    CHECK(saved.weights("w") == n.weights("w"));
    auto described = support::network(n.described(), r);
    described.run(34);
    CHECK(described.weights("w") == n.weights("w"));
    m.slices = 3;
    auto next = network(m);
    CHECK(next.take_over(n).empty());
    for (int t = 0; t < 20; ++t) {
      n.step(), next.step();
      REQUIRE(output(n, "e") == output(next, "e"));
    }
    CHECK(next.weights("w") == n.weights("w"));
    CHECK(next.state("w", "trace") == n.state("w", "trace"));
  }
}

TEST_CASE("spikes in flight between parts are cleared by a reset") {
  Made m{"fixed", "[1::2]", "[4:9]"};
  m.members += R"(, "delay": {"distribution": "uniform", "low": 1, "high": 5})";
  auto n = network(m);
  n.run(20);
  n.reset();
  auto fresh = network(m);
  CHECK(run(n).outputs == run(fresh).outputs);
}

TEST_CASE("a network built in code names parts by the same texts") {
  auto r = support::registry();
  auto n = bouton::NetworkBuilder()
               .input("x", 4)
               .layer("l", "sum", 3)
               .layer("k", "sum", 2)
               .connect("x[:2]", "k")
               .synapse({.name = "w", .type = "plain", .from = {"x[2:]"}, .to = "l[1]", .weights = 2.0})
               .build(r, support::options());
  n.step({{"x", Values{1, 2, 3, 4}}});
  CHECK(output(n, "l") == Values{0, 14, 0});
  CHECK(output(n, "k") == Values{1, 2});
}
