#include <support/edit.hpp>

using support::contains;
using support::findings;
using support::only;

namespace {

struct Members {
  double real = 0;
  std::optional<double> absent;
  std::int64_t integer = 0;
  bool boolean = false;
  std::string text, choice;
  std::filesystem::path path;
  bouton::PerUnit per_unit;
  std::vector<double> list;
  std::array<double, 2> pair{};
  bouton::Matrix matrix, columns;
  double rate = 0, momentum = 0;
};

/// What the last element of the type below was given.
Members latest;

/// One parameter of each type.
class Everything final : public bouton::Layer, public Members {
 public:
  static void declare(bouton::Declaration<Everything>& d) {
    d.type("everything", "one parameter of each type").version("1.0", "tests");
    d.port("in", "ignored");
    d.parameter("real", &Everything::real, "a real number").default_value(1.5).above(0).at_most(10);
    d.parameter("absent", &Everything::absent, "may be absent").at_least(-1).below(1);
    d.parameter("integer", &Everything::integer, "a whole number").default_value(3).at_least(-5);
    d.parameter("boolean", &Everything::boolean, "a truth").default_value(true);
    d.parameter("text", &Everything::text, "any text").default_value("none");
    d.parameter("choice", &Everything::choice, "one of three").default_value("red").one_of({"red", "green", "blue"});
    d.parameter("path", &Everything::path, "a file").default_value("default.txt");
    d.parameter("per_unit", &Everything::per_unit, "one or one per unit").default_value(4).at_least(0);
    d.parameter("list", &Everything::list, "any length").default_value(std::vector<double>{7}).below(100);
    d.parameter("pair", &Everything::pair, "two numbers").default_value(std::vector<double>{1, 2});
    d.parameter("matrix", &Everything::matrix, "rows").default_value(bouton::Matrix{1, 1, {5}}).at_least(0);
    d.parameter("columns", &Everything::columns, "rows as wide as the layer")
        .default_value(bouton::Matrix{1, 3, {5, 6, 7}})
        .column_per_unit();
    d.parameter("rule.rate", &Everything::rate, "learning rate").at_least(0);
    d.parameter("rule.momentum", &Everything::momentum, "momentum").default_value(0.9);
  }
  void prepare() override { latest = *this; }
  void step(const bouton::LayerInputs&, std::span<double> out) override { std::fill(out.begin(), out.end(), 0.0); }
};

std::string text_with(const std::string& params) {
  return R"({"bouton": 1, "layers": [{"name": "l", "type": "everything", "size": 3)" + params +
         R"(}], "synapses": [{"name": "w", "type": "plain", "from": "l", "to": "l", "weights": {"constant": 1}}]})";
}

/// The findings of one parameter, where "rule" is right.
std::string found(const std::string& parameter) {
  auto r = support::registry();
  r.add<Everything>();
  return findings(text_with(",\n\"params\": {\"rule\": {\"rate\": 1},\n" + parameter + "}"), r);
}

/// What the members hold after the parameters were read.
Members members(const std::string& parameters, const std::filesystem::path& file = "test.json") {
  auto r = support::registry();
  r.add<Everything>();
  bouton::Network::from_text(text_with(", \"params\": {\"rule\": {\"rate\": 1}" + parameters + "}"), file, r,
                             support::options());
  return latest;
}

}  // namespace

TEST_CASE("a parameter that is not given has the default that its type declares") {
  const auto m = members("");
  CHECK(m.real == 1.5);
  CHECK_FALSE(m.absent.has_value());
  CHECK(m.integer == 3);
  CHECK(m.boolean);
  CHECK(m.text == "none");
  CHECK(m.choice == "red");
  CHECK(m.path == "default.txt");
  CHECK(m.per_unit.is_uniform());
  CHECK(m.per_unit[2] == 4);
  CHECK(m.list == std::vector<double>{7});
  CHECK(m.pair == std::array<double, 2>{1, 2});
  CHECK(m.matrix.at(0, 0) == 5);
  CHECK(m.columns.at(0, 2) == 7);
  CHECK(m.rate == 1);
  CHECK(m.momentum == 0.9);
}

