#include <limits>

#include <support/edit.hpp>

using support::contains;
using support::TemporaryFolder;
using support::thrown;

namespace {

constexpr auto unlimited = std::numeric_limits<std::uint64_t>::max();

/// Publishes its level; counts in a state the steps in which it learns.
class Level final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Level>& d) {
    d.type("level", "publishes a parameter").version("1.0", "tests").output(bouton::OutputKind::either).local();
    d.parameter("value", &Level::value_, "what is published").at_least(0).default_value(0);
    d.parameter("time", &Level::time_, "has no effect").unit("ms").default_value(1);
    d.state("learned", &Level::learned_, "steps in which it learned");
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = value_, learned_[k] += in.learn ? 1 : 0;
  }

 private:
  double value_ = 0, time_ = 1;
  bouton::StateArray learned_;
};

const std::string steps = R"([{"steps": 40}, {"steps": 60, "learn": false}, {"steps": 20}])";

bouton::Network network(const std::string& run = steps) {
  auto r = support::registry();
  r.add<Level>();
  return support::network(R"({"bouton": 1, "dt": 0.5,
      "inputs": [{"name": "x", "size": 2, "source": {"type": "level"}}],
      "layers": [{"name": "l", "type": "threshold", "size": 2, "input": "x"}], "run": )" +
                              run + "}",
                          r);
}

bouton::RunResult run_in_folder(bouton::Network& n, const bouton::RunOptions& given) {
  const TemporaryFolder folder;
  auto o = given;
  o.out = folder.path();
  return bouton::run(n, o);
}

}  // namespace

TEST_CASE("a program is called before the first step and after all that were taken, and sees what each published") {
  auto n = network(R"([{"steps": 40, "set": {"x": {"value": 1}}}])");
  std::vector<std::uint64_t> begins, ends;
  std::size_t spikes = 0;
  bouton::RunOptions o;
  o.between_steps = [&](bouton::RunMoment& moment) {
    begins.push_back(moment.first());
    ends.push_back(moment.end());
    for (auto step = moment.first(); step < moment.end(); ++step) spikes += moment.output(1, step).active.size();
    CHECK(moment.progress().layers[1].spikes == spikes);
    CHECK(&moment.network() == &n);
    return std::uint64_t{5};
  };
  run_in_folder(n, o);
  REQUIRE(begins.size() == 9);
  CHECK(begins[0] == 0);
  CHECK(ends[0] == 0);
  for (std::size_t i = 1; i < begins.size(); ++i) {
    CHECK(begins[i] == 5 * (i - 1));
    CHECK(ends[i] == 5 * i);
  }
  CHECK(spikes == 2 * 40);
}

TEST_CASE("a program that lets all steps be taken does not keep several from being taken in one go") {
  auto n = network(R"([{"steps": 64}])");
  std::size_t calls = 0;
  bouton::RunOptions o;
  o.between_steps = [&](bouton::RunMoment&) { return ++calls, unlimited; };
  run_in_folder(n, o);
  CHECK(calls == 1 + 64 / 32);
}

TEST_CASE("a program stops a run between two steps") {
  auto n = network();
  bouton::RunOptions o;
  o.between_steps = [](bouton::RunMoment& moment) { return 7 - moment.end(); };
  const auto result = run_in_folder(n, o);
  CHECK(result.steps == 7);
  CHECK(result.stopped);
  auto m = network();
  o.between_steps = [](bouton::RunMoment&) { return std::uint64_t{0}; };
  CHECK(run_in_folder(m, o).steps == 0);
}

