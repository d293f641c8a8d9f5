#include <support/edit.hpp>
#include <support/log_recorder.hpp>
#include <support/samples.hpp>

using support::contains;
using support::Log;
using support::TemporaryFolder;
using support::thrown;
using support::with;

namespace {

/// Adds up its input, and spikes while the sum is above 1/2; a reset empties it.
class Integrator final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Integrator>& d) {
    d.type("integrator", "adds up its input").version("1.0", "tests");
    d.port("in", "anything");
  }
  void prepare() override { v_.resize(size()); }
  void reset() override { std::fill(v_.begin(), v_.end(), 0.0); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = (v_[k] += in.port(0)[k]) > 0.5;
  }
  void visit_state(bouton::StateVisitor& visitor) override { visitor.per_unit("v", v_, {"", "the sum"}); }

 private:
  std::vector<double> v_;
};

const std::string base = R"({"bouton": 1,
  "data": [{"name": "train", "type": "samples", "params": {"pixels": [[1, 0], [0, 2], [3, 0]], "labels": [0, 1, 1]}}],
  "inputs": [{"name": "x", "size": 2, "source": {"type": "level", "params": {"values": {"data": "pixels"}}}}],
  "layers": [{"name": "l", "type": "integrator", "size": 2}],
  "synapses": [{"name": "w", "type": "plain", "from": "x", "to": "l", "weights": [[1, 0], [0, 1]]}],
  "record": [{"of": "x", "variable": "output", "format": "log", "name": "x"},
             {"of": "l", "variable": "v", "format": "log", "name": "v"}],
  "readout": {"of": "l", "rule": "spike_count"},
  "run": [{"steps": 2, "trials": {"data": "train"}}]
})";

struct Played {
  bouton::RunResult result;
  std::string x, v;  // what was recorded, without steps
  std::string predictions, confusion;
};

/// The lines of one recording, without their steps.
std::string samples(const std::string& name) {
  std::istringstream in(Log::log);
  std::string text;
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(name + " ") && line.find(':') != std::string::npos)
      text += line.substr(line.find(':') + 1) + ";";
  return text;
}

bouton::Registry registry() {
  auto r = support::registry();
  r.add<support::Samples>();
  r.add<support::Level>();
  r.add<Integrator>();
  r.add<Log>();
  return r;
}

Played play(const std::string& text, bouton::RunOptions o = {}) {
  const TemporaryFolder folder;
  auto r = registry();
  auto n = support::network(text, r);
  Log::log.clear();
  o.out = folder.path();
  const auto result = run(n, o);
  return {result, samples("x"), samples("v"), folder.read("predictions.csv"), folder.read("confusion.csv")};
}

std::string with_phases(const std::string& phases) {
  return with(base, R"({"steps": 2, "trials": {"data": "train"}})", phases);
}

}  // namespace

TEST_CASE("each trial shows one sample for its steps, from a reset state") {
  const auto played = play(base);
  CHECK(played.x == " 1 0; 1 0; 0 2; 0 2; 3 0; 3 0;");
  CHECK(played.v == " 1 0; 2 0; 0 2; 0 4; 3 0; 6 0;");
  REQUIRE(played.result.phases.size() == 1);
  CHECK(played.result.phases[0].trials == 3);
  CHECK(played.result.phases[0].steps == 6);
}

TEST_CASE("without a reset, a trial begins where the last one ended") {
  CHECK(play(with_phases(R"({"steps": 1, "reset": "none", "trials": {"data": "train"}})")).v == " 1 0; 1 2; 4 2;");
}

TEST_CASE("trials take the samples from one on, as many as wanted") {
  CHECK(play(with_phases(R"({"steps": 1, "trials": {"data": "train", "from": 1, "count": 1}})")).x == " 0 2;");
  CHECK(play(with_phases(R"({"steps": 1, "trials": {"data": "train", "from": 1}})")).x == " 0 2; 3 0;");
}

