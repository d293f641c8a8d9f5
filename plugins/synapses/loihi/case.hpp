/// The networks of the tests: one synapse with a rule, and what it is compared with.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include <support/rows.hpp>

namespace loihi_test {

using Rows = support::RowValues;
using Factors = std::array<double, 2>;
using support::to_text;

inline bouton::Registry registry() { return support::registry_with_analog_rows(BOUTON_PLUGIN_LIBRARY); }

/// From x to the layer l through the synapse w, with the modulator m.
struct Case {
  Rows x = {{1}};
  Rows m = {{1}};
  std::size_t post = 1;
  std::string weights = R"({"constant": 0})";
  std::string rule;    // "dw" and "dt"
  std::string params;  // the others, each after a comma
  std::string more;    // members of the synapse
  std::string layer = "threshold";
  std::string source = "rows";  // type of x
  std::string from = R"(["x", "m"])";

  std::string text() const {
    return R"({"bouton": 1, "inputs": [{"name": "x", "size": )" + std::to_string(x[0].size()) +
           R"(, "source": {"type": ")" + source + R"(", "params": {"values": )" + to_text(x) +
           R"(}}}, {"name": "m", "size": )" + std::to_string(m[0].size()) +
           R"(, "source": {"type": "rows", "params": {"values": )" + to_text(m) +
           R"(}}}], "layers": [{"name": "l", "type": ")" + layer + R"(", "size": )" + std::to_string(post) +
           R"(}], "synapses": [{"name": "w", "type": "loihi", "from": )" + from + R"(, "to": "l", "weights": )" +
           weights + more + R"(, "params": {)" + rule + params + "}}]}";
  }
};

inline constexpr Factors tx1{0.4, 0.7}, tx2{0.3, 0.9}, ty1{0.6, 0.5}, ty2{0.2, 0.8}, ty3{1, 0.3}, tr1{0.5, 0.6};

/// 12 presynaptic and 9 postsynaptic units with random spikes and modulators, and limits that are reached.
inline Case random_case(std::string rule) {
  Case c;
  c.x = support::random_rows(300, 12, 1, [](double u) { return u < 0.2 ? 1.0 : 0.0; });
  c.m = support::random_rows(300, 9, 2, [](double u) { return 2 * u - 0.8; });
  c.post = 9;
  c.weights = R"({"distribution": "uniform", "low": -0.5, "high": 0.6})";
  c.rule = std::move(rule);
  c.params = R"(, "x1": [0.4, 0.7], "x2": [0.3, 0.9], "y1": [0.6, 0.5], "y2": [0.2, 0.8], "y3": [1, 0.3],
                "r1": [0.5, 0.6], "Wlim": 0.5, "Wmin": -0.4, "tracelim": 0.9)";
  return c;
}

inline const std::string sparse = R"(, "connect": {"rule": "fixed_probability", "p": 0.5})";

/// The parameters `dw` and `dt`.
inline std::string rules(const std::string& dw, const std::string& dt) {
  return R"("dw": ")" + dw + R"(", "dt": ")" + dt + "\"";
}
inline const std::string mixed_rule = rules("0.05*x1*y0 - 0.02*x0*y1*r1 - 2^-6*(w - 0.2)*y0 + 0.01*t*r0",
                                            "0.1*x1*y0 - 0.05*t*sgn(x2 - 0.3) + 0.02*x2^2*y2*(y3 - w)");

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

}  // namespace loihi_test
