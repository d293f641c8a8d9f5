#include "rule.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <stdexcept>
#include <string>

namespace loihi {

namespace {

constexpr unsigned bits_of(Variable first, Variable last) { return (2u << last) - (1u << first); }
constexpr unsigned presynaptic = bits_of(x0, x2);
constexpr unsigned postsynaptic = bits_of(y0, r1);
constexpr int largest_exponent = 9;
constexpr int deepest_nesting = 32;  // the parser and the evaluator call themselves

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

std::string join_names() {
  std::string all;
  for (const auto name : variable_names) all.append(all.empty() ? "" : " ").append(name);
  return all;
}

std::string quoted(std::string_view text) { return std::string("'").append(text).append("'"); }

double sum(const Rule& rule, Range terms, const Values& at) {
  double total = 0;
  for (std::size_t i = terms.begin; i < terms.end; ++i) {
    const Term& term = rule.terms[i];
    total += term.constant * product(rule, {term.pre.begin, term.mixed.end}, at);
  }
  return total;
}

double value(const Rule& rule, const Factor& factor, const Values& at) {
  if (factor.kind == Factor::Kind::variable) return at[static_cast<Variable>(factor.index)];
  const double total = sum(rule, rule.sums[factor.index], at);
  if (factor.kind == Factor::Kind::sum) return total;
  return total > 0 ? 1 : total < 0 ? -1 : total;  // what is no number stays none
}

/// Recursive descent. An inner sum is stored before the term that contains it is complete, so that the terms of a sum
/// and the factors of a term lie side by side.
class Parser {
 public:
  Parser(std::string_view text, std::string_view parameter) : text_(text), parameter_(parameter) {}

  Rule parse() {
    skip_blanks();
    if (position_ == text_.size()) return {};
    const auto [terms, uses] = parse_sum();
    if (position_ < text_.size()) fail(position_, "expected '+', '-', '*' or the end, found " + found());
    rule_.whole = terms;
    rule_.uses = uses;
    return std::move(rule_);
  }

 private:
  struct Sum {
    Range terms;
    unsigned uses = 0;
  };
  /// Constant if it uses no variable.
  struct Operand {
    Factor factor;
    double constant = 1;
  };

  [[noreturn]] void fail(std::size_t position, const std::string& sentence) const {
    throw std::invalid_argument(quoted(parameter_) + " column " + std::to_string(position + 1) + ": " + sentence);
  }

  void skip_blanks() { position_ = std::min(text_.find_first_not_of(" \t\r\n", position_), text_.size()); }

  bool take(char c) {
    if (position_ == text_.size() || text_[position_] != c) return false;
    ++position_;
    skip_blanks();
    return true;
  }

  /// What stands at the present position, for a message: a word, a number, or one character of any encoded length.
  std::string found() const {
    if (position_ == text_.size()) return "the end";
    auto end = position_ + 1;
    const bool word = is_word(text_[position_]) || text_[position_] == '.';
    const auto goes_on = [&](char c) { return word ? is_word(c) || c == '.' : (c & 0xC0) == 0x80; };
    while (end < text_.size() && goes_on(text_[end])) ++end;
    return quoted(text_.substr(position_, end - position_));
  }

  Sum parse_sum() {
    std::vector<Term> terms;
    Sum all;
    double sign = take('-') ? -1 : 1;
    if (sign > 0) take('+');
    while (true) {
      terms.push_back(parse_term(sign, all.uses));
      if (take('+'))
        sign = 1;
      else if (take('-'))
        sign = -1;
      else
        break;
    }
    all.terms = append(rule_.terms, terms);
    return all;
  }

  Term parse_term(double sign, unsigned& uses) {
    const auto start = position_;
    Term term;
    term.constant = sign;
    std::vector<Factor> factors;
    do {
      const auto [factor, constant] = parse_factor();
      uses |= factor.uses;
      if (factor.uses)
        factors.push_back(factor);
      else
        term.constant *= constant;
    } while (take('*'));
    if (!std::isfinite(term.constant)) fail(start, "the constants of this product are too large for a number");

    const auto needs_only = [](unsigned side) { return [side](const Factor& f) { return (f.uses & ~side) == 0; }; };
    const auto post = std::stable_partition(factors.begin(), factors.end(), needs_only(presynaptic));
    const auto mixed = std::stable_partition(post, factors.end(), needs_only(postsynaptic));
    const auto range = append(rule_.factors, factors);
    const auto post_begin = range.begin + static_cast<std::size_t>(post - factors.begin());
    const auto mixed_begin = range.begin + static_cast<std::size_t>(mixed - factors.begin());
    term.pre = {range.begin, post_begin};
    term.post = {post_begin, mixed_begin};
    term.mixed = {mixed_begin, range.end};
    for (auto f = factors.begin(); f != post; ++f)
      if (f->kind == Factor::Kind::variable && (!term.gate || f->index < *term.gate))
        term.gate = static_cast<Variable>(f->index);
    return term;
  }

