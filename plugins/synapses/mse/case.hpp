/// Networks with one synapse of the type mse, and the rule's traces written down once more.
#pragma once

#include <algorithm>
#include <cmath>

#include <support/rows.hpp>

namespace mse_test {

using Rows = support::RowValues;
using support::to_text;

inline bouton::Registry registry() { return support::registry_with_analog_rows(BOUTON_PLUGIN_LIBRARY); }

inline Rows random_spikes(std::size_t steps, std::size_t size, double rate, std::uint64_t seed) {
  return support::random_rows(steps, size, seed, [rate](double u) { return u < rate ? 1.0 : 0.0; });
}

/// From x to the layer l through the synapse w, with m as the target.
struct Case {
  Rows x;
  Rows m;
  std::size_t post = 1;
  std::string weights = R"({"constant": 0})";
  std::string params = R"("tre": [0.5, 0], "tro": [1, 0], "rule_params": {"lr": 0.1})";
  std::string more;  // members of the synapse
  std::string layer = "threshold";
  std::string source = "rows";  // type of x

  std::string text() const {
    return R"({"bouton": 1, "inputs": [{"name": "x", "size": )" + std::to_string(x[0].size()) +
           R"(, "source": {"type": ")" + source + R"(", "params": {"values": )" + to_text(x) +
           R"(}}}, {"name": "m", "size": )" + std::to_string(m[0].size()) +
           R"(, "source": {"type": "rows", "params": {"values": )" + to_text(m) +
           R"(}}}], "layers": [{"name": "l", "type": ")" + layer + R"(", "size": )" + std::to_string(post) +
           R"(}], "synapses": [{"name": "w", "type": "mse", "from": ["x", "m"], "to": "l", "weights": )" + weights +
           more + R"(, "params": {)" + params + "}}]}";
  }
};

/// 12 presynaptic and 7 postsynaptic units with random spikes and targets, and limits that are reached.
inline Case random_case() {
  Case c;
  c.x = random_spikes(200, 12, 0.3, 1);
  c.m = random_spikes(200, 7, 0.4, 2);
  c.post = 7;
  c.weights = R"({"distribution": "uniform", "low": -0.5, "high": 0.6})";
  c.params = R"("tre": [0.4, 0.7], "tro": [0.6, 0.5], "trm": [0.3, 0.8], "rule_params": {"lr": 0.05},
                "Wlim": 0.5, "Wmin": -0.4, "tracelim": 0.9)";
  return c;
}

inline const std::string sparse = R"(, "connect": {"rule": "fixed_probability", "p": 0.5})";

inline std::vector<double> weights(const bouton::Network& n) {
  std::vector<double> values;
  for (const auto& e : n.weights("w")) values.push_back(e.value);
  return values;
}

inline double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

inline void advance(std::vector<double>& trace, double t0, double t1, double limit, const std::vector<double>& x) {
  for (std::size_t i = 0; i < trace.size(); ++i) trace[i] = std::min(t0 * x[i] + t1 * trace[i], limit);
}

}  // namespace mse_test
