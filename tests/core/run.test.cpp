#include <support/edit.hpp>
#include <support/failing.hpp>
#include <support/log_recorder.hpp>

using support::contains;
using support::Log;
using support::TemporaryFolder;
using support::thrown;
using support::with;

namespace {

/// Counts in its weights the steps in which it learns.
class Learner final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Learner>& d) {
    d.type("learner", "counts learning steps").version("1.0", "tests");
    d.parameter("rate", &Learner::rate_, "added in each step that learns").default_value(1);
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
  void update(const bouton::SynapseInputs&, const bouton::Signal&, bool learn) override {
    if (learn) weights().values()[0] += rate_;
    marks_ = weights();
    for (double& mark : marks_.values()) mark *= -1;
  }
  void visit_state(bouton::StateVisitor& visitor) override {
    visitor.weights("mark", marks_, {"", "one for each connection"});
  }

 private:
  double rate_ = 0;
  bouton::WeightMatrix marks_;
};

/// Input x counts steps since the reset; the phases and recordings are given.
std::string text(const std::string& phases, const std::string& records = "", const std::string& params = "{}") {
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source": {"type": "failing", "params": )" + params +
         R"(}}], "layers": [{"name": "l", "type": "threshold", "size": 1}],
      "synapses": [{"name": "w", "type": "learner", "from": "x", "to": "l", "weights": [[0]]}],
      "record": [)" +
         records + "], \"run\": [" + phases + "]}";
}

std::string record(const std::string& of, const std::string& variable, const std::string& more = "") {
  return R"({"of": ")" + of + R"(", "variable": ")" + variable + R"(", "format": "log")" + more + "}";
}

bouton::Network network(const std::string& text) {
  auto r = support::registry();
  r.add<support::Failing>();
  r.add<Learner>();
  r.add<Log>();
  Log::log.clear();
  return support::network(text, r);
}

bouton::RunOptions into(const TemporaryFolder& folder) {
  bouton::RunOptions o;
  o.out = folder.path();
  return o;
}

}  // namespace

TEST_CASE("the spike hash tells runs apart by their spikes, and does not depend on the cut") {
  const auto hash = [](const std::string& values, std::size_t slices = 1) {
    auto r = support::registry();
    auto o = support::options();
    o.slices = slices;
    auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 3, "source": {"type": "rows",
        "params": {"values": )" + values +
                                  R"(}}}], "run": [{"steps": 4}]})",
                              r, o);
    const support::TemporaryFolder folder;
    bouton::RunOptions options;
    options.out = folder.path();
    return bouton::run(n, options).spike_hash;
  };
  const auto one = hash("[[1, 0, 1], [0, 0, 0]]");
  CHECK(hash("[[1, 0, 1], [0, 0, 0]]", 2) == one);
  CHECK(hash("[[1, 0, 1], [0, 0, 0]]", 3) == one);
  CHECK(hash("[[0, 1, 1], [0, 0, 0]]") != one);
  CHECK(hash("[[0, 0, 0], [1, 0, 1]]") != one);
  CHECK(hash("[[1, 0, 0], [0, 0, 1]]") != one);
}

TEST_CASE("phases follow each other, and each learns if it says so") {
  const TemporaryFolder folder;
  auto n = network(text(R"({"steps": 3}, {"name": "test", "steps": 5, "learn": false}, {"steps": 2, "learn": true})"));
  const auto result = run(n, into(folder));
  REQUIRE(result.phases.size() == 3);
  CHECK(result.phases[0].name == "0");
  CHECK(result.phases[1].name == "test");
  CHECK(result.phases[1].steps == 5);
  CHECK_FALSE(result.phases[1].learn);
  CHECK(result.phases[2].learn);
  CHECK(result.phases[2].trials == 0);
  CHECK_FALSE(result.stopped);
  CHECK(n.steps() == 10);
  CHECK(n.weights("w")[0].value == 3 + 2);
}

