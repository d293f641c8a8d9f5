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
  CHECK(value_of(ran.record, "format") == "\"csv\"");
  CHECK(contains(ran.record, "poisson.bouton.so\""));
  CHECK(contains(ran.record, "\"poisson\": \"1.0\""));
  CHECK(value_of(ran.record, "steps_done") == "50");
  CHECK(value_of(ran.record, "stopped") == "false");
  CHECK(value_of(ran.record, "sha256").size() == 66);
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

TEST_CASE("'rerun' does not write over the record that it checks") {
  const Ran ran;
  const auto result = ran.run({"rerun", "out/run.json", "--out", "./out"});
  CHECK(result.status == 2);
  CHECK(contains(result.err, "the run would write over out/run.json; name another folder"));
  CHECK(ran.read("out/run.json") == ran.record);
}

TEST_CASE("'rerun' says so where the spikes or a plugin are others, and returns 1") {
  const Ran ran;
  const auto hash = value_of(ran.record, "spike_hash");
  ran.write("other.json", with(ran.record, hash, "\"0123456789abcdef\""));
  const auto spikes = ran.run({"rerun", "other.json"});
  CHECK(spikes.status == 1);
  CHECK(
      contains(spikes.out, "Other spikes: hash " + hash.substr(1, 16) + " in 50 steps; the run had 0123456789abcdef"));

  auto changed = ran.record;
  const auto at = changed.find("\"sha256\": \"") + 11;
  changed.replace(at, 16, "0000000000000000");
  ran.write("changed.json", changed);
  const auto plugin = ran.run({"rerun", "changed.json"});
  CHECK(plugin.status == 0);
  CHECK(contains(plugin.err, "is not the file that the run used (sha256 "));
}

TEST_CASE("a run that was stopped is repeated up to where it stopped") {
  const Workplace w;
  w.write("net.json", network_text(R"("run": [{"steps": 1000000000000}])"));
  const pid_t child = w.start({"run", "net.json", "--quiet"});
  for (int i = 0; i < 3000 && !std::filesystem::exists(w.path() / "out/x.spikes.csv.partial"); ++i)
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
  CHECK(contains(ran.run({"rerun", "/proc/self/mem"}).err, "/proc/self/mem: cannot be read: Input/output error"));
  CHECK(contains(ran.run({"rerun", "."}).err, ".: is a folder; name the run.json in it"));
  CHECK(contains(refused(""), "wrong.json:1:1: is not valid JSON: syntax error"));
  CHECK(contains(refused("{\n  3}"), "wrong.json:2:3: is not valid JSON: syntax error"));
  CHECK(contains(refused("[1e999]"), "wrong.json: holds a number that is too large"));
  CHECK(contains(refused("3"), "wrong.json: is no run.json: wanted an object with 'bouton_run'"));
  CHECK(contains(refused("{}"), "wrong.json: 'bouton_run' is missing; is this the run.json of a run?"));
  CHECK(contains(refused(with(ran.record, "\"bouton_run\": 1", "\"bouton_run\": 2")),
                 "wrong.json:2:2: /bouton_run: version 2; this program reads version 1"));
  for (const std::string wrong : {"\"50\"", "-1", "0.5", "null"})
    CHECK(contains(refused(with(ran.record, "\"steps_done\": 50", "\"steps_done\": " + wrong)),
                   "wrong.json:6:2: /steps_done: wanted a whole number from 0 up, found " + wrong));
  CHECK(contains(refused(with(ran.record, "\"plugins\": [", "\"plugins\": \"zz\", \"other\": [")),
                 "wrong.json:8:2: /plugins: wanted an array, found \"zz\""));
  CHECK(contains(refused(with(ran.record, "\"plugins\": [", "\"plugins\": [3,")),
                 "wrong.json:8:2: /plugins/0: wanted an object, found 3"));
  const auto rate = refused(with(ran.record, "\"rate\": 0.5", "\"rate\": 1.5"));
  CHECK(contains(rate, ": /network/inputs/0/source/params/rate: 'rate' is 1.5"));
  const auto before = ran.record.substr(0, ran.record.find("\"rate\": 0.5"));
  CHECK(contains(rate, "wrong.json:" + std::to_string(std::ranges::count(before, '\n') + 1) + ":" +
                           std::to_string(before.size() - before.rfind('\n')) + ": "));
}

TEST_CASE("a run that fails says in run.json at which step and why, and what is complete; 'rerun' refuses it") {
  const Ran ran;
  const std::string growing = R"("layers": [{"name": "l", "type": "bio_lif", "size": 1, "params": {"nudt": 0.3}}],
    "synapses": [{"name": "w", "type": "static", "from": "x", "to": "l", "syn_type": "exc", "weights": {"constant": -9}}],
    "run": [{"steps": 3000}])";
  ran.write("net.json", network_text(growing));
  const auto failed = ran.run({"run", "net.json", "--trap-nan", "--quiet"});
  REQUIRE(failed.status == 1);
  const auto step = failed.err.substr(failed.err.find("since step ") + 11);
  const auto record = ran.read("out/run.json");
  CHECK(value_of(record, "step") == step.substr(0, step.find_first_not_of("0123456789")));
  CHECK(contains(record, "\"why\": \"'l' (type 'bio_lif'): "));
  CHECK(contains(record, "\"outputs\": [\n  {\n   \"file\": \"x.spikes.csv\""));
  const auto again = ran.run({"rerun", "out/run.json"});
  CHECK(again.status == 2);
  CHECK(contains(again.err, "out/run.json:5:2: /failed: the run failed at step "));
  CHECK(contains(again.err, "; mend that, and run the network again"));
  // The next run takes its place, as it does that of one that was done.
  CHECK(ran.run({"run", "net.json", "--steps", "1", "--quiet"}).status == 0);
  CHECK(ran.read("out/run.json").find("failed") == std::string::npos);
}

