#include "program.hpp"

using program::contains;
using program::lines;
using program::Workplace;

namespace {

program::Outcome check(const std::filesystem::path& library, const std::vector<std::string>& more = {}) {
  std::vector<std::string> words{"check-plugin", library.string()};
  words.insert(words.end(), more.begin(), more.end());
  return Workplace().run(words, std::chrono::seconds(300));
}

std::filesystem::path bad(const std::string& name) {
  return std::filesystem::path(BOUTON_BAD_PLUGINS) / (name + ".bouton.so");
}

/// The names of the checks that failed.
std::vector<std::string> failed(const std::string& out) {
  std::vector<std::string> names;
  for (const auto& line : lines(out)) {
    if (!line.starts_with("FAILED   ")) continue;
    auto rest = line.substr(9);
    if (rest.starts_with("bad: ")) rest = rest.substr(5);
    names.push_back(rest.substr(0, rest.find(':')));
  }
  return names;
}

struct Fault {
  const char* library;
  const char* check;    // the one that must fail, and no other
  const char* message;  // part of what it says
};

}  // namespace

TEST_CASE("each check refuses the plugin that has its fault, and no other check does") {
  for (const auto& [library, name, message] : {
           Fault{"exports", "exports", "_Z6helperv"},
           Fault{"declaration", "declaration", "parameter 'tau' has no sentence"},
           Fault{"bounds", "bounds", "with {\"tau\":0.0}: its output is inf"},
           Fault{"parameters", "parameters", "with {\"share\":"},
           Fault{"odd_parameters", "odd parameters", "'kernel' = []: it threw something that is no std::exception"},
           Fault{"restore", "restore",
                 "with its named state saved and restored it goes on otherwise: unit 0 in step 0"},
           Fault{"leaks", "leaks", "bytes are lost each time one is made, stepped and destroyed"},
           Fault{"paths", "paths", "spikes and the same 0/1 values as an analog signal: "},
       }) {
    CAPTURE(library);
    const auto result = check(bad(library));
    CHECK(result.status == 1);
    CHECK(contains(result.out, message));
    CHECK(contains(result.out, "         -> "));
    CHECK(failed(result.out) == std::vector<std::string>{name});
  }
}

TEST_CASE("a fault that shows in several checks is found by the one that names it") {
  for (const auto& [library, name, message] : {
           Fault{"state", "state", "two state variables are named 'v'"},
           Fault{"independence", "independence", "there is a second one in the network: unit 0 in step 1: "},
           Fault{"slices", "slices", "whole and in 2 slices: unit 8 in step 0: "},
           Fault{"local", "slices", "step by step and several steps in one go: state 'v', number "},
           Fault{"learning_off", "learning off", "weights changed with learning off: "},
           Fault{"reset", "reset", "after a reset and freshly made: state 'v', number 0: "},
           Fault{"seed", "seed", "two runs with the same seed differ: unit 0 in step 0: "},
           Fault{"sizes", "sizes", "it crashed (Segmentation fault)"},
       }) {
    CAPTURE(library);
    const auto result = check(bad(library));
    CHECK(result.status == 1);
    CHECK(contains(result.out, std::string("FAILED   bad: ") + name + ": "));
    CHECK(contains(result.out, message));
  }
}

TEST_CASE("a crash or a hang is a finding, and the other checks go on") {
  const auto crash = check(bad("crashes"));
  CHECK(crash.status == 1);
  CHECK(contains(crash.out, "FAILED   bad: seed: it crashed (Segmentation fault)"));
  CHECK(contains(crash.out, "passed   bad: declaration"));
  CHECK(contains(crash.out, "FAILED   bad: leaks: it crashed"));
  const auto hang = check(bad("hangs"), {"--timeout", "1"});
  CHECK(hang.status == 1);
  CHECK(contains(hang.out, "FAILED   bad: seed: it did not end within 1 s"));
}

TEST_CASE("a library that cannot be loaded is told with the reason") {
  const auto crash = check(bad("loads"));
  CHECK(crash.status == 1);
  CHECK(contains(crash.out, "FAILED   loads: it crashed (Aborted) while it was loaded"));
  CHECK(contains(crash.out, "-> look at the constructors of static objects and at declare()"));
  const auto undefined = check(std::filesystem::path(BOUTON_TEST_PLUGINS) / "undefined.bouton.so");
  CHECK(undefined.status == 1);
  CHECK(contains(undefined.out, "FAILED   loads: it cannot be loaded: undefined symbol"));
  const auto missing = check("nowhere.bouton.so");
  CHECK(missing.status == 2);
  CHECK(contains(missing.err, "nowhere.bouton.so: there is no such file; check the path"));
}

TEST_CASE("a library that cannot be read is a wrong command line with a sentence") {
  const Workplace w;
  std::filesystem::create_symlink("loop.bouton.so", w.path() / "loop.bouton.so");
  std::filesystem::create_symlink("gone", w.path() / "link.bouton.so");
  for (const auto& [library, why] : std::vector<std::pair<std::string, std::string>>{
           {"loop.bouton.so", "cannot be read: Too many levels of symbolic links"},
           {"link.bouton.so", "is a link to gone, which does not exist"},
           {std::string(5000, 'n'), "cannot be read: File name too long"}}) {
    const auto result = w.run({"check-plugin", library});
    CHECK(result.status == 2);
    CHECK(result.out == "");
    CHECK(contains(result.err, library + ": " + why));
  }
}

TEST_CASE("the report as JSON says the same") {
  const auto result = check(bad("bounds"), {"--json"});
  CHECK(result.status == 1);
  CHECK(contains(result.out, R"("failed": 1)"));
  CHECK(contains(result.out, R"("check": "bounds")"));
  CHECK(contains(result.out, R"("advice": "narrow the range in declare())"));
  CHECK(contains(result.out, "ns per unit and step"));
}
