#include <cmath>
#include <support/edit.hpp>
#include <support/failing.hpp>

using support::contains;
using support::findings;
using support::only;
using support::output;
using support::small;
using support::thrown;
using support::with;
using Values = std::vector<double>;

namespace {

const std::string live = R"({"bouton": 1, "name": "live", "dt": 0.5, "inputs": [{"name": "stimulus", "size": 2}],
  "layers": [{"name": "motor", "type": "sum", "size": 1}],
  "synapses": [{"name": "cable", "type": "plain", "from": "stimulus", "to": "motor", "weights": [[1, 10]]}]})";

/// Publishes low + high, and refuses low above high and an offset above 10.
class Window final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Window>& d) {
    d.type("window", "two parameters that must fit").version("1.0", "tests").output(bouton::OutputKind::analog);
    d.parameter("low", &Window::low_, "at most high");
    d.parameter("high", &Window::high_, "at least low");
    d.parameter("offset", &Window::offset_, "added");
  }
  void prepare() override {
    if (low_ > high_) throw std::invalid_argument("'low' is above 'high'");
    if (offset_.value_or(0) > 10) throw std::invalid_argument("'offset' is too large");
  }
  void step(const bouton::LayerInputs&, std::span<double> out) override {
    for (double& x : out) x = low_ + high_ + offset_.value_or(0);
  }

 private:
  double low_ = 0, high_ = 0;
  std::optional<double> offset_;
};

}  // namespace

TEST_CASE("what is fed is published in the next step, and must be fed again") {
  auto r = support::registry();
  auto n = support::network(live, r);
  CHECK(n.name() == "live");
  CHECK(n.dt() == 0.5);
  n.feed("stimulus", Values{1, 2});
  n.step();
  CHECK(output(n, "stimulus") == Values{1, 2});
  CHECK(output(n, "motor") == Values{21});
  CHECK(n.steps() == 1);
  const auto missing = thrown<bouton::MissingInput>([&] { n.step(); });
  CHECK(missing.input == "stimulus");
  CHECK(missing.step == 1);
  CHECK(contains(missing.what(), "input 'stimulus' has no source and was not fed before step 1"));
  CHECK(n.steps() == 1);
  n.feed("stimulus", Values{0, 1});
  n.step();
  CHECK(output(n, "motor") == Values{10});
}

TEST_CASE("fed 0/1 values are spikes, others are analog") {
  auto r = support::registry();
  auto n = support::network(live, r);
  n.feed("stimulus", Values{0, 1});
  n.step();
  CHECK(n.output("stimulus").is_spikes);
  CHECK(support::spikes(n, "stimulus") == std::vector<bouton::Unit>{1});
  n.feed("stimulus", Values{0, 0.5});
  n.step();
  CHECK_FALSE(n.output("stimulus").is_spikes);
}

TEST_CASE("feeding the wrong name, the wrong size, or what has a source is refused") {
  auto r = support::registry();
  auto n = support::network(live, r);
  const auto unknown = thrown<bouton::UnknownName>([&] { n.feed("stimulos", Values{1, 2}); });
  CHECK(unknown.name == "stimulos");
  CHECK(unknown.nearest == "stimulus");
  CHECK(contains(unknown.what(), "no layer or input is named 'stimulos'; did you mean 'stimulus'?"));
  const auto mismatch = thrown<bouton::SizeMismatch>([&] { n.feed("stimulus", Values{1}); });
  CHECK(mismatch.found == 1);
  CHECK(mismatch.wanted == 2);
  CHECK(contains(mismatch.what(), "input 'stimulus': 1 values, wanted 2"));
  CHECK(contains(thrown<bouton::Error>([&] { n.feed("motor", Values{1}); }).what(),
                 "'motor' is not fed from outside: it has the type 'sum'"));
}

TEST_CASE("a name that does not exist is answered with the nearest in each call") {
  auto r = support::registry();
  auto n = support::network(live, r);
  CHECK(thrown<bouton::UnknownName>([&] { n.output("motro"); }).nearest == "motor");
  CHECK(thrown<bouton::UnknownName>([&] { n.port_input("mtor"); }).nearest == "motor");
  CHECK(thrown<bouton::UnknownName>([&] { n.weights("cabel"); }).nearest == "cable");
  CHECK(contains(thrown<bouton::UnknownName>([&] { n.weights("motor"); }).what(), "no synapse is named 'motor'"));
  CHECK(thrown<bouton::UnknownName>([&] { n.set("moter", "tau", 1.0); }).nearest == "motor");
  CHECK(contains(thrown<bouton::UnknownName>([&] { n.port_input("motor", 1); }).what(),
                 "'motor' has 1 ports, none with the number 1"));
  CHECK(contains(thrown<bouton::UnknownName>([&] { n.port_input("stimulus"); }).what(), "'stimulus' has 0 ports"));
  const auto variable = thrown<bouton::UnknownName>([&] { n.state("cable", "weigths"); });
  CHECK(contains(variable.what(), "'cable' has no state variable 'weigths'; did you mean 'weights'?"));
}