TEST_CASE("the options can keep every phase from learning, and put one phase in place of all") {
  const TemporaryFolder folder;
  auto o = into(folder);
  o.learn = false;
  auto n = network(text(R"({"steps": 3}, {"steps": 5})"));
  run(n, o);
  CHECK(n.weights("w")[0].value == 0);
  o.steps = 4;
  o.learn = true;
  auto m = network(text(R"({"steps": 3, "learn": false}, {"steps": 5})"));
  const auto result = run(m, o);
  CHECK(result.phases.size() == 1);
  CHECK(m.steps() == 4);
  CHECK(m.weights("w")[0].value == 4);
}

TEST_CASE("a repeated list of phases runs as often, in its order, each with its reset") {
  const TemporaryFolder folder;
  auto n =
      network(text(R"({"repeat": 2, "run": [{"steps": 1, "reset": true}, {"steps": 2, "learn": false, "repeat": 2}]})",
                   record("x", "output")));
  const auto result = run(n, into(folder));
  REQUIRE(result.phases.size() == 2);
  CHECK(result.phases[0].repetitions == 2);
  CHECK(result.phases[0].steps == 2);
  CHECK(result.phases[1].repetitions == 4);
  CHECK(result.phases[1].steps == 8);
  CHECK(n.steps() == 10);
  CHECK(n.weights("w")[0].value == 2);
  CHECK(contains(Log::log, "x.output 4: 4\nx.output 5: 0\nx.output 6: 1\n"));
}

TEST_CASE("a phase resets the state before it begins, and keeps the weights") {
  const TemporaryFolder folder;
  auto n = network(text(R"({"steps": 3}, {"steps": 2, "reset": true})", record("x", "output")));
  run(n, into(folder));
  CHECK(Log::log ==
        "x.output open x output 1\nx.output 0: 0\nx.output 1: 1\nx.output 2: 2\nx.output 3: 0\n"
        "x.output 4: 1\nx.output close\n");
  CHECK(n.weights("w")[0].value == 5);
}

TEST_CASE("a phase sets parameters from its first step on, and they stay") {
  const TemporaryFolder folder;
  auto n = network(text(R"({"steps": 3}, {"steps": 2, "set": {"w": {"rate": 10}}}, {"steps": 1})"));
  run(n, into(folder));
  CHECK(n.weights("w")[0].value == 3 + 2 * 10 + 10);
}

TEST_CASE("recorders are given what they record, with steps counted over all phases") {
  const TemporaryFolder folder;
  auto n = network(
      text(R"({"steps": 2}, {"steps": 1})", record("l", "spikes", ", \"name\": \"s\"") + "," + record("w", "weights")));
  const auto result = run(n, into(folder));
  CHECK(Log::log ==
        "s open l spikes 0\nw.weights open w weights 0\ns 0:\nw.weights 0: 0<0=1\ns 1: 0\nw.weights 1: 0<0=2\n"
        "s 2: 0\nw.weights 2: 0<0=3\ns close\nw.weights close\n");
  CHECK(result.files == std::vector<std::filesystem::path>{folder.path() / "s.log", folder.path() / "w.weights.log"});
}

TEST_CASE("'every' samples each so many steps, from step 0 on; 'end' samples once, after the last") {
  const TemporaryFolder folder;
  auto n =
      network(text(R"({"steps": 4}, {"steps": 4})", record("x", "output", R"(, "every": 3, "name": "e")") + "," +
                                                        record("w", "weights", R"(, "when": "end", "name": "f")")));
  run(n, into(folder));
  CHECK(Log::log == "e open x output 1\nf open w weights 0\ne 0: 0\ne 3: 3\ne 6: 6\nf 7: 0<0=8\ne close\nf close\n");
}