TEST_CASE("in the flush steps the input is silent") {
  const auto played = play(with_phases(R"({"steps": 1, "flush": 2, "trials": {"data": "train", "count": 2}})"));
  CHECK(played.x == " 1 0; 0 0; 0 0; 0 2; 0 0; 0 0;");
  CHECK(played.result.phases[0].steps == 6);
}

TEST_CASE("after the last trial the input is silent") {
  CHECK(play(with_phases(R"({"steps": 1, "trials": {"data": "train", "count": 1}}, {"steps": 2})")).x ==
        " 1 0; 0 0; 0 0;");
}

TEST_CASE("what follows a field is scaled, may be held in the flush, and may show in learning alone") {
  const auto bound = [](const std::string& members, const std::string& phases) {
    return play(with(with_phases(phases), R"({"data": "pixels"})", R"({"data": "pixels", )" + members + "}")).x;
  };
  const std::string one = R"({"steps": 1, "flush": 1, "trials": {"data": "train", "count": 1}})";
  CHECK(bound("\"scale\": -2.5", one) == " -2.5 0; 0 0;");
  CHECK(bound("\"hold_in_flush\": true", one) == " 1 0; 1 0;");
  CHECK(bound("\"learning_only\": true", one) == " 1 0; 0 0;");
  CHECK(bound("\"learning_only\": true", with(one, "\"steps\": 1", "\"steps\": 1, \"learn\": false")) == " 0 0; 0 0;");
  // What was held in one phase is gone in a phase that does not learn.
  CHECK(bound("\"learning_only\": true, \"hold_in_flush\": true",
              one + "," + with(one, "\"steps\": 1", "\"steps\": 1, \"learn\": false")) == " 1 0; 1 0; 0 0; 0 0;");
}

TEST_CASE("the unit with the most spikes predicts the class, and both are written") {
  const auto played = play(base);
  CHECK(played.predictions == "phase,sample,target,predicted,phase_number\n0,0,0,0,0\n0,1,1,1,0\n0,2,1,0,0\n");
  CHECK(played.confusion == "phase,target,0,1,phase_number\n0,0,1,0,0\n0,1,1,1,0\n");
  CHECK(played.result.phases[0].correct == 2);
  CHECK(played.result.files.size() == 4);
}

