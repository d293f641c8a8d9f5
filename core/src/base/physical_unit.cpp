#include "base/physical_unit.hpp"

#include <cctype>
#include <charconv>
#include <cstdlib>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <bouton/error.hpp>

#include "base/decimal.hpp"

namespace bouton {

namespace {

using Exponents = std::array<int, base_units>;

struct Prefix {
  std::string_view symbol;
  int power;
};
constexpr Prefix prefixes[] = {{"f", -15}, {"p", -12}, {"n", -9}, {"u", -6}, {"m", -3}, {"k", 3}, {"M", 6}, {"G", 9}};

struct Symbol {
  std::string_view symbol;
  Exponents exponents;  // of s, step, V, A, m, mol
  int power;
  bool takes_prefix;
};
constexpr Symbol symbols[] = {
    {"s", {1, 0, 0, 0, 0, 0}, 0, true},
    {"V", {0, 0, 1, 0, 0, 0}, 0, true},
    {"A", {0, 0, 0, 1, 0, 0}, 0, true},
    {"S", {0, 0, -1, 1, 0, 0}, 0, true},
    {"F", {1, 0, -1, 1, 0, 0}, 0, true},
    {"Ohm", {0, 0, 1, -1, 0, 0}, 0, true},
    {"Hz", {-1, 0, 0, 0, 0, 0}, 0, true},
    {"C", {1, 0, 0, 1, 0, 0}, 0, true},
    {"W", {0, 0, 1, 1, 0, 0}, 0, true},
    {"J", {1, 0, 1, 1, 0, 0}, 0, true},
    {"m", {0, 0, 0, 0, 1, 0}, 0, true},
    {"cm", {0, 0, 0, 0, 1, 0}, -2, false},
    {"mol", {0, 0, 0, 0, 0, 1}, 0, true},
    {"M", {0, 0, 0, 0, -3, 1}, 3, true},  // mol per litre
    {"step", {0, 1, 0, 0, 0, 0}, 0, false},
    {"steps", {0, 1, 0, 0, 0, 0}, 0, false},
    {"spike", {}, 0, false},
    {"spikes", {}, 0, false},
    {"weight", {}, 0, false},  // stands for the unit of the weights
};

/// What a misspelt unit may have meant, the more usual ones first.
const std::vector<std::string> usual_units{"ms",   "s",    "mV",  "V",   "pA", "nA", "nS", "pF", "Hz", "steps", "MOhm",
                                           "us",   "ns",   "uV",  "uA",  "A",  "uS", "pS", "S",  "nF", "uF",    "F",
                                           "GOhm", "kOhm", "Ohm", "kHz", "um", "mm", "cm", "mM", "uM", "pC"};

struct Dimension {
  std::string_view name;
  Exponents exponents;  // steps count as a time
};
constexpr Dimension dimensions[] = {
    {"a number without a unit", {}},          {"a time", {1, 0, 0, 0, 0, 0}},
    {"a rate", {-1, 0, 0, 0, 0, 0}},          {"a voltage", {0, 0, 1, 0, 0, 0}},
    {"a current", {0, 0, 0, 1, 0, 0}},        {"a conductance", {0, 0, -1, 1, 0, 0}},
    {"a resistance", {0, 0, 1, -1, 0, 0}},    {"a capacitance", {1, 0, -1, 1, 0, 0}},
    {"a charge", {1, 0, 0, 1, 0, 0}},         {"a length", {0, 0, 0, 0, 1, 0}},
    {"a power", {0, 0, 1, 1, 0, 0}},          {"an energy", {1, 0, 1, 1, 0, 0}},
    {"a concentration", {0, 0, 0, 0, -3, 1}},
};

/// The same unit with ASCII characters alone.
std::string in_ascii(std::string_view text) {
  constexpr std::pair<std::string_view, std::string_view> spellings[] = {
      {"\u00b5", "u"},     {"\u03bc", "u"},  {"\u03a9", "Ohm"},   {"\u2126", "Ohm"},
      {"\u00b7", "*"},     {"\u207b", "^-"}, {"^-\u00b9", "^-1"}, {"^-\u00b2", "^-2"},
      {"^-\u00b3", "^-3"}, {"\u00b2", "^2"}, {"\u00b3", "^3"}};
  std::string result(text);
  for (const auto& [from, to] : spellings)
    for (auto at = result.find(from); at != result.npos; at = result.find(from, at + to.size()))
      result.replace(at, from.size(), to);
  return result;
}

/// Reads a unit from left to right.
class UnitParser {
 public:
  explicit UnitParser(std::string_view text) : text_(text) {}

  /// The symbol that is not known, or nothing if something else is wrong.
  std::string_view unknown;

  std::optional<PhysicalUnit> parse() {
    PhysicalUnit unit;
    skip_blanks();
    if (at_end()) return unit;
    if (!read_product(unit, 1, 0) || !at_end()) return std::nullopt;
    return unit;
  }

 private:
  static constexpr int deepest = 8, largest_exponent = 9;

  bool at_end() const { return at_ == text_.size(); }
  char next() const { return at_end() ? '\0' : text_[at_]; }
  static bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  void skip_blanks() {
    while (next() == ' ') ++at_;
  }
  std::string_view word() const {
    auto end = at_;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }

