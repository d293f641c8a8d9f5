#include <filesystem>

#include <nlohmann/json.hpp>

#include "program.hpp"

using program::contains;
using program::lines;
using program::Workplace;
using Json = nlohmann::json;

namespace {

std::string big_endian(std::uint32_t x) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(x >> shift);
  return bytes;
}

/// Three samples of two pixels; the last one, of class 1, is black.
void write_samples(const Workplace& w) {
  const auto white = static_cast<char>(255);
  std::string images = big_endian(0x803) + big_endian(3) + big_endian(1) + big_endian(2);
  for (const char pixel : {white, '\0', '\0', white, '\0', '\0'}) images += pixel;
  w.write("images", images);
  w.write("labels", big_endian(0x801) + big_endian(3) + std::string({'\0', '\1', '\1'}));
}

/// Each pixel drives its unit of the layer that is read out; an input follows the class while it learns.
void write_network(const Workplace& w, const std::string& run, const std::string& more = "") {
  write_samples(w);
  w.write("net.json", R"({"bouton": 1,
    "data": [{"name": "d", "type": "idx", "params": {"images": "images", "labels": "labels"}}],
    "inputs": [{"name": "x", "size": 2, "source": {"type": "constant", "params": {"value": {"data": "images"}}}},
               {"name": "y", "size": 2, "source": {"type": "constant", "params": {
                 "value": {"data": "labels", "learning_only": true}}}}],
    "layers": [{"name": "out", "type": "lif", "size": 2, "params": {"tau": 2, "v0": 0.1}}],
    "synapses": [{"name": "w", "type": "mse", "from": ["x", "y"], "to": "out", "weights": [[1, 0], [0, 1]],
                  "params": {"tre": [1, 0.5], "tro": [1, 0.5], "rule_params": {"lr": 0}}}],
    "record": [{"of": "out", "variable": "spikes"}],
    "readout": {"of": "out", "rule": "spike_count")" +
                          more + R"(}, "run": [)" + run + "]}");
}

const std::string test = R"({"name": "one", "trials": {"data": "d"}, "steps": 1, "learn": false})";

[[maybe_unused]] std::uint64_t peak_of_run(const Workplace& w, const std::string& repeat) {
  std::string rates = "0";
  for (int i = 1; i < 784; ++i) rates += ",0";
  w.write("net.json", R"({"bouton": 1, "inputs": [{"name": "x", "size": 784, "source": {"type": "constant"}}],
    "run": [{"repeat": )" +
                          repeat + R"(, "run": [{"reset": true, "set": {"x": {"value": [)" + rates + "]}}}]}]}");
  CHECK(w.run({"run", "net.json"}).status == 0);
  return Json::parse(w.read("out/run.json"))["timings"]["peak_memory_bytes"];
}

}  // namespace

TEST_CASE("a run says for each phase of trials how many were right, decided by a tie, and without any spike") {
  const Workplace w;
  write_network(w, test + R"(, {"name": "two", "trials": {"data": "d", "count": 2}, "steps": 1, "learn": false})");
  const auto result = w.run({"run", "net.json"});
  CHECK(result.status == 0);
  CHECK(contains(result.out,
                 "Test accuracy: 66.67 % (2 of 3) in phase 'one', 2 classes; 0 of 3 decided by a tie, 1 without any "
                 "spike\n"
                 "Test accuracy: 100.00 % (2 of 2) in phase 'two', 2 classes; 0 of 2 decided by a tie, 0 without any "
                 "spike\n"));
  CHECK(contains(result.out, "  tested on 5 samples in "));
  CHECK(result.err ==
        "warning: phase 'one': in 1 of 3 trials no unit of the readout spiked; they have no prediction and count as "
        "wrong\n");
  const auto phases = Json::parse(w.read("out/run.json"))["phases"];
  REQUIRE(phases.size() == 2);
  CHECK(phases[0]["trials"] == 3);
  CHECK(phases[0]["classes"] == 2);
  CHECK(phases[0]["correct"] == 2);
  CHECK(phases[0]["ties"] == 0);
  CHECK(phases[0]["silent"] == 1);
  CHECK(phases[0]["unpredicted"] == 1);
  CHECK_FALSE(phases[0].contains("repetitions"));
  CHECK(phases[1]["correct"] == 2);
}