TEST_CASE("each phase of trials has its own part of the confusion matrix") {
  const auto played = play(with_phases(R"({"name": "a", "steps": 1, "trials": {"data": "train"}},
      {"name": "b", "steps": 1, "trials": {"data": "train", "from": 2}}, {"steps": 1})"));
  CHECK(played.predictions ==
        "phase,sample,target,predicted,phase_number\na,0,0,0,0\na,1,1,1,0\na,2,1,0,0\nb,2,1,0,1\n");
  CHECK(played.confusion == "phase,target,0,1,phase_number\na,0,1,0,0\na,1,1,1,0\nb,0,0,0,1\nb,1,1,0,1\n");
}

TEST_CASE("phases of one name are told apart by their numbers") {
  const auto played = play(with_phases(R"({"steps": 1}, {"name": "a", "steps": 1, "repeat": 2,
      "trials": {"data": "train", "count": 1}})"));
  CHECK(played.predictions == "phase,sample,target,predicted,phase_number\na,0,0,0,1\na,0,0,0,2\n");
  CHECK(played.confusion == "phase,target,0,1,phase_number\na,0,1,0,1\na,1,0,0,1\na,0,1,0,2\na,1,0,0,2\n");
}

TEST_CASE("spikes in the flush count") {
  // The integrator goes on firing in the flush; unit 1 begins to fire there.
  const auto text = with(with_phases(R"({"steps": 1, "flush": 3, "trials": {"data": "train", "count": 1}})"),
                         R"("from": "x", "to")", R"("from": "x", "delay": 1, "to")");
  CHECK(contains(play(text).predictions, "0,0,0,0,0\n"));
  CHECK(play(text).v == " 0 0; 1 0; 1 0; 1 0;");
}

TEST_CASE("ties go to the lowest unit, or to the larger summed input") {
  const auto tied = with(base, "[[1, 0], [0, 2], [3, 0]]", "[[1, 2], [2, 1], [1, 1]]");
  CHECK(play(tied).predictions == "phase,sample,target,predicted,phase_number\n0,0,0,0,0\n0,1,1,0,0\n0,2,1,0,0\n");
  const auto by_input = with(tied, "\"spike_count\"", "\"spike_count\", \"ties\": \"input\"");
  CHECK(play(by_input).predictions == "phase,sample,target,predicted,phase_number\n0,0,0,1,0\n0,1,1,0,0\n0,2,1,0,0\n");
}

TEST_CASE("without a readout nothing is predicted") {
  const auto played = play(with(base, R"("readout": {"of": "l", "rule": "spike_count"},)", ""));
  CHECK(played.predictions.empty());
  CHECK(played.result.files.size() == 2);
}

TEST_CASE("progress counts trials and those that were right") {
  bouton::RunOptions o;
  bouton::Progress last;
  o.on_progress = [&](const bouton::Progress& p) { return last = p, true; };
  play(base, o);
  CHECK(last.is_trials);
  CHECK(last.has_readout);
  CHECK(last.done == 3);
  CHECK(last.total == 3);
  CHECK(last.correct == 2);
  CHECK(last.run_total == 6);
  CHECK(last.run_done == 6);
}

TEST_CASE("a run that is stopped between trials keeps its predictions") {
  bouton::RunOptions o;
  o.on_progress = [](const bouton::Progress&) { return false; };
  const auto played = play(base, o);
  CHECK(played.result.stopped);
  CHECK(played.result.phases[0].trials == 1);
  CHECK(played.predictions == "phase,sample,target,predicted,phase_number\n0,0,0,0,0\n");
  CHECK(played.confusion == "phase,target,0,1,phase_number\n0,0,1,0,0\n0,1,0,0,0\n");
}

TEST_CASE("a data set that throws stops the run with its name") {
  const TemporaryFolder folder;
  auto r = registry();
  auto n = support::network(with(base, "\"labels\"", "\"throws_in\": \"read\", \"labels\""), r);
  bouton::RunOptions o;
  o.out = folder.path();
  const auto failed = thrown<bouton::RunFailed>([&] { run(n, o); });
  CHECK(failed.element == "train");
  CHECK(failed.type == "samples");
  CHECK(contains(failed.what(), "the disk is gone"));
}

TEST_CASE("predictions that cannot be written are an error, and the recordings are closed") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "predictions.csv");
  auto r = registry();
  auto n = support::network(base, r);
  bouton::RunOptions o;
  o.out = folder.path();
  Log::log.clear();
  CHECK(contains(thrown<bouton::Error>([&] { run(n, o); }).what(), "predictions.csv cannot be written"));
  CHECK(contains(Log::log, "x close\nv close\n"));
}

TEST_CASE("a confusion matrix that cannot be written is an error") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "confusion.csv");
  auto r = registry();
  auto n = support::network(base, r);
  bouton::RunOptions o;
  o.out = folder.path();
  CHECK(contains(thrown<bouton::Error>([&] { run(n, o); }).what(), "confusion.csv could not be written completely"));
}

TEST_CASE("a recorder that fails to close does not take the predictions with it") {
  const TemporaryFolder folder;
  auto r = registry();
  auto n =
      support::network(with(base, "\"name\": \"v\"", "\"name\": \"v\", \"params\": {\"throws_in\": \"close\"}"), r);
  bouton::RunOptions o;
  o.out = folder.path();
  CHECK(thrown<bouton::RunFailed>([&] { run(n, o); }).element == "v");
  CHECK(folder.read("confusion.csv") == "phase,target,0,1,phase_number\n0,0,1,0,0\n0,1,1,1,0\n");
}
