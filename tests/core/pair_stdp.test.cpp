#include <bouton/pair_stdp.hpp>

#include <algorithm>
#include <cmath>

#include <support/network.hpp>

namespace {

/// Spikes now and then, at a rate that differs from unit to unit: some are silent for thousands of steps.
class Spikes final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Spikes>& d) {
    d.type("random_spikes", "spikes at the rates 2^-1, 2^-2 and so on").version("1.0", "test");
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) {
      const auto unit = slice().begin + k;
      out[k] = random("spikes").uniform(unit, in.step.index) < std::exp2(-1.0 - static_cast<double>(unit % 13)) ? 1 : 0;
    }
  }
};

template <bool modulated>
class Rule final : public bouton::PairStdp {
 public:
  static void declare(bouton::Declaration<Rule>& d) {
    d.type(modulated ? "modulated" : "pair", "pair-based STDP").version("1.0", "test").sources(1, 2);
    declare_pair(d);
    declare_modulator_trace(d, "modulator's trace");
  }

 protected:
  bool find_factors(std::span<double> factors) const override {
    for (std::size_t k = 0; modulated && k < factors.size(); ++k) factors[k] = for_unit(modulator_trace(), k) - 0.3;
    return modulated;
  }
};

struct Case {
  std::string rule = "pair";
  std::string weights = R"({"distribution": "uniform", "low": 0, "high": 1})";
  std::string dtype = "float64";
  std::string source = "pre";  // or "relay", which publishes the same values as analog ones
  std::string tre = "[0.6, 0.9]";
  std::string potentiation = "0.02";
  std::size_t slices = 1;

  bouton::Network network() const {
    bouton::Registry r = support::registry();
    r.add<Spikes>();
    r.add<Rule<true>>();
    r.add<Rule<false>>();
    auto o = support::options();
    o.slices = slices;
    const std::string text =
        R"({"bouton": 1, "inputs": [{"name": "pre", "size": 70, "source": {"type": "random_spikes"}},
                                    {"name": "teacher", "size": 20, "source": {"type": "random_spikes"}},
                                    {"name": "mod", "size": 1, "source": {"type": "random_spikes"}}],
            "layers": [{"name": "relay", "type": "sum", "size": 70, "input": "pre"},
                       {"name": "post", "type": "threshold", "size": 20, "input": "teacher"}],
            "synapses": [{"name": "w", "type": ")" +
        rule + R"(", "from": [")" + source +
        R"(", "mod"], "delay": [0, 0], "to": "post", "syn_type": "inh", "weights": )" + weights + R"(, "dtype": ")" +
        dtype + R"(", "params": {"tre": )" + tre + R"(, "tro": [0.4, 0.8], "trm": [0.5, 0.5],
              "Wlim": 0.7, "Wmin": 0.1, "rule_params": {"Ap": )" +
        potentiation + R"(, "An": 0.01}}}]})";
    return support::network(text, r, o);
  }
};

std::vector<double> weights(const bouton::Network& n) {
  std::vector<double> all;
  for (const auto& entry : n.weights("w")) all.push_back(entry.value);
  return all;
}

/// So many steps that the log of what is put off overflows, with pauses of learning and resets between.
std::vector<double> learn(const Case& c, bool look = false) {
  auto n = c.network();
  for (std::size_t t = 0; t < 5000; ++t) {
    if (t == 3500) n.reset();
    if (t == 4500) n.set("w", "Wlim", 0.6);
    n.step(t % 1000 < 900);
    if (look && t % 7 == 0) weights(n);
  }
  return weights(n);
}

}  // namespace

TEST_CASE("changes that are put off end in the bits of the dense formula, whenever the weights are looked at") {
  for (const std::string rule : {"pair", "modulated"})
    for (const std::string weights : {R"({"distribution": "uniform", "low": 0, "high": 1})",
                                      R"({"distribution": "uniform", "low": 0, "high": 1, "density": 0.3})"})
      for (const std::string dtype : {"float64", "float32"}) {
        CAPTURE(rule);
        CAPTURE(weights);
        CAPTURE(dtype);
        const Case event_driven{rule, weights, dtype};
        Case dense = event_driven, cut = event_driven;
        dense.source = "relay";
        cut.slices = 3;
        const auto found = learn(event_driven);
        CHECK(found == learn(dense));
        CHECK(found == learn(event_driven, true));
        CHECK(found == learn(cut));
        CHECK(*std::ranges::max_element(found) <= 0.6);
        CHECK(*std::ranges::min_element(found) >= 0.1);
      }
}

TEST_CASE("so they do where a trace lasts for one step, where it grows by itself, and where it weakens") {
  for (const std::string rule : {"pair", "modulated"})
    for (const auto& [tre, potentiation] : std::vector<std::pair<std::string, std::string>>{
             {"[0.6, 0]", "0.02"}, {"[0.01, 1.01]", "0.02"}, {"[0.6, 0.9]", "-0.02"}}) {
      Case event_driven;
      event_driven.rule = rule;
      event_driven.tre = tre;
      event_driven.potentiation = potentiation;
      Case dense = event_driven;
      dense.source = "relay";
      const auto found = learn(event_driven);
      CHECK_MESSAGE(found == learn(dense), rule << " " << event_driven.tre << " " << event_driven.potentiation);
      CHECK(found == learn(event_driven, true));
    }
}

TEST_CASE("weights in float32 are float32 values, and learning differs from float64 by their rounding") {
  Case single;
  single.dtype = "float32";
  const auto rounded = learn(single), exact = learn(Case{});
  CHECK(std::ranges::all_of(rounded, [](double w) { return w == static_cast<double>(static_cast<float>(w)); }));
  CHECK(rounded != exact);
  for (std::size_t i = 0; i < exact.size(); ++i) CHECK(rounded[i] == doctest::Approx(exact[i]).epsilon(1e-4));
}
