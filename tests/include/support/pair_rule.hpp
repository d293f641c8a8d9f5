/// Checks a pair-based STDP rule against its dense formula, and the properties that every such rule has.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <support/network.hpp>

namespace support {

/// A rule between 6 presynaptic units, driven by random rows, and 4 units that spike at a fixed threshold.
struct PairRule {
  std::filesystem::path library;
  std::string type;
  bool is_modulated = false;
  std::string more = R"("Wlim": 1, "Wmin": 0)";
  std::string source = "pre";  ///< or "relay", which publishes the same values as analog ones

  static constexpr std::size_t pre_size = 6, post_size = 4, steps = 200;

  static double value(std::size_t step, std::size_t unit, double probability) {
    return bouton::Random(7, "pair_rule", "spikes").uniform(unit, step) < probability ? 1.0 : 0.0;
  }
  static double modulation(std::size_t step, std::size_t unit) {
    return bouton::Random(7, "pair_rule", "modulator").uniform(unit, step);
  }

  std::string text() const {
    std::string pre, modulator;
    for (std::size_t t = 0; t < steps; ++t) {
      add_row(pre, pre_size, [&](std::size_t i) { return std::to_string(value(t, i, 0.3)); });
      add_row(modulator, post_size, [&](std::size_t k) { return number(t, k); });
    }
    return R"({"bouton": 1, "inputs": [{"name": "pre", "size": 6, "source": {"type": "rows", "params": {"values": [)" +
           pre + R"(]}}}, {"name": "mod", "size": 4, "source": {"type": "rows", "params": {"values": [)" + modulator +
           R"(]}}}], "layers": [{"name": "relay", "type": "sum", "size": 6, "input": "pre"},
                   {"name": "post", "type": "threshold", "size": 4}],
        "synapses": [{"name": "w", "type": ")" +
           type + R"(", "to": "post", "delay": 0, "from": [")" + source + (is_modulated ? R"(", "mod"])" : R"("])") +
           R"(, "weights": {"distribution": "uniform", "low": -0.2, "high": 0.6},
         "params": {"tre": [0.6, 0.5], "tro": [0.4, 0.7], "tracelim": 0.9, "rule_params": {"Ap": 0.1, "An": 0.2}, )" +
           (is_modulated ? R"("trm": [0.5, 0.5], )" : "") + more + "}}]}";
  }

  /// Appends a row of a JSON matrix.
  template <class F>
  static void add_row(std::string& rows, std::size_t size, F number) {
    if (!rows.empty()) rows += ',';
    rows += '[';
    for (std::size_t i = 0; i < size; ++i) {
      if (i > 0) rows += ',';
      rows += number(i);
    }
    rows += ']';
  }

  static std::string number(std::size_t step, std::size_t unit) {
    // A multiple of 1/64: written out exactly.
    return std::to_string(std::floor(modulation(step, unit) * 64) / 64);
  }

  bouton::Network network(std::size_t slices = 1) const {
    auto r = registry_with(library);
    auto o = options();
    o.slices = slices;
    return support::network(text(), r, o);
  }

  static std::vector<double> values(const bouton::Network& n) {
    std::vector<double> all;
    for (const auto& entry : n.weights("w")) all.push_back(entry.value);
    return all;
  }

  /// dW = (Ap xo te - An to xe) tm, written out for every weight.
  void check_formula() const {
    auto n = network();
    auto w = values(n);
    std::vector<double> te(pre_size), to(post_size), tm(post_size);
    for (std::size_t t = 0; t < steps; ++t) {
      n.step();
      const auto xe = output(n, "pre"), xo = output(n, "post"), xm = output(n, "mod");
      for (std::size_t i = 0; i < pre_size; ++i) te[i] = std::min(0.6 * xe[i] + 0.5 * te[i], 0.9);
      for (std::size_t k = 0; k < post_size; ++k) {
        to[k] = std::min(0.4 * xo[k] + 0.7 * to[k], 0.9);
        tm[k] = std::min(0.5 * xm[k] + 0.5 * tm[k], 0.9);
      }
      for (std::size_t k = 0; k < post_size; ++k)
        for (std::size_t i = 0; i < pre_size; ++i) {
          const double change = 0.1 * xo[k] * te[i] - 0.2 * to[k] * xe[i];
          double& x = w[k * pre_size + i];
          x = std::clamp(x + (is_modulated ? change * tm[k] : change), 0.0, 1.0);
        }
      const auto found = values(n);
      for (std::size_t j = 0; j < w.size(); ++j) REQUIRE(found[j] == doctest::Approx(w[j]).epsilon(1e-12));
    }
    CHECK(*std::max_element(w.begin(), w.end()) > *std::min_element(w.begin(), w.end()));
  }

  void check_properties() const {
    auto n = network();
    const auto before = values(n);
    for (std::size_t t = 0; t < 20; ++t) n.step(false);
    CHECK(values(n) == before);
    CHECK(n.state("w", "pre_trace") != std::vector<double>(pre_size, 0.0));
    n.reset();
    CHECK(n.state("w", "pre_trace") == std::vector<double>(pre_size, 0.0));
    CHECK(values(n) == before);
    for (std::size_t t = 0; t < steps; ++t) {
      n.step();
      for (const double x : values(n)) REQUIRE((x >= 0.0 && x <= 1.0));
      for (const double x : n.state("w", "pre_trace")) REQUIRE(x <= 0.9);
      for (const double x : n.state("w", "post_trace")) REQUIRE(x <= 0.9);
    }
    CHECK(values(n) != before);
    PairRule analog = *this;
    analog.source = "relay";
    auto spikes = network(), values_only = analog.network();
    for (std::size_t t = 0; t < steps; ++t) spikes.step(), values_only.step();
    CHECK(values(spikes) == values(values_only));
    const auto without_learning = [&] {
      spikes.reset();
      std::vector<std::vector<bouton::Unit>> all;
      for (std::size_t t = 0; t < 20; ++t) spikes.step(false), all.push_back(support::spikes(spikes, "post"));
      return all;
    };
    CHECK(without_learning() == without_learning());
    for (const std::size_t slices : {2, 3}) {
      auto whole = network(1), cut = network(slices);
      for (std::size_t t = 0; t < steps; ++t) whole.step(), cut.step();
      CHECK(values(whole) == values(cut));
    }
  }
};

}  // namespace support
