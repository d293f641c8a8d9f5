#include <support/edit.hpp>

#include "program.hpp"

using program::contains;
using program::network_text;
using program::Workplace;
using support::with;

namespace {

/// Runs a small network and keeps its run.json.
struct Ran : Workplace {
  explicit Ran(const std::vector<std::string>& more = {}) {
    write("net.json", network_text(R"("run": [{"steps": 20}, {"steps": 30}])"));
    std::vector<std::string> words{"run", "net.json"};
    words.insert(words.end(), more.begin(), more.end());
    CHECK(run(words).status == 0);
    record = read("out/run.json");
  }
  std::string record;
};

std::string value_of(const std::string& json, const std::string& key) {
  const auto at = json.find("\"" + key + "\": ");
  REQUIRE(at != std::string::npos);
  const auto begin = at + key.size() + 4;
  return json.substr(begin, json.find_first_of(",\n", begin) - begin);
}

}  // namespace

TEST_CASE("run.json holds the network with its defaults, the plugins, and what came out") {
  const Ran ran({"--seed", "7", "--set", "/inputs/0/size=5"});
  CHECK(value_of(ran.record, "seed") == "7");
  CHECK(value_of(ran.record, "size") == "5");
  CHECK(contains(ran.record, "\"scale\": 1.0"));  // a parameter that the file does not give
  CHECK(contains(ran.record, "poisson.bouton.so\""));
  CHECK(contains(ran.record, "\"poisson\": \"1.0\""));
  CHECK(value_of(ran.record, "steps_done") == "50");
  CHECK(value_of(ran.record, "stopped") == "false");
  CHECK(value_of(ran.record, "fnv1a_64").size() == 18);
  for (const std::string key : {"program", "spike_hash", "build_seconds", "run_seconds", "peak_memory_bytes", "ended"})
    CHECK(value_of(ran.record, key) != "");
}

TEST_CASE("'rerun' repeats a run, with what the command line changed, and says that it is the same") {
  for (const auto& more : std::vector<std::vector<std::string>>{
           {}, {"--steps", "13"}, {"--seed", "9"}, {"--no-learn"}, {"--set", "/inputs/0/source/params/rate=0.2"}}) {
    const Ran ran(more);
    const auto result = ran.run({"rerun", "out/run.json", "--out", "again"});
    CHECK(result.status == 0);
    CHECK(contains(result.out, "The same spikes in "));
    CHECK(ran.read("again/x.spikes.csv") == ran.read("out/x.spikes.csv"));
  }
}

TEST_CASE("'rerun' says so where the spikes or a plugin are others, and returns 1") {
  const Ran ran;
  const auto hash = value_of(ran.record, "spike_hash");
  ran.write("other.json", with(ran.record, hash, "\"0123456789abcdef\""));
  const auto spikes = ran.run({"rerun", "other.json"});
  CHECK(spikes.status == 1);
  CHECK(contains(spikes.out,
                 "Other spikes: hash " + hash.substr(1, 16) + " in 50 steps; the run had 0123456789abcdef in 50"));

  auto changed = ran.record;
  const auto at = changed.find("\"fnv1a_64\": \"") + 13;
  changed.replace(at, 16, "0000000000000000");
  ran.write("changed.json", changed);
  const auto plugin = ran.run({"rerun", "changed.json"});
  CHECK(plugin.status == 0);
  CHECK(contains(plugin.err, "is not the file that the run used (hash "));
}

TEST_CASE("a run that was stopped is repeated up to where it stopped") {
  const Workplace w;
  w.write("net.json", network_text(R"("run": [{"steps": 1000000000000}])"));
  const pid_t child = w.start({"run", "net.json", "--quiet"});
  for (int i = 0; i < 3000 && !std::filesystem::exists(w.path() / "out/x.spikes.csv"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  kill(child, SIGINT);
  REQUIRE(w.finish(child).status == 130);
  CHECK(value_of(w.read("out/run.json"), "stopped") == "true");
  const auto result = w.run({"rerun", "out/run.json", "--out", "again"});
  CHECK(result.status == 0);
  CHECK(contains(result.out, "The same spikes in " + value_of(w.read("out/run.json"), "steps_done") + " steps"));
  CHECK(w.read("again/x.spikes.csv") == w.read("out/x.spikes.csv"));
}

TEST_CASE("what is no run.json is refused with what is wrong") {
  const Ran ran;
  const auto refused = [&](const std::string& text) {
    ran.write("wrong.json", text);
    const auto result = ran.run({"rerun", "wrong.json"});
    CHECK(result.status == 2);
    return result.err;
  };
  CHECK(contains(ran.run({"rerun", "none.json"}).err, "none.json: there is no such file; check the path"));
  CHECK(contains(refused(""), "wrong.json: is not valid JSON: parse error at line 1, column 1"));
  CHECK(contains(refused("{\n  3}"), "parse error at line 2, column 3"));
  CHECK(contains(refused("{}"), "wrong.json: 'bouton_run' is missing; is this the run.json of a run?"));
  CHECK(contains(refused(with(ran.record, "\"bouton_run\": 1", "\"bouton_run\": 2")),
                 "wrong.json: /bouton_run: version 2; this program reads version 1"));
  CHECK(contains(refused(with(ran.record, "\"steps_done\": 50", "\"steps_done\": \"50\"")),
                 "wrong.json: /steps_done: has another type than bouton writes"));
  CHECK(contains(refused(with(ran.record, "\"rate\": 0.5", "\"rate\": 1.5")),
                 "wrong.json: /network/inputs/0/source/params/rate: 'rate' is 1.5"));
}