TEST_CASE("a parameter that is given reaches its member") {
  const auto m = members(R"(, "real": 2, "absent": 0.5, "integer": -4, "boolean": false, "text": "some \"text\"",
      "choice": "blue", "path": "sub/file.txt", "per_unit": [1, 2, 3], "list": [], "pair": [8, 9],
      "matrix": [[1, 2], [3, 4], [5, 6]], "columns": [[1, 2, 3], [4, 5, 6]])",
                         "/some/where/net.json");
  CHECK(m.real == 2);
  CHECK(m.absent == 0.5);
  CHECK(m.integer == -4);
  CHECK_FALSE(m.boolean);
  CHECK(m.text == "some \"text\"");
  CHECK(m.choice == "blue");
  CHECK(m.path == "/some/where/sub/file.txt");
  CHECK_FALSE(m.per_unit.is_uniform());
  CHECK(m.per_unit[2] == 3);
  CHECK(m.list.empty());
  CHECK(m.pair == std::array<double, 2>{8, 9});
  CHECK(m.matrix.rows == 3);
  CHECK(m.matrix.at(2, 1) == 6);
  CHECK(m.columns.at(1, 0) == 4);
}

TEST_CASE("a path that is absolute stays as it is") {
  CHECK(members(", \"path\": \"/etc/file.txt\"", "/some/where/net.json").path == "/etc/file.txt");
}

TEST_CASE("a number out of its range is refused with the range") {
  CHECK(only(found("\"real\": 0"), "test.json:3:1: /layers/0/params/real: 'real' is 0; it must be > 0 and <= 10"));
  CHECK(only(found("\"real\": 10.5"), "'real' is 10.5; it must be > 0 and <= 10"));
  CHECK(found("\"real\": 10") == "(no finding)");
  CHECK(only(found("\"absent\": 1"), "/layers/0/params/absent: 'absent' is 1; it must be >= -1 and < 1"));
  CHECK(found("\"absent\": -1") == "(no finding)");
  CHECK(only(found("\"integer\": -6"), "/layers/0/params/integer: 'integer' is -6; it must be >= -5"));
  CHECK(only(found("\"per_unit\": -1"), "/layers/0/params/per_unit: 'per_unit' is -1; it must be >= 0"));
  CHECK(only(found("\"per_unit\": [1, -2, 3]"), "'per_unit' is -2; it must be >= 0"));
  CHECK(only(found("\"list\": [99, 100]"), "/layers/0/params/list: 'list' is 100; it must be < 100"));
  CHECK(only(found("\"matrix\": [[1, 2], [3, -4]]"), "/layers/0/params/matrix: 'matrix' is -4; it must be >= 0"));
}

TEST_CASE("a value of the wrong kind is refused with what was wanted and what was found") {
  CHECK(only(found("\"real\": \"2\""), "/layers/0/params/real: wanted a number, found \"2\""));
  CHECK(only(found("\"real\": null"), "wanted a number, found null"));
  CHECK(only(found("\"absent\": [1]"), "/layers/0/params/absent: wanted a number, found an array of 1"));
  CHECK(only(found("\"integer\": 1.5"), "/layers/0/params/integer: wanted a whole number, found 1.5"));
  CHECK(only(found("\"integer\": \"1\""), "wanted a whole number, found \"1\""));
  CHECK(only(found("\"boolean\": 1"), "/layers/0/params/boolean: wanted true or false, found 1"));
  CHECK(only(found("\"text\": 1"), "/layers/0/params/text: wanted a text, found 1"));
  CHECK(only(found("\"path\": {}"), "/layers/0/params/path: wanted a text, found an object"));
  CHECK(only(found("\"per_unit\": \"1\""),
             "/layers/0/params/per_unit: wanted a number or an array of numbers, found \"1\""));
  CHECK(only(found("\"per_unit\": [1, true, 3]"), "/layers/0/params/per_unit/1: wanted a number, found true"));
  CHECK(only(found("\"list\": 1"), "/layers/0/params/list: wanted an array of numbers, found 1"));
  CHECK(only(found("\"pair\": {\"a\": 1}"), "/layers/0/params/pair: wanted an array of numbers, found an object"));
  CHECK(only(found("\"matrix\": 1"), "/layers/0/params/matrix: wanted a matrix (an array of rows), found 1"));
  CHECK(only(found("\"matrix\": [1, 2]"), "/layers/0/params/matrix/0: wanted an array of numbers, found 1"));
  CHECK(only(found("\"matrix\": [[1], [\"2\"]]"), "/layers/0/params/matrix/1/0: wanted a number, found \"2\""));
}

TEST_CASE("a whole number that does not fit into 64 bits is refused, not wrapped around") {
  CHECK(only(found("\"integer\": 18446744073709551615"), "/layers/0/params/integer"));
  CHECK(only(found("\"integer\": 9223372036854775808"), "/layers/0/params/integer"));
  CHECK(members(", \"integer\": 9223372036854775807").integer == 9223372036854775807);
}

