#include <algorithm>
#include <fstream>

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

/// Whether a process exists and has not ended.
bool is_running(int process) {
  std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
  const std::string text(std::istreambuf_iterator<char>(stat), {});
  const auto state = text.rfind(") ");
  return state != std::string::npos && text[state + 2] != 'Z' && text[state + 2] != 'X';
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
           Fault{"names", "declaration", "parameter 'a b/c' has an unusable name"},
           Fault{"state_name", "state", "state 'output' cannot be recorded"},
           Fault{"state_order", "state", "state is visited in another order the second time: u, v and v, u"},
           Fault{"output", "life",
                 "unit 0 published 0.5, but the type declares that it publishes spikes, which are 0 or 1"},
           Fault{"shared_parameter", "independence", "there is a second one in the network: unit 0 in step 0: "},
           Fault{"reset_weights", "reset", "a reset changes weights: state 'weights', number 0: "},
           Fault{"prepare", "prepare", "'tau' was set in mid-run to the value that it had, and it goes on otherwise"},
           Fault{"process", "seed", "two processes with the same seed differ: unit 0 in step 0: "},
           Fault{"neighbours", "neighbours", "inputs of units 0 to 7 differ, and units from 8 on notice it"},
           Fault{"threads", "threads", "alone and beside another one on a second thread: "},
           Fault{"memory", "memory", "8 bytes behind a block of 128 bytes were overwritten"},
           Fault{"kept_reset", "reset", "a reset changes what is declared as kept: state 'rise', number 0: "},
           Fault{"bounds", "bounds", "with {\"tau\":0.0}: its output is inf"},
           Fault{"corner", "bounds", "with {\"a\":0.0,\"b\":1.0}: its output is "},
           Fault{"parameters", "parameters", "with {\"share\":"},
           Fault{"odd_parameters", "odd parameters", "'kernel' = []: it threw something that is no std::exception"},
           Fault{"restore", "restore",
                 "with its named state saved and restored it goes on otherwise: unit 0 in step 0"},
           Fault{"grouped", "odd parameters", "'rule.kernel' = []: it threw something that is no std::exception"},
           Fault{"restore_late", "restore", "with its named state saved and restored it goes on otherwise: "},
           Fault{"port", "port", "unit 0 in step 0: it adds "},
           Fault{"single_precision", "single precision", "it crashed (Segmentation fault)"},
           Fault{"single_precision_values", "single precision", "weights that change in float64 stay in float32"},
           Fault{"fixed_weights", "fixed weights", ", it and weights().accumulate() alone: "},
           Fault{"fixed_weights_state", "fixed weights", "it names the state 'calls', which nothing would advance"},
           Fault{"fixed_weights_inhibition", "fixed weights", ", it and weights().accumulate() alone: "},
           Fault{"fixed_weights_gain", "fixed weights", ", it and weights().accumulate() alone: "},
           Fault{"leaks_files", "leaks", "a file stays open each time one is made, stepped and destroyed"},
           Fault{"leaks_mappings", "leaks", "bytes stay mapped each time one is made, stepped and destroyed"},
           Fault{"leaks_late", "leaks", "bytes are lost each time one is made, stepped and destroyed"},
           Fault{"leaks", "leaks", "bytes are lost each time one is made, stepped and destroyed"},
           Fault{
               "fast_math", "surroundings",
               "when it was loaded: floating-point arithmetic was 'rounds to the nearest, keeps denormal numbers' and "
               "is 'rounds to the nearest, flushes denormal numbers to zero'"},
           Fault{"signals", "surroundings", "when it was loaded: the handling of SIGINT was 'the default' and is 'ign"},
           Fault{"folder", "surroundings", "when it declared its types it changed the working folder"},
           Fault{"locale", "surroundings", "when it was made: the locale was 'C' and is 'C.UTF-8'"},
           Fault{"stream", "surroundings", "when it showed its state: std::cout was 'flags "},
           Fault{"environment", "surroundings",
                 "when it was destroyed: the environment variable BAD was not there and is '1'"},
           Fault{"end_crashes", "end", "it crashed (Segmentation fault) when the program ended"},
           Fault{"end_cuts_off", "end", "it ended the process before all destructors were called, as _exit() does"},
           Fault{"end_status", "end", "it changed the exit status to 7, as exit() does when the program ended"},
           Fault{"end_exits", "end", "it changed the exit status to 0, as exit() does when the program ended"},
           Fault{"slices_values", "slices", "whole and in 3 slices, with {\"v0\":["},
           Fault{"reset_refractory", "reset", "after a reset and freshly made: state 'refractory', number "},
           Fault{"reset_inhibited", "reset", "after a reset and freshly made: state 'refractory', number "},
           Fault{"reset_slow", "reset", "after a reset and freshly made: state 'count', number 0: "},
           Fault{"paths", "paths", "spikes and the same 0/1 values as an analog signal: "},
       }) {
    const std::string named = library;
    CAPTURE(named);
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
           Fault{"state_memory", "memory", "8 bytes behind a block of 128 bytes were overwritten"},
           Fault{"kept", "learning off", "kept state changed with learning off: state 'rise', number 0: "},
           Fault{"reset", "reset", "after a reset and freshly made: state 'v', number 0: "},
           Fault{"rounding", "surroundings",
                 "when it took steps: floating-point arithmetic was 'rounds to the nearest, "},
           Fault{"unwritten", "output", "it does not write all of its output, of which old values are left: unit "},
           Fault{"seed", "seed", "two runs with the same seed differ: unit 0 in step 0: "},
           Fault{"uninitialised", "seed", " with the same seed differ: "},
           Fault{"prepare_weights", "prepare", "its weights were set to what they were in mid-run"},
           Fault{"sizes", "sizes", "it crashed (Segmentation fault)"},
       }) {
    const std::string named = library;
    CAPTURE(named);
    const auto result = check(bad(library));
    CHECK(result.status == 1);
    CHECK(contains(result.out, std::string("FAILED   bad: ") + name + ": "));
    CHECK(contains(result.out, message));
  }
}

