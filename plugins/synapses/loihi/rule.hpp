/// A learning rule as a sum of products: from its text to flat arrays, and its value at one weight.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace loihi {

/// Presynaptic: the spike and two traces; postsynaptic: the spike and three traces; the modulator and its trace; the
/// weight; its tag.
enum Variable : std::size_t { x0, x1, x2, y0, y1, y2, y3, r0, r1, w, t };
inline constexpr std::size_t variable_count = 11;
inline constexpr std::array<std::string_view, variable_count> variable_names = {"x0", "x1", "x2", "y0", "y1", "y2",
                                                                                "y3", "r0", "r1", "w",  "t"};

/// Half-open, into one of the arrays of a rule.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool empty() const { return begin == end; }
};

/// A variable or a sum in parentheses, to a power.
struct Factor {
  enum class Kind { variable, sum, sign_of_sum };

  Kind kind = Kind::variable;
  std::size_t index = 0;  ///< a Variable, or a number in Rule::sums
  int exponent = 1;       ///< 1..9
  unsigned uses = 0;      ///< one bit for each variable
};

/// A constant times factors, ordered by what they depend on.
struct Term {
  double constant = 1;
  Range pre;    ///< only on presynaptic variables
  Range post;   ///< only on postsynaptic ones and the modulator
  Range mixed;  ///< on the weight, its tag, or both sides
  /// The first presynaptic variable that is a factor by itself: where it is 0, so is the term.
  std::optional<Variable> gate;
};

/// `Σ_i S_i Π_j (V_ij + C_ij)` of Davies et al. 2018 (doi:10.1109/MM.2018.112130359), with sgn, powers and deeper sums.
struct Rule {
  std::vector<Factor> factors;
  std::vector<Term> terms;
  std::vector<Range> sums;  ///< terms of each sum in parentheses
  Range whole;              ///< terms of the rule itself; none: it changes nothing
  unsigned uses = 0;        ///< one bit for each variable

  bool reads(Variable v) const { return uses >> v & 1; }
};

/// Where the variables of one weight are found.
struct Values {
  std::array<const double*, variable_count> data{};
  std::size_t pre = 0, post = 0, modulator = 0, weight = 0;  ///< indices into the data

  double operator[](Variable v) const {
    if (v <= x2) return data[v][pre];
    if (v <= y3) return data[v][post];
    if (v <= r1) return data[v][modulator];
    return data[v][weight];
  }
};

/// Reads a rule:
///
///     sum    = [+|-] term {(+|-) term}
///     term   = factor {* factor}
///     factor = (number | variable | sgn(sum) | (sum)) [^ exponent]
///
/// An exponent is a whole number: any for a constant, 1 to 9 for what varies. A blank text is a rule without terms.
/// Throws std::invalid_argument, which names the parameter and the column, from 1, and says what was expected there.
Rule parse_rule(std::string_view text, std::string_view parameter);

/// The product of some factors of the rule.
double product(const Rule& rule, Range factors, const Values& at);

}  // namespace loihi