TEST_CASE("trials in which an input shows the class are not scored, and the run says which input it is") {
  const Workplace w;
  write_network(w, R"({"trials": {"data": "d"}, "steps": 1})");
  const auto shown = w.run({"run", "net.json"});
  CHECK(contains(shown.out, "  learned from 3 samples in "));
  CHECK(contains(shown.out, "; not scored, since input 'y' shows the class to the network\n"));
  CHECK_FALSE(contains(shown.out, "ccuracy"));
  CHECK(shown.err == "");
  const auto phase = Json::parse(w.read("out/run.json"))["phases"][0];
  CHECK(phase["class_shown_by"] == "y");
  CHECK_FALSE(phase.contains("correct"));
  CHECK(contains(w.run({"run", "net.json", "--no-learn"}).out, "Test accuracy: 66.67 % (2 of 3) in phase '0'"));

  write_network(w, R"({"trials": {"data": "d"}, "steps": 1})");
  const auto unseen = w.run({"run", "net.json", "--set", "/inputs/1/source/params/value=0"});
  CHECK(contains(unseen.out, "Accuracy while learning: 66.67 % (2 of 3) in phase '0'"));
}

TEST_CASE("the latest repetitions of a phase have a line each, and run.json does not grow with repeat") {
  const Workplace w;
  const auto run_with = [&](int repeat) {
    write_network(w,
                  R"({"repeat": )" + std::to_string(repeat) + R"(, "run": [)" + test + ", " + R"({"steps": 1})" + "]}");
    const auto result = w.run({"run", "net.json"});
    CHECK(result.status == 0);
    return result.out;
  };
  const auto few = run_with(2);
  CHECK(contains(few, "(2 of 3) in phase 'one', repetition 1 of 2, 2 classes;"));
  CHECK(contains(few, "(2 of 3) in phase 'one', repetition 2 of 2, 2 classes;"));
  const auto some = run_with(120);
  CHECK(contains(some, "(the first 110 repetitions of phase 'one' are in confusion.csv)\n"));
  CHECK_FALSE(contains(some, "repetition 110 of"));
  CHECK(contains(some, "repetition 111 of 120"));
  CHECK(contains(some, "repetition 120 of 120"));
  const auto record = Json::parse(w.read("out/run.json"));
  const auto& phase = record["phases"][0];
  CHECK(phase["repetitions"] == 120);
  CHECK(phase["trials"] == 360);
  CHECK(phase["correct"] == 240);
  CHECK(phase["latest"].size() == 100);
  CHECK(phase["latest"][99] == Json({{"phase_number", 238}, {"trials", 3}, {"correct", 2}}));
  const auto lines_of_120 = lines(w.read("out/run.json")).size();
  CHECK(w.run({"rerun", "out/run.json"}).status == 0);
  run_with(400);
  CHECK(lines(w.read("out/run.json")).size() == lines_of_120);
}

// A sanitizer keeps memory that was given back.
#ifndef BOUTON_SANITIZED
TEST_CASE("the memory of a run does not grow with repeat") {
  const Workplace w;
  const auto few = peak_of_run(w, "10"), many = peak_of_run(w, "50000");
  CHECK(many < few + (std::uint64_t{20} << 20));
}
#endif

TEST_CASE("an interrupt ends a run within a trial, which is not scored, and the run can be repeated") {
  const Workplace w;
  for (const int signal : {SIGINT, SIGTERM}) {
    std::filesystem::remove_all(w.path() / "out");
    write_network(w, R"({"trials": {"data": "d"}, "steps": 1000000000000})");
    const pid_t child = w.start({"run", "net.json"});
    // The recording is opened before the first step.
    for (int i = 0; i < 3000 && !std::filesystem::exists(w.path() / "out"); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    kill(child, signal);
    const auto result = w.finish(child, std::chrono::seconds(20));
    CHECK(result.status == 130);
    CHECK(contains(result.out, "Stopped 'net': "));
    CHECK(lines(w.read("out/predictions.csv")).size() == 1);
    const auto record = Json::parse(w.read("out/run.json"));
    CHECK(record["phases"][0]["trials"] == 0);
    CHECK(record["steps_done"] > 0);
    CHECK(w.run({"rerun", "out/run.json"}).status == 0);
  }
}
