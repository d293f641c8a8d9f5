#include "rule.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

using loihi::parse_rule;

namespace {

const std::string variables = "x0 x1 x2 y0 y1 y2 y3 r0 r1 w t";

/// What is wrong with a rule.
std::string refusal(const std::string& text) {
  try {
    parse_rule(text, "dw");
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "(nothing)";
}

/// The value of a rule where the variables, in their order, are 2, 3, 5, 7, 11, 13, 17, 19, 23, 0.25, -0.5.
double value(const std::string& text) {
  static constexpr double values[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 0.25, -0.5};
  loihi::Values at;
  for (std::size_t v = 0; v < loihi::variable_count; ++v) at.data[v] = values + v;
  const auto rule = parse_rule(text, "dw");
  double sum = 0;
  for (std::size_t i = rule.whole.begin; i < rule.whole.end; ++i) {
    const auto& term = rule.terms[i];
    sum += term.constant * product(rule, term.pre, at) * product(rule, term.post, at) * product(rule, term.mixed, at);
  }
  return sum;
}

}  // namespace

TEST_CASE("each variable has its own value") {
  const double expected[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 0.25, -0.5};
  for (std::size_t v = 0; v < loihi::variable_count; ++v) {
    const std::string name(loihi::variable_names[v]);
    CAPTURE(name);
    CHECK(value(name) == expected[v]);
    const auto rule = parse_rule(name, "dw");
    for (std::size_t other = 0; other < loihi::variable_count; ++other)
      CHECK(rule.reads(static_cast<loihi::Variable>(other)) == (other == v));
  }
}

TEST_CASE("products come before sums, powers before products, and parentheses before all") {
  CHECK(value("x0 + x1*y0") == 2 + 3 * 7);
  CHECK(value("x0*x1 - y0*y1 + 1") == 2 * 3 - 7 * 11 + 1);
  CHECK(value("x0 - x1 - x2") == 2 - 3 - 5);
  CHECK(value("(x0 + x1)*y0") == (2 + 3) * 7);
  CHECK(value("x0 - (x1 - x2)") == 2 - (3 - 5));
  CHECK(value("2*x1^2") == 18);
  CHECK(value("-x1^2") == -9);
  CHECK(value("(-x1)^2") == 9);
  CHECK(value("+x0") == 2);
  CHECK(value("-2*(x0 - 3*(w - 0.5)*y0)^2*t") == -2 * std::pow(2 - 3 * (0.25 - 0.5) * 7, 2) * -0.5);
}

TEST_CASE("numbers are decimal, with a point and an exponent; blanks mean nothing") {
  CHECK(value("0.5") == 0.5);
  CHECK(value(".5*x0") == 1);
  CHECK(value("2e-1") == 0.2);
  CHECK(value("1.5E2") == 150);
  CHECK(value(" \t2\n* x0 ") == 4);
}

TEST_CASE("a constant takes any whole exponent, what varies one from 1 to 9") {
  CHECK(value("2^-6") == 1.0 / 64);
  CHECK(value("2^ - 6*x0") == 2.0 / 64);
  CHECK(value("2^10") == 1024);
  CHECK(value("3^0") == 1);
  CHECK(value("(1+3)^-2") == 1.0 / 16);
  CHECK(value("x1^3") == 27);
  CHECK(value("x0^9") == 512);
  CHECK(value("(w-0.5)^2") == 1.0 / 16);
  CHECK(value("sgn(t)^3") == -1);
}

TEST_CASE("sgn is -1, 0 or 1") {
  CHECK(value("sgn(x0)") == 1);
  CHECK(value("sgn(t)") == -1);
  CHECK(value("sgn(w - 0.25)") == 0);
  CHECK(value("y0*sgn(x0*x1 - y0)") == -7);
  CHECK(value("sgn(-3)*x0") == -2);
  const double none = std::numeric_limits<double>::quiet_NaN();
  loihi::Values at;
  at.data[loihi::w] = &none;
  const auto rule = parse_rule("sgn(w)", "dw");
  CHECK(std::isnan(product(rule, rule.terms[rule.whole.begin].mixed, at)));
}

TEST_CASE("a blank rule has no terms") {
  CHECK(parse_rule("", "dw").whole.empty());
  CHECK(parse_rule(" \n", "dw").whole.empty());
}

TEST_CASE("the factors of a term are ordered by what they depend on, and its gate is its first presynaptic variable") {
  const auto term_of = [](const std::string& text) {
    const auto rule = parse_rule(text, "dw");
    return rule.terms[rule.whole.begin];
  };
  const auto size = [](loihi::Range range) { return range.end - range.begin; };
  const auto term = term_of("w*y1*2*x2*(x1 + 1)*r1*(x0 - y0)*x1^2");
  CHECK(size(term.pre) == 3);
  CHECK(size(term.post) == 2);
  CHECK(size(term.mixed) == 2);
  CHECK(term.constant == 2);
  CHECK(term.gate == loihi::x1);
  CHECK(term_of("x0*x1").gate == loihi::x0);
  CHECK_FALSE(term_of("sgn(x1 - 1)*y0").gate);
  CHECK_FALSE(term_of("(x0 + 1)*y0").gate);
  CHECK_FALSE(term_of("y0*w").gate);
}

TEST_CASE("a missing factor is an error that says what can stand there") {
  const auto expected = [](int column, const std::string& found) {
    return "'dw' column " + std::to_string(column) + ": expected a factor (" + variables +
           ", a number, sgn(...) or '('), found " + found;
  };
  CHECK(refusal("0.01*x1*)") == expected(9, "')'"));
  CHECK(refusal("x1*") == expected(4, "the end"));
  CHECK(refusal("x1 + ") == expected(6, "the end"));
  CHECK(refusal("x1 - -x2") == expected(6, "'-'"));
  CHECK(refusal("*x1") == expected(1, "'*'"));
  CHECK(refusal("()") == expected(2, "')'"));
  CHECK(refusal("sgn()") == expected(5, "')'"));
  CHECK(refusal("2*\xC3\x97") == expected(3, "'\xC3\x97'"));
  CHECK(refusal("-") == expected(2, "the end"));
}

TEST_CASE("an unknown variable is an error that lists the known ones") {
  CHECK(refusal("x0 - z1*y0") == "'dw' column 6: there is no variable 'z1'; the variables are " + variables);
  CHECK(refusal("x3") == "'dw' column 1: there is no variable 'x3'; the variables are " + variables);
  CHECK(refusal("Sgn(x1)") == "'dw' column 1: there is no variable 'Sgn'; the variables are " + variables);
}

TEST_CASE("what follows a factor must be an operator, or the end of the sum") {
  CHECK(refusal("x1 y0") == "'dw' column 4: expected '+', '-', '*' or the end, found 'y0'");
  CHECK(refusal("0.5x1") == "'dw' column 4: expected '+', '-', '*' or the end, found 'x1'");
  CHECK(refusal("x1)") == "'dw' column 3: expected '+', '-', '*' or the end, found ')'");
  CHECK(refusal("x1/2") == "'dw' column 3: expected '+', '-', '*' or the end, found '/'");
  CHECK(refusal("2^3^2") == "'dw' column 4: expected '+', '-', '*' or the end, found '^'");
  CHECK(refusal("(x1 + w") == "'dw' column 8: expected '+', '-', '*' or ')', found the end");
  CHECK(refusal("sgn(x1 2.5)") == "'dw' column 8: expected '+', '-', '*' or ')', found '2.5'");
  CHECK(refusal("sgn x1") == "'dw' column 5: expected '(' after sgn, found 'x1'");
}

TEST_CASE("an exponent that is not whole or out of range is an error") {
  const std::string whole = "expected a whole exponent", varies = whole + " from 1 to 9 (the base is no constant)";
  CHECK(refusal("2^x1") == "'dw' column 3: " + whole + ", found 'x1'");
  CHECK(refusal("2^-") == "'dw' column 4: " + whole + ", found the end");
  CHECK(refusal("2^1.5") == "'dw' column 3: " + whole + ", found '1.5'");
  CHECK(refusal("2^-0.5") == "'dw' column 4: " + whole + ", found '0.5'");
  CHECK(refusal("x1^-2") == "'dw' column 4: " + varies + ", found '-'");
  CHECK(refusal("x1^0") == "'dw' column 4: " + varies + ", found '0'");
  CHECK(refusal("(w+1)^10") == "'dw' column 7: " + varies + ", found '10'");
}

TEST_CASE("constants that are no number are errors") {
  CHECK(refusal("x1*1e999") == "'dw' column 4: the number 1e999 is too large or too small");
  CHECK(refusal("x1*0^-1") == "'dw' column 4: this power is too large for a number");
  CHECK(refusal("x1 - 1e300*1e300*x0") == "'dw' column 6: the constants of this product are too large for a number");
  CHECK(refusal("x1*.") == "'dw' column 4: expected a number, found '.'");
}

TEST_CASE("parentheses may be nested 32 deep") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "x1" + std::string(depth, ')'); };
  CHECK(value(nested(32)) == 3);
  CHECK(refusal(nested(33)) == "'dw' column 34: the parentheses are nested more than 32 deep");
  CHECK(refusal(std::string(1000000, '(')) == "'dw' column 34: the parentheses are nested more than 32 deep");
}