TEST_CASE("'rerun' of a network file, comments or not, and 'run' of a run.json name the right command") {
  const Ran ran;
  for (const std::string comment : {"", "// a comment\n"}) {
    ran.write("net.json", comment + network_text());
    const auto result = ran.run({"rerun", "net.json"});
    CHECK(result.status == 2);
    CHECK(contains(result.err, "net.json: is a network file; run it with 'bouton run net.json'"));
  }
  const auto result = ran.run({"run", "out/run.json"});
  CHECK(result.status == 2);
  CHECK(support::only(result.err.substr(0, result.err.size() - 1),
                      "out/run.json: is what a run wrote; repeat that run with 'bouton rerun out/run.json'"));
  const auto checked = ran.run({"validate", "out/run.json"});
  CHECK(checked.status == 2);
  CHECK(checked.err == "out/run.json: is what a run wrote; repeat that run with 'bouton rerun out/run.json'\n");
}

TEST_CASE("a run.json whose steps are not those of its network is said to be so, not to be interrupted") {
  const Ran ran;
  ran.write("wrong.json", with(ran.record, "\"steps_done\": 50", "\"steps_done\": 1000000000000000"));
  const auto result = ran.run({"rerun", "wrong.json"});
  CHECK(result.status == 1);
  CHECK(contains(result.out,
                 "Not the same run: the network in wrong.json ends after 50 steps, and 'steps_done' is "
                 "1000000000000000"));
  ran.write("wrong.json", with(ran.record, "\"steps_done\": 50", "\"steps_done\": 40"));
  CHECK(contains(ran.run({"rerun", "wrong.json"}).out,
                 "Not the same run: the network in wrong.json goes on after 40 steps, and 'steps_done' is 40"));
  const auto run_at = ran.record.find("\"run\": [") + 8;
  auto nothing = ran.record;
  nothing.erase(run_at, nothing.rfind(']') - run_at);
  ran.write("wrong.json", nothing);
  const auto empty = ran.run({"rerun", "wrong.json"});
  CHECK(empty.status == 2);
  CHECK(contains(empty.err, "wrong.json: /network/run: there is nothing to run: it has no phase"));
}

namespace {

/// A run whose input type comes from a library in no folder that is searched by itself.
struct RanWithOwnPlugin : Workplace {
  RanWithOwnPlugin() {
    std::filesystem::create_directory(path() / "mine");
    std::filesystem::copy_file(std::filesystem::path(BOUTON_BAD_PLUGINS).parent_path() / "grows_by_one.bouton.so",
                               path() / "mine/growing.bouton.so");
    write("net.json", R"({"bouton": 1, "inputs": [{"name": "x", "size": 2, "source": {"type": "growing"}}],
      "record": [{"of": "x", "variable": "value"}], "run": [{"steps": 3}]})");
    CHECK(run({"run", "net.json", "--plugin-path", "mine"}).status == 0);
  }
};

}  // namespace

TEST_CASE("'rerun' finds the libraries that the run used, wherever they were") {
  const RanWithOwnPlugin ran;
  const auto result = ran.run({"rerun", "out/run.json", "--out", "again"});
  CHECK(result.err == "");
  CHECK(result.status == 0);
  CHECK(ran.read("again/x.value.csv") == ran.read("out/x.value.csv"));
}

TEST_CASE("'rerun' says which library of the run is gone, and takes it from --plugin-path") {
  const RanWithOwnPlugin ran;
  std::filesystem::rename(ran.path() / "mine", ran.path() / "moved");
  const auto lost = ran.run({"rerun", "out/run.json", "--out", "again"});
  CHECK(lost.status == 2);
  CHECK(support::only(lost.err.substr(0, lost.err.size() - 1), "/plugins/0/library: the run had 'growing' from "));
  CHECK(contains(
      lost.err, "mine/growing.bouton.so, which is gone; give the folder where this library is now with --plugin-path"));
  std::filesystem::create_directory(ran.path() / "mine");
  ran.write("mine/growing.bouton.so", "no library");
  CHECK(contains(ran.run({"rerun", "out/run.json"}).err, "growing.bouton.so, which is not a shared library"));
  const auto found = ran.run({"rerun", "out/run.json", "--out", "again", "--plugin-path", "moved"});
  CHECK(found.err == "");
  CHECK(found.status == 0);
}

TEST_CASE("a network whose files have relative paths is repeated, whatever folder the program runs in") {
  const Workplace w;
  std::filesystem::create_directory(w.path() / "nets");
  w.write("nets/v.csv", "0.1,0.9\n");
  w.write("nets/net.json", R"({"bouton": 1,
    "inputs": [{"name": "x", "size": 2, "source": {"type": "poisson", "params": {"rate": 0.5}}}],
    "record": [{"of": "x", "variable": "spikes"}],
    "run": [{"steps": 20, "set": {"x": {"rate": {"file": "v.csv"}}}}]})");
  CHECK(w.run({"run", "nets/net.json"}).status == 0);
  const auto result = w.run({"rerun", "out/run.json", "--out", "again"});
  CHECK(result.err == "");
  CHECK(result.status == 0);
  CHECK(w.read("again/x.spikes.csv") == w.read("out/x.spikes.csv"));
}