TEST_CASE("a type that cannot live through a few steps is told once, with the place to look at") {
  for (const auto& [library, how, where] : {
           Fault{"crashes", "it crashed (Segmentation fault) while it took steps", "look at step()"},
           Fault{"destructor", "it crashed (Segmentation fault) while it was destroyed", "look at the destructor"},
           Fault{"exits", "it ended the process with exit status 0, as exit() does while it took steps",
                 "look at step()"},
           Fault{"hangs", "it did not end within 1 s while it took steps", "look at step()"},
       }) {
    const std::string named = library;
    CAPTURE(named);
    const auto result = check(bad(library), {"--timeout", "1"});
    CHECK(result.status == 1);
    CHECK(failed(result.out) == std::vector<std::string>{"life"});
    CHECK(contains(result.out, std::string("FAILED   bad: life: ") + how));
    CHECK(contains(result.out, std::string("-> ") + where));
    CHECK(contains(result.out, "gdb --args bouton check-plugin --in-process "));
    CHECK(contains(result.out, "passed   bad: declaration"));
    CHECK(contains(result.out, "skipped  bad: leaks: it cannot be made"));
  }
}

TEST_CASE("a library that hangs when the program ends is found, and its types are checked none the less") {
  const auto result = check(bad("end_hangs"), {"--timeout", "5"});
  CHECK(result.status == 1);
  CHECK(failed(result.out) == std::vector<std::string>{"end"});
  CHECK(contains(result.out, "FAILED   end: it did not end within 5 s when the program ended"));
  CHECK(contains(result.out, "-> look at the destructors of static objects"));
  CHECK(contains(result.out, "passed   bad: leaks"));
}

TEST_CASE("a neuron is driven until it spikes, and one that never does is said to be tried in part") {
  const auto driven = check(bad("millivolts"));
  CHECK(driven.status == 0);
  CHECK(contains(driven.out, "passed   bad: spikes: with inputs up to 2000\n"));
  const auto one_port = check(bad("reset_inhibited"));
  CHECK(contains(one_port.out, "passed   bad: spikes: with inputs up to 2000 at port 'in'\n"));
  const auto slow = check(bad("reset_slow"));
  CHECK(contains(slow.out, "passed   bad: spikes: with 3000 steps\n"));
  const auto silent = check(bad("silent"));
  CHECK(silent.status == 0);
  CHECK(contains(silent.out, "skipped  bad: spikes: it never spiked, however strong its input"));
}

TEST_CASE("for a debugger, a crash ends the program itself") {
  CHECK(check(bad("crashes"), {"--in-process"}).status == -SIGSEGV);
}

TEST_CASE("a crash in one check is a finding, and the others go on") {
  const auto crash = check(bad("sizes"));
  CHECK(contains(crash.out, "FAILED   bad: sizes: it crashed (Segmentation fault)"));
  CHECK(contains(crash.out, "passed   bad: restore"));
}

