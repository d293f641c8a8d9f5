#include <algorithm>
#include <sstream>

#include "program.hpp"

using program::contains;
using program::network_text;
using program::Outcome;
using program::Workplace;

namespace {

void wait_for(const std::filesystem::path& file) {
  for (int i = 0; i < 3000 && !std::filesystem::exists(file); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  REQUIRE(std::filesystem::exists(file));
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::ranges::sort(names);
  return names;
}

/// A network that learns; `weights` and the phases as given.
std::string learning(const std::string& weights, const std::string& steps) {
  return R"({"bouton": 1, "inputs": [{"name": "s", "size": 20, "source": {"type": "poisson", "params": {"rate": 0.3}}}],
    "layers": [{"name": "l", "type": "lif", "size": 10, "params": {"tau": 4}}],
    "synapses": [{"name": "w", "type": "stdp", "from": "s", "to": "l", "weights": )" +
         weights + R"(, "params": {"tre": [1, 0.8], "tro": [1, 0.8], "rule_params": {"Ap": 0.01, "An": 0.005}}}],
    "record": [{"of": "w", "variable": "weights", "when": "end"}], "run": [{"steps": )" +
         steps + "}]}";
}

const std::string drawn = R"({"distribution": "uniform", "low": 0, "high": 1})";
const std::string again = R"({"file": "out/w.weights.csv"})";
const std::string forever = "1000000000000";

}  // namespace

TEST_CASE("a run that is killed leaves the weights that it began from, which it was to write over") {
  const Workplace w;
  w.write("first.json", learning(drawn, "100"));
  w.write("continue.json", learning(again, forever));
  CHECK(w.run({"run", "first.json"}).status == 0);
  const auto weights = w.read("out/w.weights.csv"), record = w.read("out/run.json");
  const pid_t child = w.start({"run", "continue.json", "--quiet"});
  wait_for(w.path() / "out/w.weights.csv.partial");
  kill(child, SIGKILL);
  CHECK(w.finish(child).status == -SIGKILL);
  CHECK(w.read("out/w.weights.csv") == weights);
  CHECK(w.read("out/run.json") == record);
  // The next run takes them up, writes over them, and leaves nothing of the killed one.
  const auto next = w.run({"run", "continue.json", "--steps", "10"});
  CHECK(next.status == 0);
  CHECK(next.err == "");
  CHECK(w.read("out/w.weights.csv") != weights);
  CHECK(names_in(w.path() / "out") == std::vector<std::string>{"run.json", "w.weights.csv"});
}

TEST_CASE("recorded weights that are cut off are refused, wherever the cut is") {
  const Workplace w;
  w.write("first.json", learning(drawn, "100"));
  w.write("continue.json", learning(again, "10"));
  CHECK(w.run({"run", "first.json"}).status == 0);
  const auto whole = w.read("out/w.weights.csv");
  const auto half_line = whole.find('\n', whole.size() / 2);
  const auto last_line = whole.rfind('\n', whole.size() - 2);
  for (const auto size : {whole.find('\n') + 1, whole.size() / 2, half_line, half_line + 1, half_line + 5, last_line,
                          last_line + 1, whole.size() - 3, whole.size() - 2}) {
    CAPTURE(size);
    w.write("out/w.weights.csv", whole.substr(0, size));
    const auto cut = w.run({"validate", "continue.json"});
    CHECK(cut.status == 2);
    CHECK(contains(cut.err, "/synapses/0/weights/file: out/w.weights.csv: "));
  }
  w.write("out/w.weights.csv", whole.substr(0, half_line + 1));
  CHECK(contains(w.run({"validate", "continue.json"}).err, "is incomplete: its end is missing"));
  // As older versions wrote it.
  auto old = whole;
  old.erase(old.find(' '), 1);
  old.erase(old.find(' '), 1);
  w.write("out/w.weights.csv", old);
  const auto read = w.run({"run", "continue.json"});
  CHECK(read.status == 0);
  CHECK(contains(read.err, "warning: /synapses/0/weights/file: out/w.weights.csv: nothing in it shows that no lines"));
}

TEST_CASE("a run removes what an earlier one has left in its folder, and nothing else") {
  const Workplace w;
  w.write("first.json", network_text(R"("layers": [{"name": "l", "type": "lif", "size": 3, "params": {"tau": 5},
    "input": "x"}], "run": [{"steps": 5}])"));
  const auto second = network_text();
  CHECK(w.run({"run", "first.json", "--set", R"(/record/0={"of": "l", "variable": "v"})"}).status == 0);
  w.write("out/notes.txt", "mine");
  w.write("second.json", second);
  CHECK(w.run({"run", "second.json"}).status == 0);
  CHECK(names_in(w.path() / "out") == std::vector<std::string>{"notes.txt", "run.json", "x.spikes.csv"});
  // What was changed since is somebody's; a name that leads elsewhere was not written by a run.
  w.write("out/x.spikes.csv", "mine");
  auto record = w.read("out/run.json");
  record.replace(record.find("\"file\": \"x.spikes.csv\""), 22, "\"file\": \"../second.json\"");
  const auto other = R"(/record/0={"of": "l", "variable": "spikes"})";
  CHECK(contains(w.run({"run", "first.json", "--set", other}).err,
                 "note: out/x.spikes.csv is of an earlier run and was changed since; it stays"));
  CHECK(w.read("out/x.spikes.csv") == "mine");
  w.write("out/run.json", record);
  CHECK(w.run({"run", "first.json", "--set", other}).status == 0);
  CHECK(w.read("second.json") == second);
}

TEST_CASE("what a run reads stays, although an earlier run wrote it") {
  const Workplace w;
  w.write("first.json", learning(drawn, "100"));
  CHECK(w.run({"run", "first.json"}).status == 0);
  const auto weights = w.read("out/w.weights.csv");
  w.write("continue.json", learning(again, "10"));
  const auto spikes = R"(/record/0={"of": "l", "variable": "spikes"})";
  CHECK(w.run({"run", "continue.json", "--set", spikes}).status == 0);
  CHECK(w.read("out/w.weights.csv") == weights);
  CHECK(names_in(w.path() / "out") == std::vector<std::string>{"l.spikes.csv", "run.json", "w.weights.csv"});
}

TEST_CASE("run.json lists what a run read and wrote, with the hashes that sha256sum finds") {
  const Workplace w;
  w.write("net.json", learning(R"({"file": "w.csv"})", "10"));
  std::string row = "0.5", rows;
  for (int i = 1; i < 20; ++i) row += ",0.5";
  for (int i = 0; i < 10; ++i) rows += row + "\n";
  w.write("w.csv", rows);
  CHECK(w.run({"run", "net.json"}).status == 0);
  const auto record = w.read("out/run.json");
  std::size_t found = 0;
  for (const std::string file : {"net.json", "w.csv", "out/w.weights.csv"}) {
    const auto sum = w.shell("sha256sum " + file + "; stat -c %s " + file);
    REQUIRE(sum.status == 0);
    const auto sha256 = sum.out.substr(0, 64), bytes = sum.out.substr(sum.out.find('\n') + 1);
    found += contains(record, "\"sha256\": \"" + sha256 + "\"");
    found += contains(record, "\"bytes\": " + bytes.substr(0, bytes.size() - 1) + ",");
  }
  CHECK(found == 6);
  const auto plugin = w.shell("sha256sum " BOUTON_BUILT_PLUGINS "/stdp.bouton.so");
  CHECK(contains(record, "\"sha256\": \"" + plugin.out.substr(0, 64) + "\""));
}

TEST_CASE("'rerun' names the file that changed or is gone") {
  const Workplace w;
  w.write("first.json", learning(drawn, "100"));
  CHECK(w.run({"run", "first.json"}).status == 0);
  w.write("continue.json", learning(again, "10"));
  CHECK(w.run({"run", "continue.json", "--out", "out2"}).status == 0);
  CHECK(w.run({"rerun", "out2/run.json"}).err == "");
  const auto path = (std::filesystem::canonical(w.path()) / "out/w.weights.csv").string();
  CHECK(w.run({"run", "first.json", "--seed", "2"}).status == 0);
  CHECK(contains(w.run({"rerun", "out2/run.json"}).err,
                 "warning: " + path + " is not the file that the run read (sha256 "));
  std::filesystem::remove(path);
  const auto gone = w.run({"rerun", "out2/run.json"});
  CHECK(gone.status == 2);
  CHECK(contains(gone.err, "warning: " + path + ", which the run read, cannot be read any more"));
}

TEST_CASE("'rerun' takes the run.json of an older version, which has other hashes") {
  const Workplace w;
  w.write("net.json", network_text());
  CHECK(w.run({"run", "net.json"}).status == 0);
  auto record = w.read("out/run.json");
  for (auto at = record.find("\"sha256\": \""); at != record.npos; at = record.find("\"sha256\": \""))
    record.replace(at, 11 + 64, "\"fnv1a_64\": \"0123456789abcdef");
  const auto inputs = record.find(" \"network_file\": "), phases = record.find(" \"phases\": ");
  REQUIRE(inputs < phases);
  record.erase(inputs, phases - inputs);
  w.write("old.json", record);
  const auto result = w.run({"rerun", "old.json"});
  CHECK(result.status == 0);
  CHECK(result.err == "warning: old.json is of an older version and has no sha256 of the files that the run read\n");
}

TEST_CASE("a file that may not grow further ends the run with a sentence and status 1") {
  const Workplace w;
  w.write("net.json", network_text(R"("run": [{"steps": 100000}])"));
  w.write("small.json", network_text(R"("run": [{"steps": 1}])"));
  CHECK(w.run({"run", "small.json"}).status == 0);
  const auto older = w.read("out/x.spikes.csv");
  const auto full = w.shell("ulimit -f 64; exec $BOUTON run net.json --quiet");
  CHECK(full.status == 1);
  CHECK(contains(full.err, "out/x.spikes.csv could not be written completely: File too large"));
  CHECK(w.read("out/x.spikes.csv") == older);
}

TEST_CASE("a folder that is gone at the end of a run without recordings is an error") {
  const Workplace w;
  w.write("net.json", network_text(R"("run": [{"steps": 1000000000000}])"));
  const pid_t child = w.start({"run", "net.json", "--set", "/record=[]"});
  wait_for(w.path() / "out");
  while (std::filesystem::exists(w.path() / "out")) std::filesystem::remove(w.path() / "out");
  kill(child, SIGTERM);
  const auto result = w.finish(child);
  CHECK(result.status == 1);
  CHECK(contains(result.err, "out/run.json cannot be written: No such file or directory"));
}

TEST_CASE("a terminal that is closed ends a run in order, unless nohup asked for the opposite") {
  const Workplace w;
  w.write("net.json", network_text("\"run\": [{\"steps\": " + forever + "}]"));
  const pid_t child = w.start({"run", "net.json", "--quiet"});
  wait_for(w.path() / "out/x.spikes.csv.partial");
  kill(child, SIGHUP);
  CHECK(w.finish(child).status == 130);
  CHECK(names_in(w.path() / "out") == std::vector<std::string>{"run.json", "x.spikes.csv"});
  const auto kept = w.shell(
      "trap '' HUP; $BOUTON run net.json --quiet --out held & run=$!\n"
      "while ! [ -e held/x.spikes.csv.partial ]; do sleep 0.01; done; kill -HUP $run; sleep 0.3\n"
      "kill -0 $run && kill -TERM $run; wait $run");
  CHECK(kept.err == "");
  CHECK(kept.status == 130);
}

TEST_CASE("the echo of Ctrl-C stands on a line of its own") {
  const Workplace w;
  w.write("net.json", network_text("\"run\": [{\"steps\": " + forever + "}]"));
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(terminal >= 0);
  REQUIRE(grantpt(terminal) == 0);
  REQUIRE(unlockpt(terminal) == 0);
  const std::string name = ptsname(terminal);
  const int other_end = open(name.c_str(), O_RDWR | O_NOCTTY);
  const pid_t child = w.start({"run", "net.json"}, nullptr, name.c_str());
  wait_for(w.path() / "out/x.spikes.csv.partial");
  REQUIRE(write(terminal, "\x03", 1) == 1);
  kill(child, SIGINT);
  CHECK(w.finish(child).status == 130);
  std::string shown(10000, '\0');
  shown.resize(static_cast<std::size_t>(read(terminal, shown.data(), shown.size())));
  CHECK(contains(shown, "^C\r\nStopped 'demo': "));
  close(other_end);
  close(terminal);
}