  Operand parse_factor() {
    const auto start = position_;
    Operand operand = parse_base();
    if (!take('^')) return operand;
    const int exponent = parse_exponent(operand.factor.uses != 0);
    operand.factor.exponent = exponent;
    if (operand.factor.uses == 0) operand.constant = std::pow(operand.constant, exponent);
    if (!std::isfinite(operand.constant)) fail(start, "this power is too large for a number");
    return operand;
  }

  Operand parse_base() {
    const char c = position_ < text_.size() ? text_[position_] : '\0';
    if (is_digit(c) || c == '.') return {{}, parse_number()};
    if (take('(')) return parse_parentheses(Factor::Kind::sum);
    if (is_word(c)) return parse_word();
    fail(position_, "expected a factor (" + join_names() + ", a number, sgn(...) or '('), found " + found());
  }

  Operand parse_word() {
    const auto start = position_;
    while (position_ < text_.size() && is_word(text_[position_])) ++position_;
    const auto word = text_.substr(start, position_ - start);
    skip_blanks();
    if (word == "sgn") {
      if (!take('(')) fail(position_, "expected '(' after sgn, found " + found());
      return parse_parentheses(Factor::Kind::sign_of_sum);
    }
    const auto name = std::find(variable_names.begin(), variable_names.end(), word);
    if (name == variable_names.end())
      fail(start, "there is no variable " + quoted(word) + "; the variables are " + join_names());
    const auto index = static_cast<std::size_t>(name - variable_names.begin());
    return {{Factor::Kind::variable, index, 1, 1u << index}, 1};
  }

  /// What follows '('.
  Operand parse_parentheses(Factor::Kind kind) {
    if (++depth_ > deepest_nesting)
      fail(position_, "the parentheses are nested more than " + std::to_string(deepest_nesting) + " deep");
    const auto [terms, uses] = parse_sum();
    if (!take(')')) fail(position_, "expected '+', '-', '*' or ')', found " + found());
    --depth_;
    rule_.sums.push_back(terms);
    Operand operand{{kind, rule_.sums.size() - 1, 1, uses}, 1};
    if (uses == 0) operand.constant = value(rule_, operand.factor, {});
    return operand;
  }

  double parse_number() {
    double number = 0;
    const auto* const begin = text_.data() + position_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), number);
    if (error == std::errc::invalid_argument) fail(position_, "expected a number, found " + found());
    if (error == std::errc::result_out_of_range)
      fail(position_, "the number " + std::string(begin, end) + " is too large or too small");
    position_ = static_cast<std::size_t>(end - text_.data());
    skip_blanks();
    return number;
  }

  int parse_exponent(bool varies) {
    auto start = position_;
    const bool negative = take('-');
    if (!(negative && varies)) start = position_;
    if (position_ < text_.size() && is_digit(text_[position_])) {
      const double size = parse_number();
      const double exponent = negative ? -size : size;
      const bool fits = varies ? exponent >= 1 && exponent <= largest_exponent : size <= 1e6;
      if (size == std::floor(size) && fits) return static_cast<int>(exponent);
    }
    position_ = start;
    const auto limits = varies ? " from 1 to " + std::to_string(largest_exponent) + " (the base is no constant)" : "";
    fail(start, "expected a whole exponent" + limits + ", found " + found());
  }

  template <class T>
  static Range append(std::vector<T>& all, const std::vector<T>& part) {
    const auto begin = all.size();
    all.insert(all.end(), part.begin(), part.end());
    return {begin, all.size()};
  }

  std::string_view text_, parameter_;
  std::size_t position_ = 0;
  int depth_ = 0;
  Rule rule_;
};

}  // namespace

Rule parse_rule(std::string_view text, std::string_view parameter) { return Parser(text, parameter).parse(); }

double product(const Rule& rule, Range factors, const Values& at) {
  double result = 1;
  for (std::size_t i = factors.begin; i < factors.end; ++i) {
    const Factor& factor = rule.factors[i];
    const double base = value(rule, factor, at);
    for (int n = 0; n < factor.exponent; ++n) result *= base;
  }
  return result;
}

}  // namespace loihi
