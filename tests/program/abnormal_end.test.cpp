#include <filesystem>

#include "program.hpp"

using program::contains;
using program::lines;
using program::Workplace;

namespace {

struct End {
  std::string of;  ///< which element ends the process: layer, synapse, data or recorder
  std::string where, how = "fault";
  int at = 5;
  std::string run = R"({"trials": {"data": "samples"}, "steps": 50}, {"reset": true}, {"steps": 10})";
};

/// An input that spikes in each step and is recorded, and one element of each kind, of which one ends the process.
std::string text(const End& end) {
  const auto params = [&](const std::string& kind) {
    return kind == end.of ? R"("params": {"where": ")" + end.where + R"(", "how": ")" + end.how + "\"" +
                                (kind == "layer" ? ", \"at\": " + std::to_string(end.at) : "") + "}"
                          : std::string(R"("params": {})");
  };
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source": {"type": "poisson", "params": {"rate": 1}}},
               {"name": "y", "size": 3, "source": {"type": "poisson", "params": {"rate": {"data": "x"}}}}],
    "data": [{"name": "samples", "type": "ender_data", )" +
         params("data") + R"(}],
    "layers": [{"name": "l", "type": "ender", "size": 2, )" +
         params("layer") + R"(}],
    "synapses": [{"name": "w", "type": "ender_synapse", "from": "x", "to": "l", "weights": {"constant": 1}, )" +
         params("synapse") + R"(}],
    "record": [{"of": "x", "variable": "spikes"},
               {"name": "r", "of": "x", "variable": "spikes", "format": "ender_recorder", )" +
         params("recorder") + R"(}],
    "run": [)" +
         end.run + "]}";
}

class Run : public Workplace {
 public:
  explicit Run(const End& end) { write("net.json", text(end)); }
  program::Outcome with(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{"run", "net.json", "--plugin-path", BOUTON_TEST_PLUGINS, "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }
  /// What was recorded of the input, under its own or its temporary name.
  std::size_t recorded_steps() const {
    for (const char* name : {"out/x.spikes.csv", "out/x.spikes.csv.partial"}) {
      if (!std::filesystem::exists(path() / name)) continue;
      const auto recorded = read(name);
      CHECK(recorded.ends_with('\n'));
      return lines(recorded).size() - 1;
    }
    FAIL("nothing was recorded");
    return 0;
  }
};

}  // namespace

TEST_CASE("a plugin that ends the process or crashes in a step is named, and what was recorded is there") {
  const std::pair<const char*, const char*> ways[] = {
      {"exit", "it ended the process, as exit() does"},
      {"exit 3", "it ended the process, as exit() does"},
      {"_exit", "it ended the process, as exit() does"},
      {"_Exit", "it ended the process, as exit() does"},
      {"quick_exit", "it ended the process, as exit() does"},
      {"abort", "it aborted the process"},
      {"terminate", "it aborted the process"},
      {"thread", "meanwhile another thread aborted the process"},
      {"fault", "it crashed (Segmentation fault)"},
      {"overflow", "it crashed (Segmentation fault)"},
      {"bus", "it crashed (Bus error)"},
      {"number", "it crashed (Floating point exception)"},
      {"code", "it crashed (Illegal instruction)"},
  };
  for (const auto& [how, words] : ways) {
    CAPTURE(how);
    const Run run({"layer", "step", how, 45});
    const auto outcome = run.with();
    CHECK(outcome.status == 1);
    CHECK(contains(outcome.err, "'l' (type 'ender', "));
    CHECK(contains(outcome.err, "ender.bouton.so) failed at step 45: " + std::string(words)));
    // Of a thread that the core did not start, nobody knows in which step it was.
    CHECK(run.recorded_steps() == (std::string(how) == "thread" ? 32 : 45));
  }
}

TEST_CASE("whichever call of whichever plugin ends the process, its element is named") {
  const End ends[] = {{"layer", "prepare"},     {"layer", "reset"},        {"layer", "destructor"},
                      {"synapse", "prepare"},   {"synapse", "reset"},      {"synapse", "update"},
                      {"synapse", "propagate"}, {"synapse", "destructor"}, {"data", "prepare"},
                      {"data", "samples"},      {"data", "fields"},        {"data", "read"},
                      {"data", "destructor"},   {"recorder", "open"},      {"recorder", "spikes"},
                      {"recorder", "close"},    {"recorder", "destructor"}};
  const std::map<std::string, std::string> names{{"layer", "'l' (type 'ender', "},
                                                 {"synapse", "'w' (type 'ender_synapse', "},
                                                 {"data", "'samples' (type 'ender_data', "},
                                                 {"recorder", "'r' (type 'ender_recorder', "}};
  for (auto end : ends)
    for (const char* how : {"fault", "exit"}) {
      end.how = how;
      CAPTURE(end.of + " " + end.where + " " + how);
      const auto outcome = Run(end).with();
      CHECK(outcome.status == 1);
      CHECK(contains(outcome.err, names.at(end.of)));
      CHECK(contains(outcome.err, how == std::string("exit") ? "it ended the process" : "it crashed (Segmentation"));
      CHECK(lines(outcome.err).size() == 1);
    }
}

TEST_CASE("in a long run, what waits to be written by another thread is there as well") {
  for (const std::string how : {"exit", "_exit", "abort", "fault", "overflow", "thread"}) {
    CAPTURE(how);
    const Run run({"layer", "step", how, 30000, R"({"steps": 40000})"});
    const auto outcome = run.with();
    CHECK(outcome.status == 1);
    CHECK(contains(outcome.err, "'l' (type 'ender', "));
    CHECK(run.recorded_steps() == (how == "thread" ? 30000 / 32 * 32 : 30000));
  }
  for (const std::string how : {"exit", "fault"}) {
    CAPTURE(how);
    const Run run({"recorder", "spikes", how, 5, R"({"steps": 1000000})"});
    const auto outcome = run.with();
    CHECK(outcome.status == 1);
    CHECK(contains(outcome.err, "'r' (type 'ender_recorder', "));
    CHECK(contains(outcome.err, "ender.bouton.so) failed at step 0: it "));
    CHECK(lines(outcome.err).size() == 1);
    // A block of samples was full before the thread began.
    CHECK(run.recorded_steps() > 1000);
  }
}

TEST_CASE("'validate' names a plugin that crashes while the network is built") {
  const Workplace w;
  w.write("net.json", text({"layer", "prepare"}));
  const auto outcome = w.run({"validate", "net.json", "--plugin-path", BOUTON_TEST_PLUGINS});
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.err, "failed while the network was built: it crashed (Segmentation fault)"));
}

TEST_CASE("a destructor of a plugin's static object ends no command badly") {
  for (const char* how : {"fault", "exit 3", "abort", "hang"}) {
    CAPTURE(how);
    setenv("BOUTON_TEST_ENDER", how, 1);
    CHECK(Run({}).with().status == 0);
    const Workplace w;
    w.write("net.json", text({}));
    const std::vector<std::string> path{"--plugin-path", BOUTON_TEST_PLUGINS};
    CHECK(w.run({"validate", "net.json", path[0], path[1]}).status == 0);
    CHECK(w.run({"plugins", path[0], path[1]}).status == 0);
    CHECK(w.run({"inspect", "ender", path[0], path[1]}).status == 0);
    CHECK(w.run({"validate", "none.json"}).status == 2);
    unsetenv("BOUTON_TEST_ENDER");
  }
}