TEST_CASE("whatever a rule has for each connection is recorded as weights are") {
  const TemporaryFolder folder;
  auto n = network(text(R"({"steps": 2})", record("w", "mark", R"(, "name": "m")")));
  run(n, into(folder));
  CHECK(Log::log == "m open w mark 0\nm 0: 0<0=-1\nm 1: 0<0=-2\nm close\n");
}

TEST_CASE("what is recorded at the end is as it was after the last step, whatever phases without steps follow") {
  const TemporaryFolder folder;
  auto n = network(text(R"({"steps": 3}, {"reset": true}, {"set": {"w": {"rate": 5}}})",
                        record("x", "output", R"(, "when": "end", "name": "s")")));
  run(n, into(folder));
  CHECK(contains(Log::log, "s 2: 2\n"));
}

TEST_CASE("a run of no steps samples nothing at its end") {
  const TemporaryFolder folder;
  auto n = network(text(R"({"steps": 0})", record("w", "weights", R"(, "when": "end")")));
  run(n, into(folder));
  CHECK(Log::log == "w.weights open w weights 0\nw.weights close\n");
}

TEST_CASE("progress tells phase, steps and whether it learns, last of all at the end of each phase") {
  const TemporaryFolder folder;
  auto o = into(folder);
  std::vector<bouton::Progress> told;
  o.on_progress = [&](const bouton::Progress& p) { return told.push_back(p), true; };
  auto n = network(text(R"({"steps": 3}, {"name": "second", "steps": 2, "learn": false})"));
  run(n, o);
  const auto last = told.back();
  CHECK(last.phase == 1);
  CHECK(last.phases == 2);
  CHECK(last.phase_name == "second");
  CHECK_FALSE(last.is_trials);
  CHECK_FALSE(last.learn);
  CHECK(last.done == 2);
  CHECK(last.total == 2);
  CHECK(last.run_done == 5);
  CHECK(last.run_total == 5);
  CHECK(std::any_of(told.begin(), told.end(), [](auto& p) { return p.phase == 0 && p.done == 3; }));
}

TEST_CASE("phases are numbered in the order in which they run, repeats counted") {
  const TemporaryFolder folder;
  auto o = into(folder);
  std::vector<std::size_t> numbers;
  o.on_progress = [&](const bouton::Progress& p) {
    CHECK(p.phases == 5);
    if (numbers.empty() || numbers.back() != p.phase) numbers.push_back(p.phase);
    return true;
  };
  auto n = network(text(R"({"steps": 1}, {"repeat": 2, "run": [{"steps": 1}, {"steps": 1}]})"));
  const auto result = run(n, o);
  CHECK(numbers == std::vector<std::size_t>{0, 1, 2, 3, 4});
  REQUIRE(result.phases.size() == 3);
  CHECK(result.phases[1].name == "1");
  CHECK(result.phases[2].name == "2");
}

TEST_CASE("the steps of a run are counted without overflow") {
  const TemporaryFolder folder;
  auto o = into(folder);
  std::uint64_t total = 0;
  o.on_progress = [&](const bouton::Progress& p) { return total = p.run_total, false; };
  auto n = network(text(R"({"steps": 9000000000000000, "repeat": 1000000})"));
  run(n, o);
  CHECK(total == ~std::uint64_t{0});
}

TEST_CASE("a run that is stopped keeps what was recorded, and says so") {
  const TemporaryFolder folder;
  auto o = into(folder);
  o.on_progress = [](const bouton::Progress&) { return false; };
  auto n = network(text(R"({"steps": 1000000}, {"steps": 5})", record("x", "output", ", \"when\": \"end\"")));
  const auto result = run(n, o);
  CHECK(result.stopped);
  CHECK(result.phases.size() == 1);
  CHECK(n.steps() < 1000000);
  CHECK(contains(Log::log, "x.output " + std::to_string(n.steps() - 1) + ": "));
  CHECK(Log::log.ends_with("x.output close\n"));
}