TEST_CASE("a type that refuses what is made up for it is not tried, until it is given parameters") {
  const auto made_up = check(bad("picky"));
  CHECK(made_up.status == 0);
  CHECK(contains(made_up.out, "skipped  bad: life: it refuses what was made up for 'mode'; give values: --params "));
  CHECK(contains(made_up.out, "'mode' must be on or off"));
  CHECK(contains(made_up.out, "skipped  bad: bounds: it was not tried"));
  CHECK(contains(made_up.out, "\n1 type was not tried\n"));
  const auto given = check(bad("picky"), {"--params", R"({"mode": "on"})"});
  CHECK(given.status == 0);
  CHECK(contains(given.out, "passed   bad: bounds"));
  CHECK(given.out.find("not tried") == std::string::npos);
  const auto unknown = check(bad("picky"), {"--params", R"({"mood": "on"})"});
  CHECK(unknown.status == 2);
  CHECK(contains(unknown.err, "--params: no type of the library has a parameter 'mood'"));
  const auto wrong = check(bad("picky"), {"--params", "on"});
  CHECK(wrong.status == 2);
  CHECK(contains(wrong.err, "--params: 'on' is no JSON object; wanted for example '{\"tau\": 5}'"));
}

TEST_CASE("a check in which the type refuses everything has not passed") {
  const auto result = check(bad("refuses"));
  CHECK(result.status == 0);
  for (const char* name : {"bounds", "parameters"})
    CHECK(contains(result.out, std::string("skipped  bad: ") + name + ": it refuses all that was tried; the last: "));
  CHECK(contains(result.out, "'share' must be a half"));
}

TEST_CASE("what a plugin leaves running is ended, and does not count as a hang") {
  const Workplace w;
  const auto result = w.run({"check-plugin", bad("forks").string(), "--timeout", "60"}, std::chrono::seconds(300));
  CHECK(contains(result.out, "passed   bad: life"));
  CHECK(result.out.find("did not end") == std::string::npos);
  const auto left = lines(w.read("left"));
  CHECK(left.size() > 10);
  const auto is_left = [&] {
    return std::ranges::any_of(left, [](const auto& process) { return is_running(std::stoi(process)); });
  };
  // A busy machine takes a while to end so many.
  for (int i = 0; i < 1000 && is_left(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(!is_left());
}

TEST_CASE("a check ends with the program") {
  const Workplace w;
  const pid_t checker = w.start({"check-plugin", bad("hangs").string(), "--timeout", "600"});
  const auto list = "/proc/" + std::to_string(checker) + "/task/" + std::to_string(checker) + "/children";
  int child = 0;
  for (int i = 0; i < 3000 && (child == 0 || !contains(w.read("stdout"), "passed   exports")); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::ifstream(list) >> child;
  }
  REQUIRE(child > 0);
  kill(checker, SIGKILL);
  w.finish(checker);
  for (int i = 0; i < 3000 && is_running(child); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(!is_running(child));
}

TEST_CASE("a library that cannot be loaded is told with the reason") {
  const auto crash = check(bad("loads"));
  CHECK(crash.status == 1);
  CHECK(contains(crash.out, "FAILED   loads: it crashed (Aborted) while it was loaded"));
  CHECK(contains(crash.out, "-> look at the constructors of static objects and at declare()"));
  const auto outside = check(bad("default"));
  CHECK(outside.status == 1);
  CHECK(
      contains(outside.out, "FAILED   loads: it failed while it declared its types: type 'bad', default: 'tau' is 10"));
  CHECK(contains(outside.out, "-> mend declare(): it must not throw"));
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

TEST_CASE("what a plugin prints is not part of the report") {
  const auto result = check(bad("prints"), {"--json"});
  CHECK(result.status == 0);
  CHECK(result.out.starts_with("{\n  \"library\""));
  CHECK(result.out.find("hello") == std::string::npos);
  CHECK(contains(result.err, "{ hello"));
}

TEST_CASE("plugins that size, reset and show their state themselves, as all once did, pass every check") {
  const auto result = check(std::filesystem::path(BOUTON_TEST_PLUGINS) / "own_state.bouton.so");
  INFO(result.out);
  CHECK(result.status == 0);
  for (const char* type : {"own_lif", "own_rule", "own_stdp", "own_bounded"})
    for (const char* name : {"state", "reset", "restore", "slices", "prepare"})
      CHECK(contains(result.out, std::string("passed   ") + type + ": " + name));
}
