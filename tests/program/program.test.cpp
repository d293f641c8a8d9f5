#include "program.hpp"

using program::contains;
using program::lines;
using program::network_text;
using program::Workplace;

namespace {

/// Exactly one spike in every step.
const std::string always =
    "/inputs/0={\"name\": \"x\", \"size\": 1, \"source\": {\"type\": \"poisson\", \"params\": "
    "{\"rate\": 1}}}";

}  // namespace

TEST_CASE("a run says what it did and where it wrote, and returns 0") {
  const Workplace w;
  w.write("net.json", network_text());
  const auto result = w.run({"run", "net.json"});
  CHECK(result.status == 0);
  CHECK(result.err == "");
  CHECK(contains(result.out, "Ran 'demo': 20 steps"));
  CHECK(
      contains(result.out, "Written to " + (std::filesystem::canonical(w.path()) / "out").string() + ": x.spikes.csv"));
  CHECK(contains(w.read("out/x.spikes.csv"), "step,index\n"));
}

TEST_CASE("--quiet prints nothing") {
  const Workplace w;
  w.write("net.json", network_text());
  const auto result = w.run({"run", "net.json", "--quiet"});
  CHECK(result.status == 0);
  CHECK(result.out == "");
  CHECK(result.err == "");
  CHECK(lines(w.read("out/x.spikes.csv")).size() > 1);
}

TEST_CASE("--threads changes no byte, and must be a number of threads") {
  const Workplace w;
  w.write("net.json", network_text());
  for (const char* threads : {"1", "2", "5"})
    CHECK(w.run({"run", "net.json", "--out", threads, "--threads", threads}).status == 0);
  CHECK(w.read("2/x.spikes.csv") == w.read("1/x.spikes.csv"));
  CHECK(w.read("5/x.spikes.csv") == w.read("1/x.spikes.csv"));
  for (const char* threads : {"5000", "-1", "two"}) {
    const auto result = w.run({"run", "net.json", "--threads", threads});
    CHECK(result.status == 2);
    CHECK(contains(result.err, "--threads"));
    CHECK(contains(result.err, threads));
  }
}

TEST_CASE("--profile says what each element cost, in units that show it, and the figures of the run") {
  const Workplace w;
  w.write("net.json", network_text());
  const auto result = w.run({"run", "net.json", "--profile", "--quiet", "--threads", "1"});
  CHECK(result.status == 0);
  for (const char* part :
       {"element", "poisson", "unit and step", "share", "memory", "\nbuilt in: ", "\nran in: ", " a step, ",
        "times real time (dt = 1 ms)\n", "\nthreads: 1\n", "\nsteps at a time: ", "\npeak memory: "})
    CHECK(contains(result.out, part));
  CHECK(result.out.find(" 0.0") == std::string::npos);
  CHECK(result.out.find("e+") == std::string::npos);
  CHECK(result.out.find("0.00 s") == std::string::npos);
}

TEST_CASE("--out names the folder, which is made with those above it") {
  const Workplace w;
  w.write("net.json", network_text());
  CHECK(w.run({"run", "net.json", "--out", "a/b"}).status == 0);
  CHECK(contains(w.read("a/b/x.spikes.csv"), "step,index\n"));
  CHECK_FALSE(std::filesystem::exists(w.path() / "out"));
}

TEST_CASE("a folder that cannot be used is refused with a sentence that names it") {
  const Workplace w;
  w.write("net.json", network_text());
  w.write("taken", "a file");
  for (const char* out : {"taken", "taken/below"}) {
    const auto result = w.run({"run", "net.json", "--out", out});
    CHECK(result.status == 2);
    CHECK(result.out == "");
    CHECK(contains(result.err, "the folder " + std::string(out) + " cannot be made: Not a directory"));
  }
  CHECK(w.read("taken") == "a file");
  const auto unnamed = w.run({"run", "net.json", "--out", ""});
  CHECK(unnamed.status == 2);
  CHECK(contains(unnamed.err, "--out: the name of the folder is empty"));
  w.write("run.json", network_text());
  const auto itself = w.run({"run", "run.json", "--out", "."});
  CHECK(itself.status == 2);
  CHECK(contains(itself.err, "the run would write over run.json; name another folder"));
  CHECK(w.read("run.json") == network_text());
}

