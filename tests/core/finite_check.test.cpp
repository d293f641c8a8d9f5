#include <cmath>
#include <limits>

#include <support/edit.hpp>
#include <support/log_recorder.hpp>

using bouton::FiniteChecks;
using support::contains;
using support::thrown;

namespace {

/// Where and when something becomes NaN.
struct Fault {
  static inline std::string place;
  static inline std::uint64_t step = 0;
  static inline bouton::Unit unit = 0;

  static void put(const std::string& here, std::uint64_t now, bouton::Unit first, std::span<double> values,
                  double value = std::numeric_limits<double>::quiet_NaN()) {
    if (here == place && now == step && unit >= first && unit < first + values.size()) values[unit - first] = value;
  }
};

/// Remembers a number that changes nothing.
class Cell final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Cell>& d) {
    d.type("cell", "counts").version("1.0", "tests").output(bouton::OutputKind::analog).local();
    d.port("in", "anything");
  }
  void prepare() override { v_.resize(size()); }
  void reset() override { std::ranges::fill(v_, 0.0); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    std::ranges::fill(out, 1.0);
    if (name() != "b") return;
    Fault::put("state", in.step.index, slice().begin, v_, -std::numeric_limits<double>::infinity());
    // What is published is wrong from then on.
    if (in.step.index >= Fault::step) Fault::put("output", Fault::step, slice().begin, out);
  }
  void visit_state(bouton::StateVisitor& visitor) override { visitor.per_unit("v", v_, {"mV", "potential"}); }

 private:
  std::vector<double> v_;
};

/// Has a value for each presynaptic unit and a further matrix.
class Rule final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Rule>& d) { d.type("rule", "does not learn").version("1.0", "tests"); }
  void prepare() override {
    trace_.resize(source_size(0));
    tags_ = bouton::WeightMatrix::dense(source_size(0), slice());
  }
  void propagate(const bouton::SynapseInputs&, std::span<double>) override {}
  void update(const bouton::SynapseInputs& in, const bouton::Signal&, bool) override {
    Fault::put("source", in.step.index, 0, trace_);
    Fault::put("weights", in.step.index, slice().begin, weights().column(2).values);
    Fault::put("tags", in.step.index, slice().begin, tags_.column(1).values);
  }
  void visit_state(bouton::StateVisitor& visitor) override {
    visitor.per_source("trace", trace_, 0, {"", "of each presynaptic unit"});
    visitor.weights("tags", tags_, {"", "of each connection"});
  }

 private:
  std::vector<double> trace_;
  bouton::WeightMatrix tags_;
};

bouton::Registry registry() {
  auto r = support::registry();
  r.add<Cell>();
  r.add<Rule>();
  r.add<support::Log>();
  return r;
}

struct Case {
  std::string place;
  std::uint64_t step = 1500;
  FiniteChecks checks = FiniteChecks::at_intervals;
  std::size_t slices = 1, threads = 1;
  std::string run = "[]";