TEST_CASE("a long value is cut in the message, between two characters") {
  const auto message = found("\"real\": \"" + std::string(58, 'a') + "ü" + std::string(100, 'a') + "\"");
  CHECK(contains(message, std::string(58, 'a')));
  CHECK(message.size() < 200);
  CHECK(message.find("\xc3…") == std::string::npos);
}

TEST_CASE("a text with choices is one of them") {
  CHECK(only(found("\"choice\": \"gren\""), "/layers/0/params/choice: 'choice' is 'gren'; did you mean 'green'?"));
  CHECK(only(found("\"choice\": \"ultraviolet\""), "'choice' is 'ultraviolet'; there is red, green, blue"));
}

TEST_CASE("lists, values per unit and matrices have the length that is wanted") {
  CHECK(only(found("\"pair\": [1]"), "/layers/0/params/pair: 'pair' has 1 numbers; wanted 2"));
  CHECK(only(found("\"pair\": [1, 2, 3]"), "'pair' has 3 numbers; wanted 2"));
  CHECK(only(found("\"per_unit\": [1, 2]"), "'per_unit' has 2 values; wanted one, or 3 (one per unit)"));
  CHECK(only(found("\"per_unit\": []"), "'per_unit' has 0 values; wanted one, or 3 (one per unit)"));
  CHECK(only(found("\"matrix\": []"), "/layers/0/params/matrix: 'matrix' has no rows"));
  CHECK(only(found("\"matrix\": [[1, 2], [3]]"), "/layers/0/params/matrix/1: row 1 has 1 numbers, row 0 has 2"));
  CHECK(only(found("\"columns\": [[1, 2]]"), "the rows of 'columns' have 2 values; wanted 3 (one per unit)"));
}

TEST_CASE("an unknown parameter is refused with the nearest, or with what there is") {
  CHECK(only(found("\"raal\": 1"),
             "test.json:3:1: /layers/0/params/raal: 'everything' has no parameter 'raal'; did you mean 'real'?"));
  CHECK(only(found("\"xyz\": 1"), "'everything' has no parameter 'xyz'; there is real, absent, integer"));
}

TEST_CASE("a dot in a parameter's name makes a group") {
  const auto group = [](const std::string& members) {
    auto r = support::registry();
    r.add<Everything>();
    return findings(text_with(", \"params\": {\"rule\": " + members + "}"), r);
  };
  CHECK(members(", \"real\": 1").rate == 1);
  CHECK(group("{\"rate\": 0, \"momentum\": 0}") == "(no finding)");
  CHECK(only(group("{\"rate\": -1}"), "/layers/0/params/rule/rate: 'rule.rate' is -1; it must be >= 0"));
  CHECK(
      only(group("{\"rate\": 1, \"momentun\": 1}"),
           "/layers/0/params/rule/momentun: 'everything' has no parameter 'rule.momentun'; did you mean 'momentum'?"));
  CHECK(contains(group("3"), "/layers/0/params/rule: wanted an object of parameters, found 3"));
  CHECK(contains(group("{}"), "'everything' needs the parameter 'rule.rate' (learning rate)"));
}

TEST_CASE("a group is not written with a dot") {
  auto r = support::registry();
  r.add<Everything>();
  CHECK(contains(findings(text_with(", \"params\": {\"rule.rate\": 1}"), r), "/layers/0/params/rule.rate: "));
}

TEST_CASE("a required parameter that is missing is named with its sentence, where it should stand") {
  auto r = support::registry();
  r.add<Everything>();
  CHECK(only(findings(text_with(""), r),
             "test.json:1:26: /layers/0: 'everything' needs the parameter 'rule.rate' (learning rate)"));
  CHECK(only(findings(text_with(", \"params\": {}"), r),
             "/layers/0/params: 'everything' needs the parameter 'rule.rate' (learning rate)"));
  CHECK(
      contains(findings(text_with(", \"params\": 5"), r), "/layers/0/params: wanted an object of parameters, found 5"));
}

TEST_CASE("params that are no object are one finding") {
  auto r = support::registry();
  r.add<Everything>();
  CHECK(only(findings(text_with(", \"params\": 5"), r), "/layers/0/params: wanted an object of parameters, found 5"));
}

TEST_CASE("a value cannot follow a data set except in an input") {
  CHECK(only(found("\"per_unit\": {\"data\": \"images\"}"),
             "/layers/0/params/per_unit: 'per_unit' wants a number or an array here"));
}
