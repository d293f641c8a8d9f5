#include <bouton/run.hpp>

#include <support/trials.hpp>

using support::contains;
using support::only;
using support::with;
using trials::base;
using trials::recorded;
using trials::registry;

namespace {

/// A layer of 6 units that play rows; `of` is recorded, as `variable`.
std::string text(const std::string& of, const std::string& variable) {
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": 6, "source": {"type": "rows", "params": {"values":
    [[1, 0, 1, 0, 1, 1], [0, 1, 0, 0, 1, 0]]}}}], "layers": [{"name": "l", "type": "integrator", "size": 6}],
    "synapses": [{"name": "w", "type": "plain", "from": "x", "to": "l", "weights": {"identity": 0.25}}],
    "record": [{"of": ")" +
         of + R"(", "variable": ")" + variable + R"(", "format": "log", "name": "r"}],
    "run": [{"steps": 3}]})";
}

std::string record(const std::string& of, const std::string& variable) {
  const support::TemporaryFolder folder;
  trials::run_into(folder, text(of, variable));
  return recorded("r");
}

std::string findings(const std::string& of, const std::string& variable) {
  auto r = registry();
  return support::findings(text(of, variable), r);
}

/// Keeps what it was told.
struct Told final : bouton::Recorder {
  static inline bouton::RecordTarget target;
  static void declare(bouton::Declaration<Told>& d) { d.type("told", "keeps its target").version("1.0", "tests"); }
  std::filesystem::path open(std::span<const bouton::RecordTarget> t, const std::filesystem::path& stem) override {
    target = t[0];
    std::ofstream(stem.string() + ".txt") << "told";
    return stem.string() + ".txt";
  }
  void spikes(std::size_t, std::uint64_t, std::span<const bouton::Unit>) override {}
  void values(std::size_t, std::uint64_t, std::span<const double>) override {}
  void weights(std::size_t, std::uint64_t, std::span<const bouton::WeightEntry>) override {}
  void close() override {}
};

}  // namespace

TEST_CASE("a recording of a part holds its units") {
  CHECK(record("x[3:]", "output") == " 0 1 1; 0 1 0; 0 1 1;");
  CHECK(record("x[1::2]", "output") == " 0 0 1; 1 0 0; 0 0 1;");
  CHECK(record("l[4]", "v") == " 0.25; 0.5; 0.75;");
  CHECK(record("l[::4]", "v") == " 0.25 0.25; 0.25 0.5; 0.5 0.75;");
}

TEST_CASE("spikes of a part are recorded under the numbers that their units have in the whole layer") {
  CHECK(record("x[2:]", "spikes") == " 2 4 5; 4; 2 4 5;");
  CHECK(record("x[::2]", "spikes") == " 0 2 4; 4; 0 2 4;");
  CHECK(record("x[3]", "spikes") == ";;;");
  CHECK(record("x[:]", "spikes") == record("x", "spikes"));
}

TEST_CASE("a recorder is told which units it gets, and run.json which part it was") {
  auto r = registry();
  r.add<Told>();
  const support::TemporaryFolder folder;
  const auto result =
      trials::run_into(folder, with(text("l[1:6:2]", "v"), R"("log", "name": "r")", R"("told")"), {}, std::move(r));
  CHECK(Told::target.element == "l");
  CHECK(Told::target.units.size() == 3);
  CHECK(Told::target.units.first == 1);
  CHECK(Told::target.units.stride == 2);
  REQUIRE(result.recorded.size() == 1);
  CHECK(result.recorded[0].file.filename() == "l[1:6:2].v.txt");
  REQUIRE(result.recorded[0].targets.size() == 1);
  CHECK(result.recorded[0].targets[0].of() == "l[1:6:2]");
}

TEST_CASE("only of a layer or input, and of what has a value per unit, a part can be recorded") {
  CHECK(only(findings("l[0:9]", "v"), "/record/0/of: 'l[0:9]' is out of range: 'l' has 6 units, and there is no 9"));
  CHECK(only(findings("w[0:2]", "weights"),
             "/record/0/of: 'w' is a synapse, of which no part can be recorded; name it without the brackets"));
  CHECK(only(findings("ll[0:2]", "v"), "/record/0/of: nothing is named 'll'; did you mean 'l'?"));
  CHECK(only(findings("l[0:2]", "u"), "/record/0/variable: 'l' has no variable 'u'; there is v, output, spikes"));
  struct Counts final : bouton::Layer {
    static void declare(bouton::Declaration<Counts>& d) {
      d.type("counts", "counts its steps").version("1.0", "tests");
      d.port("in", "anything");
    }
    void step(const bouton::LayerInputs&, std::span<double>) override { ++steps; }
    void visit_state(bouton::StateVisitor& visitor) override { visitor.counter("steps", steps, {"", "taken"}); }
    std::uint64_t steps = 0;
  };
  auto r = registry();
  r.add<Counts>();
  CHECK(only(support::findings(with(text("l[0:2]", "steps"), "integrator", "counts"), r),
             "/record/0/of: 'steps' of 'l' has no value for each unit, so a part of it cannot be recorded; name 'l' "
             "without the brackets"));
}

TEST_CASE("a readout of a part counts classes within it") {
  // Of 5 units, 1 and 3 do what those of the whole layer did.
  const auto part = [](const std::string& ties) {
    return with(with(with(base, R"("type": "integrator", "size": 2)", R"("type": "integrator", "size": 5)"),
                     "[[1, 0], [0, 1]]", "[[9, 9], [1, 0], [9, 9], [0, 1], [9, 9]]"),
                R"("of": "l", "rule": "spike_count")",
                R"("of": "l[1::2]", "rule": "spike_count", "ties": ")" + ties + "\"");
  };
  const auto whole = trials::play(base);
  for (const auto* ties : {"lowest", "input"}) {
    const auto played = trials::play(part(ties));
    CHECK(played.predictions == whole.predictions);
    CHECK(played.confusion == whole.confusion);
  }
  const auto tied = [](const std::string& text) {
    return with(text, "[[1, 0], [0, 2], [3, 0]]", "[[1, 2], [2, 1], [1, 1]]");
  };
  CHECK(trials::play(tied(part("input"))).predictions ==
        trials::play(with(tied(base), "\"spike_count\"", "\"spike_count\", \"ties\": \"input\"")).predictions);
  auto r = registry();
  CHECK(contains(support::findings(with(part("lowest"), "l[1::2]", "l[1]"), r),
                 "has 2 classes; the readout's layer 'l[1]' has 1 units"));
}