  /// Multiplies `unit` with a product to the power of `sign`.
  bool read_product(PhysicalUnit& unit, int sign, int depth) {
    int side = read_division() ? -sign : sign;
    for (;;) {
      if (!read_factor(unit, side, depth)) return false;
      skip_blanks();
      if (at_end() || next() == ')') return true;
      side = read_division() ? -sign : sign;
      if (side == sign && next() == '*') ++at_;
      skip_blanks();
    }
  }

  bool read_division() {
    const bool is_word = word() == "per";
    if (!is_word && next() != '/') return false;
    at_ += is_word ? word().size() : 1;
    skip_blanks();
    return true;
  }

  bool read_factor(PhysicalUnit& unit, int side, int depth) {
    if (next() == '1') {
      ++at_;
      return !is_digit(next()) && !is_letter(next());
    }
    if (next() == '(') {
      ++at_;
      skip_blanks();
      if (depth == deepest || !read_product(unit, side, depth + 1) || next() != ')') return false;
      ++at_;
      return true;
    }
    const auto name = word();
    const auto symbol = of_symbol(name);
    if (!symbol) {
      unknown = name;
      return false;
    }
    at_ += name.size();
    const auto exponent = read_exponent();
    if (!exponent) return false;
    for (std::size_t i = 0; i < base_units; ++i) unit.exponents[i] += side * *exponent * symbol->exponents[i];
    unit.power += side * *exponent * symbol->power;
    return true;
  }

  /// 1 if there is none.
  std::optional<int> read_exponent() {
    const bool is_marked = next() == '^';
    if (is_marked) ++at_;
    if (!is_marked && !is_digit(next())) return 1;
    int exponent = 0;
    const auto read = std::from_chars(text_.data() + at_, text_.data() + text_.size(), exponent);
    if (read.ec != std::errc() || std::abs(exponent) > largest_exponent) return std::nullopt;
    at_ = static_cast<std::size_t>(read.ptr - text_.data());
    return exponent;
  }

  static std::optional<Symbol> of_symbol(std::string_view name) {
    for (const auto& s : symbols) {
      if (name == s.symbol) return s;
      if (!s.takes_prefix || !name.ends_with(s.symbol)) continue;
      const auto prefix = name.substr(0, name.size() - s.symbol.size());
      for (const auto& p : prefixes)
        if (prefix == p.symbol) return Symbol{s.symbol, s.exponents, s.power + p.power, false};
    }
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

Exponents in_seconds(const PhysicalUnit& unit) {
  auto exponents = unit.exponents;
  exponents[static_cast<std::size_t>(BaseUnit::second)] +=
      std::exchange(exponents[static_cast<std::size_t>(BaseUnit::step)], 0);
  return exponents;
}

}  // namespace

std::optional<PhysicalUnit> parse_unit(std::string_view text) {
  const auto ascii = in_ascii(text);
  auto unit = UnitParser(ascii).parse();
  if (unit) unit->text = text == "1" ? "" : text;
  return unit;
}

PhysicalUnit unit_of(std::string_view declared, std::string_view weights) {
  constexpr std::string_view name = "weight";
  std::string text(declared);
  if (text == name) text = weights;
  const auto other = weights.empty() ? std::string("1") : fmt::format("({})", weights);
  for (auto at = text.find(name); at != text.npos; at = text.find(name, at + other.size()))
    text.replace(at, name.size(), other);
  return parse_unit(text).value_or(PhysicalUnit());
}

std::string explain_no_unit(std::string_view text) {
  const auto ascii = in_ascii(text);
  UnitParser parser(ascii);
  parser.parse();
  const auto named = parser.unknown.empty() ? text : parser.unknown;
  const auto near = nearest_name(named, usual_units);
  if (!near.empty()) return fmt::format("'{}' is no unit; did you mean '{}'?", named, near);
  return fmt::format(
      "'{}' is no unit; there are s, V, A, S, F, Ohm, Hz with prefixes (ms, pA), steps, and products "
      "and quotients of them (1/ms, nS/mV)",
      named);
}

std::string dimension_of(const PhysicalUnit& unit) {
  const auto exponents = in_seconds(unit);
  for (const auto& d : dimensions)
    if (d.exponents == exponents) return std::string(d.name);
  return "a quantity in " + unit.text;
}

std::string describe_unit(const PhysicalUnit& unit) {
  auto text = dimension_of(unit);
  if (!unit.text.empty() && !text.ends_with(unit.text)) text += ", in " + unit.text;
  return text;
}

std::optional<UnitConversion> conversion(const PhysicalUnit& from, const PhysicalUnit& to) {
  if (in_seconds(from) != in_seconds(to)) return std::nullopt;
  constexpr int power_of_ms = -3;
  const int steps = from.exponent(BaseUnit::step) - to.exponent(BaseUnit::step);
  return UnitConversion{from.power - to.power + steps * power_of_ms, steps};
}

double UnitConversion::operator()(double x, double dt) const {
  for (int i = 0; i < steps; ++i) x = multiply_decimal(x, dt);
  for (int i = 0; i > steps; --i) x = divide_decimal(x, dt);
  return shift_decimal(x, power);
}

}  // namespace bouton