  bouton::Network network() const {
    Fault::place = place;
    Fault::step = step;
    Fault::unit = 3;
    auto r = registry();
    auto o = support::options();
    o.finite_checks = checks;
    o.slices = slices;
    o.threads = threads;
    return support::network(R"({"bouton": 1, "layers": [{"name": "a", "type": "cell", "size": 4},
        {"name": "b", "type": "cell", "size": 5}], "synapses": [
        {"name": "ab", "type": "rule", "from": "a", "to": "b", "delay": 2, "weights": {"constant": 1}}],
        "record": [{"of": "a", "variable": "output", "format": "log", "name": "a"}], "run": )" +
                                run + "}",
                            r, o);
  }
  /// What 100,000 steps, or as many as there are before it throws, end with.
  bouton::NotFinite found(std::uint64_t* steps = nullptr) const {
    auto n = network();
    const auto error = thrown<bouton::NotFinite>([&] { n.run(100'000); });
    if (steps) *steps = n.steps();
    return error;
  }
};

void run(bouton::Network& n, const support::TemporaryFolder& folder) {
  bouton::RunOptions o;
  o.out = folder.path();
  bouton::run(n, o);
}

}  // namespace

TEST_CASE("state and outputs that are not finite are found within 1024 steps, by element, variable and unit") {
  for (const std::string place : {"state", "output"}) {
    std::uint64_t steps = 0;
    const auto error = Case{place}.found(&steps);
    CHECK(error.found.element == "b");
    CHECK(error.found.type == "cell");
    CHECK(error.found.variable == (place == "state" ? "v" : "output"));
    CHECK(error.found.unit == 3);
    CHECK(!error.found.pre);
    CHECK(!std::isfinite(error.found.value));
    CHECK(error.found.first_step == 1024);
    CHECK(error.found.last_step == 2047);
    CHECK(steps == 2048);
    const auto value = place == "state" ? "'v' is -inf" : "'output' is nan";
    CHECK(contains(error.what(), std::string("'b' (type 'cell'): ") + value +
                                     " in unit 3 after step 2047, and was finite before step 1024; to find the step, "
                                     "check every step (bouton run --trap-nan"));
  }
}

TEST_CASE("what a synapse remembers is looked at too, less often: presynaptic state, weights, further matrices") {
  for (const std::string place : {"source", "weights", "tags"}) {
    const auto found = Case{place}.found().found;
    CHECK(found.element == "ab");
    CHECK(found.variable == (place == "source" ? "trace" : place));
    CHECK(found.unit == 3);
    CHECK(found.is_of_source == (place == "source"));
    CHECK(found.first_step <= 1500);
    CHECK(found.last_step >= 1500);
    if (place == "weights") CHECK(found.pre == 2);
    if (place == "tags") CHECK(found.pre == 1);
  }
  CHECK(contains(Case{"weights"}.found().what(), "in the weight from unit 2 to unit 3 after step "));
  CHECK(contains(Case{"source"}.found().what(), "in presynaptic unit 3 after step "));
}

TEST_CASE("a check after every step finds the very step") {
  for (const std::string place : {"state", "output", "source", "weights", "tags"}) {
    std::uint64_t steps = 0;
    const auto error = Case{place, 37, FiniteChecks::every_step}.found(&steps);
    CHECK(error.found.first_step == 37);
    CHECK(error.found.last_step == 37);
    CHECK(steps == 38);
    CHECK(contains(error.what(), " since step 37"));
  }
}

TEST_CASE("the message does not depend on slices and threads") {
  for (const std::string place : {"state", "output", "source", "weights"})
    for (const auto checks : {FiniteChecks::at_intervals, FiniteChecks::every_step}) {
      const Case whole{place, 100, checks};
      for (const std::size_t threads : {2, 3}) {
        Case cut = whole;
        cut.threads = cut.slices = threads;
        CHECK(std::string(cut.found().what()) == whole.found().what());
      }
    }
}

TEST_CASE("a network can be told never to look, and asked to look now") {
  auto n = Case{"state", 5, FiniteChecks::never}.network();
  n.run(5000);
  CHECK(thrown<bouton::NotFinite>([&] { n.check_finite(); }).found.variable == "v");
  n.reset();
  CHECK_NOTHROW(n.check_finite());
}

TEST_CASE("a run fails at its end and before a reset, and what it recorded is complete") {
  for (const std::string phases : {R"([{"steps": 20}])", R"([{"steps": 20}, {"reset": true, "steps": 1}])"})
    for (const std::string place : {"state", "output"}) {
      const support::TemporaryFolder folder;
      auto n = Case{.place = place, .step = 3, .run = phases}.network();
      support::Log::log.clear();
      const auto found = thrown<bouton::NotFinite>([&] { run(n, folder); }).found;
      CHECK(found.element == "b");
      CHECK(found.last_step == 19);
      CHECK(contains(support::Log::log, "a 19:"));
      CHECK(contains(support::Log::log, "a close"));
    }
  const support::TemporaryFolder folder;
  auto n = Case{.place = "weights", .step = 3, .run = R"([{"steps": 20}])"}.network();
  CHECK(thrown<bouton::NotFinite>([&] { run(n, folder); }).found.variable == "weights");
}