TEST_CASE("state of a layer, an input or a synapse is asked by its name") {
  auto r = support::registry();
  auto n = support::network(live, r);
  CHECK(n.state("cable", "weights") == Values{1, 10});
  CHECK(contains(thrown<bouton::UnknownName>([&] { n.state("motr", "v"); }).what(), "did you mean 'motor'?"));
}

TEST_CASE("the sum on a port can be read after the step") {
  auto r = support::registry();
  auto n = support::network(live, r);
  n.feed("stimulus", Values{3, 4});
  n.step();
  const auto sum = n.port_input("motor");
  CHECK(Values(sum.begin(), sum.end()) == Values{43});
}

TEST_CASE("a parameter that is changed between steps acts in the next, and is prepared") {
  auto r = support::registry();
  auto n = support::network(small, r);
  n.set("x", "values", bouton::Matrix{1, 2, {5, 7}});
  n.step();
  CHECK(output(n, "l") == Values{12, 12, 12});
}

TEST_CASE("a parameter that does not exist, or a value that does not fit, is refused") {
  auto r = support::registry();
  r.add<support::Failing>();
  auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 2, "source": {"type": "failing"}}]})", r);
  const auto unknown = thrown<bouton::UnknownName>([&] { n.set("x", "whta", std::string("core")); });
  CHECK(unknown.nearest == "what");
  CHECK(contains(unknown.what(), "'x' has no parameter 'whta'; did you mean 'what'?"));
  CHECK(contains(thrown<bouton::Error>([&] { n.set("x", "at", 1.5); }).what(),
                 "'at' of 'x' wants a whole number, not a number"));
  CHECK(
      contains(thrown<bouton::RunFailed>([&] { n.set("x", "in", std::string("prepare")); }).what(), "the pump broke"));
  auto m = support::network(small, r);
  CHECK(contains(thrown<bouton::Error>([&] {
                   m.set("x", "values", bouton::Matrix{1, 3, {1, 2, 3}});
                 }).what(),
                 "'x': the rows of 'values' have 3 values; wanted 2 (one per unit)"));
}

TEST_CASE("parameters that an element refuses stay as they were") {
  auto r = support::registry();
  r.add<Window>();
  auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 2,
      "source": {"type": "window", "params": {"low": 1, "high": 2}}}]})",
                            r);
  const auto refused = thrown<bouton::RunFailed>([&] { n.set("x", "low", 3.0); });
  CHECK(contains(refused.what(), "'x' (type 'window') failed at step 0: 'low' is above 'high'"));
  n.step();
  CHECK(support::output(n, "x") == std::vector<double>{3, 3});
  thrown<bouton::RunFailed>([&] { n.set("x", "offset", 100.0); });
  n.step();
  CHECK(support::output(n, "x") == std::vector<double>{3, 3});
  n.set("x", "offset", 1.0);
  n.step();
  CHECK(support::output(n, "x") == std::vector<double>{4, 4});
  // A whole number is a number.
  n.set("x", "offset", std::int64_t{0});
  n.step();
  CHECK(support::output(n, "x") == std::vector<double>{3, 3});
}

TEST_CASE("parameters that a phase changes together are checked together") {
  auto r = support::registry();
  r.add<Window>();
  auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 2,
      "source": {"type": "window", "params": {"low": 1, "high": 2}}}],
      "run": [{"set": {"x": {"low": 5, "high": 6}}, "steps": 1}]})",
                            r);
  const support::TemporaryFolder folder;
  bouton::RunOptions options;
  options.out = folder.path();
  bouton::run(n, options);
  CHECK(support::output(n, "x") == std::vector<double>{11, 11});
}

TEST_CASE("a network that cannot be written says which file") {
  auto r = support::registry();
  auto n = support::network(small, r);
  const support::TemporaryFolder folder;
  folder.write("file", "");
  CHECK(contains(thrown<bouton::Error>([&] { n.save(folder.path() / "file" / "net.json"); }).what(),
                 (folder.path() / "file").string()));
  std::filesystem::create_directory(folder.path() / "net.json");
  CHECK(contains(thrown<bouton::Error>([&] { n.save(folder.path() / "net.json"); }).what(),
                 (folder.path() / "net.json").string() + " cannot be written"));
}

TEST_CASE("a matrix whose sides do not give its number of values is refused") {
  auto r = support::registry();
  auto n = support::network(small, r);
  CHECK(contains(thrown<bouton::Error>([&] {
                   n.set("x", "values", bouton::Matrix{4, 2, {1}});
                 }).what(),
                 "'x': 'values' is 4 x 2 and holds 1 values"));
}