TEST_CASE("what a program sets holds from the next step on, is told, and can be repeated to the same bits") {
  auto n = network();
  bouton::RunOptions o;
  o.between_steps = [](bouton::RunMoment& moment) -> std::uint64_t {
    if (moment.end() == 0) return 3;
    if (moment.end() == 3) moment.set(R"({"x": {"value": 1}})");
    if (moment.end() == 40) moment.set(R"({"x": {"value": 0}, "l": {}})");
    if (moment.end() == 41) moment.set(R"({"x": {"value": 0.25, "time": "3 ms"}})");
    return moment.end() == 40 ? 1 : moment.end() < 40 ? 40 - moment.end() : unlimited;
  };
  const auto result = run_in_folder(n, o);
  REQUIRE(result.changes.size() == 3);
  CHECK(result.changes[0].step == 3);
  CHECK(result.changes[0].set == R"({"x":{"value":1}})");
  CHECK(result.changes[1].step == 40);
  CHECK(result.changes[2].step == 41);
  CHECK(result.summary.layers.back().spikes == 2 * 37);  // in the steps 3 to 39
  CHECK(n.output("x").values[0] == 0.25);

  bouton::RunOptions again;
  again.changes = result.changes;
  auto m = network();
  const auto repeated = run_in_folder(m, again);
  CHECK(repeated.spike_hash == result.spike_hash);
  REQUIRE(repeated.changes.size() == 3);
  CHECK(repeated.changes[2].step == 41);
  auto other = network();
  CHECK(run_in_folder(other, {}).spike_hash != result.spike_hash);
}

TEST_CASE("a change between two phases comes before what the second one sets, also where it is repeated") {
  const std::string phases = R"([{"steps": 10}, {"steps": 10, "set": {"x": {"value": 1}}}])";
  auto n = network(phases);
  bouton::RunOptions o;
  o.between_steps = [](bouton::RunMoment& moment) {
    if (moment.end() == 10) moment.set(R"({"x": {"value": 0}})");
    return 10 - moment.end() % 10;
  };
  const auto result = run_in_folder(n, o);
  CHECK(n.output("x").values[0] == 1);
  bouton::RunOptions again;
  again.changes = result.changes;
  auto m = network(phases);
  CHECK(run_in_folder(m, again).spike_hash == result.spike_hash);
  CHECK(m.output("x").values[0] == 1);
}

TEST_CASE("a program switches learning off and on; on, phases learn as they say") {
  const auto learned = [](const bouton::RunOptions& o) {
    auto n = network();
    run_in_folder(n, o);
    return n.state("x", "learned")[0];
  };
  CHECK(learned({}) == 60);
  bouton::RunOptions off;
  off.changes = {{0, "", false}};
  CHECK(learned(off) == 0);
  bouton::RunOptions off_and_on;
  off_and_on.changes = {{10, "", false}, {50, "", true}};
  CHECK(learned(off_and_on) == 10 + 20);
}

TEST_CASE("what a program sets is checked as a file's 'set' is, and nothing is set if it is wrong") {
  auto n = network();
  const auto wrong = [&](const std::string& changes) {
    std::string said;
    bouton::RunOptions o;
    o.between_steps = [&](bouton::RunMoment& moment) {
      said = thrown<bouton::InvalidNetwork>([&] { moment.set(changes); }).what();
      return std::uint64_t{0};
    };
    CHECK(run_in_folder(n, o).changes.empty());
    return said;
  };
  CHECK(contains(wrong(R"({"y": {"value": 1}})"), "nothing is named 'y'; there is x, l"));
  CHECK(contains(wrong(R"({"x": {"valu": 1}})"), "'level' has no parameter 'valu'; did you mean 'value'?"));
  CHECK(contains(wrong(R"({"x": {"value": -1}})"), "/x/value"));
  CHECK(contains(wrong(R"({"x": {"value": 1, "time": "3 mV"}})"), "/x/time"));
  CHECK(contains(wrong("[1]"), "wanted an object {element: {parameter: value}}, found"));
  CHECK(contains(wrong("{"), "set:1:2: "));
  n.step();
  CHECK(n.output("x").values[0] == 0);
}

TEST_CASE("a program reads weights of what learns between steps") {
  auto r = support::registry();
  auto n = support::network(support::with(support::small, R"("outputs": ["l"])", R"("run": [{"steps": 2}])"), r);
  bouton::RunOptions o;
  std::size_t calls = 0;
  o.between_steps = [&](bouton::RunMoment& moment) {
    ++calls;
    CHECK(moment.learning_synapses() == std::vector<std::string>{"w"});
    CHECK(moment.weights("w").mean == 1);
    thrown<bouton::UnknownName>([&] { moment.weights("v"); });
    return unlimited;
  };
  run_in_folder(n, o);
  CHECK(calls > 1);
}