TEST_CASE("a plugin that throws stops the run with its name and step, and what was recorded is kept") {
  const TemporaryFolder folder;
  auto n = network(text(R"({"steps": 5})", record("x", "output") + "," + record("w", "weights", ", \"when\": \"end\""),
                        R"({"in": "step", "at": 2})"));
  const auto failed = thrown<bouton::RunFailed>([&] { run(n, into(folder)); });
  CHECK(failed.element == "x");
  CHECK(failed.step == 2);
  CHECK(contains(failed.what(), "'x' (type 'failing') failed at step 2: the pump broke"));
  CHECK(contains(Log::log, "x.output 1: 1\nw.weights 1: 0<0=2\nx.output close\nw.weights close\n"));
}

TEST_CASE("a recorder that throws is named, and all others are closed") {
  const TemporaryFolder folder;
  const auto failing = [&](const std::string& call, const std::string& variable = "output") {
    auto n = network(text(R"({"steps": 2})", record("x", "output", ", \"name\": \"a\"") + "," +
                                                 record(variable == "spikes" ? "l" : "x", variable,
                                                        R"(, "name": "b", "params": {"throws_in": ")" + call + "\"}") +
                                                 "," + record("x", "output", ", \"name\": \"c\"")));
    const auto failed = thrown<bouton::RunFailed>([&] { run(n, into(folder)); });
    CHECK(failed.element == "b");
    CHECK(failed.type == "log");
    CHECK(contains(failed.what(), "the disk is full"));
    CHECK(contains(Log::log, "a close\n"));
  };
  failing("values");
  CHECK(contains(Log::log, "c close\n"));
  failing("spikes", "spikes");
  CHECK(contains(Log::log, "c close\n"));
  failing("close");
  CHECK(contains(Log::log, "c close\n"));
  failing("open");
}

TEST_CASE("spikes of a layer that publishes other values stop the run with what to record instead") {
  const TemporaryFolder folder;
  auto r = support::registry();
  r.add<Log>();
  auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source": {"type": "rows",
      "params": {"values": [[1], [0], [0.5]]}}}], "run": [{"steps": 3}], "record": [)" +
                                record("x", "spikes") + "]}",
                            r);
  Log::log.clear();
  CHECK(contains(thrown<bouton::Error>([&] { run(n, into(folder)); }).what(),
                 "'x.spikes' (type 'log') failed at step 2: 'x' published values other than 0 and 1 at step 2; record "
                 "its 'output' instead"));
  CHECK(Log::log == "x.spikes open x spikes 0\nx.spikes 0: 0\nx.spikes 1:\nx.spikes close\n");
}

TEST_CASE("an input that nothing feeds is an error before the first step") {
  const TemporaryFolder folder;
  auto r = support::registry();
  auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1}], "run": [{"steps": 3}]})", r);
  CHECK(contains(thrown<bouton::Error>([&] { run(n, into(folder)); }).what(),
                 "input 'x' has no source; give it one in the file, or feed it from a program"));
}

TEST_CASE("the out folder is made, and one that cannot be made is an error") {
  const TemporaryFolder folder;
  auto o = into(folder);
  o.out = folder.path() / "a" / "b";
  auto n = network(text(R"({"steps": 1})"));
  run(n, o);
  CHECK(std::filesystem::is_directory(o.out));
  o.out = folder.write("file", "") / "out";
  CHECK(
      contains(thrown<bouton::Error>([&] { run(n, o); }).what(), "the folder " + o.out.string() + " cannot be made: "));
  o.out = folder.path() / "file";
  CHECK(contains(thrown<bouton::Error>([&] { run(n, o); }).what(), "file"));
}

TEST_CASE("a network can be run twice, and goes on where it was") {
  const TemporaryFolder folder;
  auto n = network(text(R"({"steps": 2})", record("x", "output")));
  run(n, into(folder));
  Log::log.clear();
  run(n, into(folder));
  CHECK(Log::log == "x.output open x output 1\nx.output 2: 2\nx.output 3: 3\nx.output close\n");
}