TEST_CASE("an input that the caller feeds has no parameters") {
  auto r = support::registry();
  auto n = support::network(live, r);
  CHECK(contains(thrown<bouton::UnknownName>([&] { n.set("stimulus", "rate", 1.0); }).what(),
                 "'stimulus' has no parameter 'rate'"));
}

TEST_CASE("what a plugin throws while the network is built becomes one finding, in however many slices") {
  auto r = support::registry();
  r.add<support::Failing>();
  const auto built = [&](const std::string& params, std::size_t slices) {
    auto o = support::options();
    o.slices = slices;
    return findings(R"({"bouton": 1, "inputs": [{"name": "x", "size": 4, "source": {"type": "failing", "params": {)" +
                        params + "}}}]}",
                    r, o);
  };
  CHECK(only(built(R"("in": "prepare")", 1), "test.json:1:26: /inputs/0: 'x': the pump broke"));
  CHECK(only(built(R"("in": "reset")", 1), "/inputs/0: 'x': the pump broke"));
  CHECK(only(built(R"("in": "prepare", "what": "number")", 1),
             "/inputs/0: 'x': its type threw something that is no std::exception"));
  CHECK(only(built(R"("in": "prepare")", 3), "/inputs/0: 'x': the pump broke"));
}

TEST_CASE("what a plugin throws in a step names element, type and step, whatever it is") {
  auto r = support::registry();
  r.add<support::Failing>();
  for (const std::string what : {"standard", "core", "number"}) {
    auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 4, "source": {"type": "failing",
                              "params": {"in": "step", "at": 2, "what": ")" +
                                  what + "\"}}}]}",
                              r);
    n.step();
    n.step();
    CAPTURE(what);
    const auto failed = thrown<bouton::RunFailed>([&] { n.step(); });
    CHECK(failed.element == "x");
    CHECK(failed.type == "failing");
    CHECK(failed.library.empty());
    CHECK(failed.step == 2);
    const std::string cause = what == "number" ? "it threw something that is no std::exception" : "the pump broke";
    CHECK(contains(failed.what(), "'x' (type 'failing') failed at step 2: " + cause));
  }
}

TEST_CASE("what a plugin throws when its state is asked or reset names the element") {
  auto r = support::registry();
  r.add<support::Failing>();
  const std::string text = R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source": {"type": "failing"}}]})";
  auto n = support::network(text, r);
  n.set("x", "in", std::string("visit_state"));
  CHECK(thrown<bouton::RunFailed>([&] { n.state("x", "v"); }).element == "x");
  n.set("x", "in", std::string("reset"));
  CHECK(thrown<bouton::RunFailed>([&] { n.reset(); }).element == "x");
}

TEST_CASE("if a plugin throws in a reset, all outputs are zero none the less, whatever the number of slices") {
  auto r = support::registry();
  r.add<support::Failing>();
  const std::string text = R"({"bouton": 1, "inputs": [{"name": "x", "size": 4, "source": {"type": "failing"}},
                                                       {"name": "y", "size": 4, "source": {"type": "failing"}}]})";
  for (const std::size_t slices : {1, 2}) {
    auto o = support::options();
    o.threads = slices;
    o.slices = slices;
    auto n = support::network(text, r, o);
    n.run(3);
    REQUIRE(support::output(n, "y") == std::vector<double>(4, 2.0));
    n.set("x", "in", std::string("reset"));
    n.set("y", "in", std::string("reset"));
    CHECK(thrown<bouton::RunFailed>([&] { n.reset(); }).element == "x");
    for (const char* name : {"x", "y"}) CHECK(support::output(n, name) == std::vector<double>(4, 0.0));
    n.step();
    CHECK(support::output(n, "y") == std::vector<double>(4, 0.0));
  }
}

TEST_CASE("values that are not finite are refused where they come in") {
  auto r = support::registry();
  auto n = support::network(small, r);
  const double nan = std::nan("");
  CHECK(contains(thrown<bouton::Error>([&] {
                   n.set_weights("w", std::vector<double>{1, 1, 1, 1, nan, 1});
                 }).what(),
                 "weights of 'w': value 4 is nan; it must be finite"));
  auto fed = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 2}]})", r);
  CHECK(contains(thrown<bouton::Error>([&] {
                   fed.feed("x", std::vector<double>{0, 1.0 / 0.0});
                 }).what(),
                 "input 'x': value 1 is inf; it must be finite"));
}

TEST_CASE("what a phase would set is tried when the file is read") {
  auto r = support::registry();
  r.add<Window>();
  const auto found = support::findings(R"({"bouton": 1, "inputs": [{"name": "x", "size": 2,
      "source": {"type": "window", "params": {"low": 1, "high": 2}}}],
      "run": [{"set": {"x": {"low": 5, "high": 6}}, "steps": 1}, {"set": {"x": {"high": 4}}, "repeat": 3}]})",
                                       r);
  CHECK(contains(found, "/run/1/set/x/high: 'x':"));
  CHECK(std::ranges::count(found, '\n') == 0);
}
