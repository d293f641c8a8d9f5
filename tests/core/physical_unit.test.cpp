#include "base/physical_unit.hpp"

#include <cmath>
#include <string>
#include <utility>

#include <doctest/doctest.h>

using bouton::conversion;
using bouton::describe_unit;
using bouton::explain_no_unit;
using bouton::parse_unit;

namespace {

/// What one `from` is in `to`; NaN if it is no such thing.
double converted(const std::string& from, const std::string& to, double x = 1, double dt = 1) {
  const auto a = parse_unit(from), b = parse_unit(to);
  REQUIRE(a);
  REQUIRE(b);
  const auto found = conversion(*a, *b);
  return found ? (*found)(x, dt) : std::nan("");
}

}  // namespace

TEST_CASE("each unit of the table is what it is in the base unit") {
  const std::pair<std::string, std::string> units[] = {
      {"s", "s"},     {"ms", "s"},     {"us", "s"},     {"ns", "s"},     {"V", "V"},   {"mV", "V"},  {"uV", "V"},
      {"A", "A"},     {"mA", "A"},     {"uA", "A"},     {"nA", "A"},     {"pA", "A"},  {"S", "S"},   {"mS", "S"},
      {"uS", "S"},    {"nS", "S"},     {"pS", "S"},     {"F", "F"},      {"uF", "F"},  {"nF", "F"},  {"pF", "F"},
      {"Ohm", "Ohm"}, {"kOhm", "Ohm"}, {"MOhm", "Ohm"}, {"GOhm", "Ohm"}, {"Hz", "Hz"}, {"kHz", "Hz"}};
  for (const auto& [name, base] : units) {
    const std::string unit = name;
    CAPTURE(unit);
    const auto prefix = unit.substr(0, unit.size() - base.size());
    const double wanted = prefix == ""    ? 1
                          : prefix == "m" ? 1e-3
                          : prefix == "u" ? 1e-6
                          : prefix == "n" ? 1e-9
                          : prefix == "p" ? 1e-12
                          : prefix == "k" ? 1e3
                          : prefix == "M" ? 1e6
                                          : 1e9;
    CHECK(converted(unit, base) == wanted);
    CHECK(converted(base, unit, wanted) == 1);
  }
}

TEST_CASE("units are the same where they are one by Ohm's law and its like") {
  CHECK(converted("V/A", "Ohm") == 1);
  CHECK(converted("mV", "pA*GOhm") == 1);
  CHECK(converted("pA", "nS mV") == 1);
  CHECK(converted("ms", "pF/nS") == 1);
  CHECK(converted("1/s", "Hz") == 1);
  CHECK(converted("spikes/s", "Hz") == 1);
  CHECK(converted("pC", "pA*s") == 1);
  CHECK(converted("fJ", "mV*pA*s") == 1);
  CHECK(converted("mM", "mol/m^3") == 1);
}

TEST_CASE("a unit is written in many ways") {
  for (const char* text : {"mV/ms", "mV / ms", "mV per ms", "mV*1/ms", "mV ms^-1", "1/ms*mV", "(mV)/(ms)", "mV/(1 ms)",
                           "mV·ms⁻¹", "V/s"}) {
    CAPTURE(text);
    CHECK(converted(text, "mV/ms") == 1);
  }
  CHECK(converted("um^2", "cm^2", 1e8) == 1);
  CHECK(converted("uF/cm2", "F/m^2", 100) == 1);
  CHECK(converted("µS", "μS") == 1);
  CHECK(converted("MΩ", "MOhm") == 1);
  CHECK(converted("m²", "mm²") == 1e6);
  CHECK(converted("1/(mV*ms)", "1/mV/ms") == 1);
}

TEST_CASE("a number without a unit is empty or 1") {
  CHECK(converted("", "1") == 1);
  CHECK(parse_unit("1")->text == "");
  CHECK(converted("mV/V", "") == 1e-3);
  CHECK(describe_unit(*parse_unit("1")) == "a number without a unit");
}

TEST_CASE("steps convert with dt") {
  CHECK(converted("ms", "steps", 20, 0.1) == 200);
  CHECK(converted("s", "steps", 0.02, 0.1) == 200);
  CHECK(converted("Hz", "1/step", 50, 0.1) == 0.005);
  CHECK(converted("per step", "Hz", 0.005, 0.1) == 50);
  CHECK(converted("steps", "ms", 3, 0.1) == 0.3);
  CHECK(converted("mV/step", "mV/ms", 2, 0.1) == 20);
  CHECK(converted("steps", "step", 7, 0.1) == 7);
  CHECK(converted("ms^2", "step^2", 9, 3) == 1);
  CHECK(conversion(*parse_unit("ms"), *parse_unit("steps"))->needs_dt());
  CHECK_FALSE(conversion(*parse_unit("steps"), *parse_unit("step"))->needs_dt());
  CHECK(conversion(*parse_unit("mV"), *parse_unit("mV"))->is_identity());
}

TEST_CASE("units of different dimensions do not convert") {
  for (const auto& [from, to] : {std::pair("mV", "ms"),
                                 {"mV", "steps"},
                                 {"pA", "nS"},
                                 {"Hz", "ms"},
                                 {"", "mV"},
                                 {"1/step", "steps"},
                                 {"m", "ms"},
                                 {"mS", "ms"},
                                 {"M", "MOhm"}})
    CHECK_FALSE(conversion(*parse_unit(from), *parse_unit(to)));
}

TEST_CASE("what is no unit is refused with the nearest one") {
  const std::pair<const char*, const char*> wrong[] = {
      {"mz", "'mz' is no unit; did you mean 'ms'?"},          {"mv", "'mv' is no unit; did you mean 'mV'?"},
      {"mV/mz", "'mz' is no unit; did you mean 'ms'?"},       {"msec", "'msec' is no unit; did you mean 'ms'?"},
      {"setps", "'setps' is no unit; did you mean 'steps'?"}, {"Mohm", "'Mohm' is no unit; did you mean 'MOhm'?"},
      {"hz", "'hz' is no unit; did you mean 'Hz'?"}};
  for (const auto& [unit, message] : wrong) {
    const std::string text = unit;
    CAPTURE(text);
    CHECK_FALSE(parse_unit(text));
    CHECK(explain_no_unit(text) == message);
  }
  CHECK(explain_no_unit("furlongs") ==
        "'furlongs' is no unit; there are s, V, A, S, F, Ohm, Hz with prefixes (ms, pA), steps, and products and "
        "quotients of them (1/ms, nS/mV)");
  for (const char* text : {"mV/", "*mV", "mV//ms", "(mV", "mV)", "mV^", "mV^1.5", "mV^99", "10 mV", "2", "mV+ms",
                           "mV^-", "((((((((((mV))))))))))", "kstep", "ksteps", "1mV", "%"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_unit(text));
    CHECK(explain_no_unit(text) != "");
  }
}

TEST_CASE("a dimension is named") {
  CHECK(describe_unit(*parse_unit("ms")) == "a time, in ms");
  CHECK(describe_unit(*parse_unit("steps")) == "a time, in steps");
  CHECK(describe_unit(*parse_unit("1/step")) == "a rate, in 1/step");
  CHECK(describe_unit(*parse_unit("nS")) == "a conductance, in nS");
  CHECK(describe_unit(*parse_unit("pA*ms^2")) == "a quantity in pA*ms^2");
}