TEST_CASE("a run that fails leaves its own run.json beside what it wrote, not an older one") {
  const Workplace w;
  w.write("net.json", network_text());
  CHECK(w.run({"run", "net.json"}).status == 0);
  std::filesystem::remove(w.path() / "out/x.spikes.csv");
  std::filesystem::create_directory(w.path() / "out/x.spikes.csv");
  const std::vector<std::string> wrong{"run", "net.json", "--set", "/inputs/0/size=0"};
  CHECK(w.run(wrong).status == 2);
  CHECK(std::filesystem::exists(w.path() / "out/run.json"));  // nothing was written
  CHECK(w.run({"run", "net.json"}).status == 1);
  CHECK(std::filesystem::exists(w.path() / "out/run.json"));  // nor here
  std::filesystem::remove(w.path() / "out/x.spikes.csv");
  w.write("two.json", R"({"bouton": 1, "inputs": [{"name": "x", "size": 3, "source":
    {"type": "poisson", "params": {"rate": 0.5}}}], "run": [{"steps": 100000}],
    "record": [{"of": "x", "variable": "spikes"}, {"of": "x", "variable": "output", "when": "end"}]})");
  CHECK(w.run({"run", "two.json", "--steps", "3"}).status == 0);
  const auto spikes = w.read("out/x.spikes.csv"), output = w.read("out/x.output.csv");
  CHECK(w.shell("ulimit -f 64; $BOUTON run two.json --quiet").status == 1);
  CHECK(w.read("out/x.output.csv") != output);
  CHECK(w.read("out/x.spikes.csv") == spikes);  // the new one could not be written
  const auto record = w.read("out/run.json");
  CHECK(contains(record, R"("why": "'x.spikes' (type 'csv', )"));
  const auto outputs =
      record.substr(record.find("\"outputs\""), record.find("\"phases\"") - record.find("\"outputs\""));
  CHECK(contains(outputs, "x.output.csv"));
  CHECK(outputs.find("x.spikes.csv") == std::string::npos);
}

TEST_CASE("a network that says nothing to run is refused, and a readout without trials is warned of") {
  const Workplace w;
  for (const char* run : {R"("run": [])", R"("seed": 1)", R"("run": [{"repeat": 3, "run": []}])"}) {
    w.write("net.json", network_text(run));
    const auto result = w.run({"run", "net.json"});
    CHECK(result.status == 2);
    CHECK(contains(result.err,
                   "net.json: there is nothing to run; give 'run', for example [{\"steps\": 1000}], or --steps"));
    CHECK_FALSE(std::filesystem::exists(w.path() / "out"));
    CHECK(w.run({"run", "net.json", "--steps", "2", "--out", "few"}).status == 0);
  }
  w.write("net.json", network_text(R"("run": [{"steps": 2}], "readout": {"of": "x", "rule": "spike_count"})"));
  const auto result = w.run({"run", "net.json"});
  CHECK(result.status == 0);
  CHECK(contains(result.err, "net.json: warning: /readout: no phase has 'trials', so there is nothing to predict"));
}

TEST_CASE("more threads than cores are noted, unless all is to be quiet") {
  const Workplace w;
  w.write("net.json", network_text());
  CHECK(contains(w.run({"run", "net.json", "--threads", "1024"}).err, "note: 1024 threads share the "));
  CHECK(w.run({"run", "net.json", "--threads", "1024", "--quiet"}).err == "");
  CHECK(w.run({"run", "net.json", "--threads", "1"}).err == "");
}

TEST_CASE("a recording that cannot be written completely fails the run") {
  if (!std::filesystem::exists("/dev/full")) return;
  const Workplace w;
  w.write("net.json", network_text());
  std::filesystem::create_directory(w.path() / "out");
  std::filesystem::create_symlink("/dev/full", w.path() / "out/x.spikes.csv");
  const auto result = w.run({"run", "net.json"});
  CHECK(result.status == 1);
  CHECK(result.out == "");
  CHECK(contains(result.err, "out/x.spikes.csv could not be written completely: No space left on device"));
}

TEST_CASE("the same file and seed write the same bytes, another seed does not") {
  const Workplace w;
  w.write("net.json", network_text(R"("seed": 3, "run": [{"steps": 200}])"));
  for (const char* out : {"a", "b"}) CHECK(w.run({"run", "net.json", "--out", out}).status == 0);
  CHECK(w.run({"run", "net.json", "--out", "c", "--seed", "4"}).status == 0);
  CHECK(w.run({"run", "net.json", "--out", "d", "--seed", "3"}).status == 0);
  const auto first = w.read("a/x.spikes.csv");
  CHECK(lines(first).size() > 100);
  CHECK(w.read("b/x.spikes.csv") == first);
  CHECK(w.read("c/x.spikes.csv") != first);
  CHECK(w.read("d/x.spikes.csv") == first);
}

TEST_CASE("--steps runs so many steps instead of the phases") {
  const Workplace w;
  w.write("net.json", network_text(R"("run": [{"steps": 5}, {"steps": 6}])"));
  CHECK(contains(w.run({"run", "net.json", "--set", always, "--steps", "4"}).out, "4 steps"));
  CHECK(w.read("out/x.spikes.csv") == "step,index\n0,0\n1,0\n2,0\n3,0\n");
}

TEST_CASE("--set changes the file before it is read") {
  const Workplace w;
  w.write("net.json", network_text());
  CHECK(w.run({"run", "net.json", "--set", "/inputs/0/source/params/rate=0", "--set", "/name=other"}).status == 0);
  CHECK(w.read("out/x.spikes.csv") == "step,index\n");
  CHECK(contains(w.read("stdout"), "Ran 'other'"));
}

TEST_CASE("recorded steps count over all phases, resets included") {
  const Workplace w;
  w.write("net.json", network_text(R"("run": [{"steps": 2}, {"reset": true}, {"steps": 3}])"));
  CHECK(w.run({"run", "net.json", "--set", always}).status == 0);
  CHECK(w.read("out/x.spikes.csv") == "step,index\n0,0\n1,0\n2,0\n3,0\n4,0\n");
}

TEST_CASE("'every' counts over phases too, and 'when': 'end' samples once, after the last step") {
  const Workplace w;
  w.write("net.json", network_text(R"("run": [{"steps": 2}, {"steps": 5}])"));
  const auto record = [&](const std::string& members) {
    const auto result = w.run({"run", "net.json", "--set", always, "--set",
                               R"(/record/0={"of": "x", "variable": "output", )" + members + "}"});
    CHECK(result.status == 0);
    return w.read("out/x.output.csv");
  };
  CHECK(record(R"("every": 3)") == "step,0\n0,1\n3,1\n6,1\n");
  CHECK(record(R"("when": "end")") == "step,0\n6,1\n");
}

TEST_CASE("a command line that is wrong is refused with status 2 and says what is wrong") {
  const Workplace w;
  w.write("net.json", network_text());
  const std::pair<std::vector<std::string>, std::string> wrong[] = {
      {{}, "a command is missing"},
      {{"rum", "net.json"}, "run"},
      {{"run"}, "NET.json"},
      {{"run", "net.json", "more.json"}, "more.json"},
      {{"run", "net.json", "--fast"}, "--fast"},
      {{"run", "net.json", "--steps", "many"}, "--steps"},
      {{"run", "net.json", "--steps", "1.5"}, "--steps"},
      {{"run", "net.json", "--seed", "x"}, "--seed"},
      {{"run", "net.json", "--set", "tau"}, "'tau' is not POINTER=VALUE, for example /layers/0/params/tau=5"},
      {{"run", "net.json", "--set", "name=x"}, "'name=x' is not POINTER=VALUE"},
      {{"run", "net.json", "--plugin-path", "nowhere"}, "there is no folder nowhere"},
  };
  for (const auto& call : wrong) {
    CAPTURE(call.second);
    const auto result = w.run(call.first);
    CHECK(result.status == 2);
    CHECK(result.out == "");
    CHECK(contains(result.err, call.second));
  }
  CHECK_FALSE(std::filesystem::exists(w.path() / "out"));
}

TEST_CASE("a misspelt command is named, and the nearest one with it") {
  const auto result = Workplace().run({"validat", "net.json"});
  CHECK(result.status == 2);
  CHECK(contains(result.err, "'validat'"));
  CHECK(contains(result.err, "did you mean 'validate'?"));
}

TEST_CASE("a number of steps or a seed that is negative or does not fit is refused") {
  const Workplace w;
  w.write("net.json", network_text(R"("run": [])"));
  for (const std::string option : {"--steps", "--seed"})
    for (const std::string number : {"-1", "99999999999999999999999"}) {
      CAPTURE(option);
      CAPTURE(number);
      const auto result = w.run({"run", "net.json", "--set", "/record=[]", option, number}, std::chrono::seconds(5));
      CHECK(result.status == 2);
      CHECK(contains(result.err, option));
    }
}

TEST_CASE("help and version go to stdout and return 0") {
  const Workplace w;
  for (const auto& [words, text] : {std::pair(std::vector<std::string>{"--help"}, "run"),
                                    std::pair(std::vector<std::string>{"run", "--help"}, "--no-learn"),
                                    std::pair(std::vector<std::string>{"--version"}, ".")}) {
    const auto result = w.run(words);
    CHECK(result.status == 0);
    CHECK(result.err == "");
    CHECK(contains(result.out, text));
  }
}
