#include "program.hpp"

using program::contains;
using program::lines;
using program::network_text;
using program::Workplace;

TEST_CASE("'run --watch' goes on with an edited file, keeps the old one where the new one is wrong, and says so") {
  const Workplace w;
  const auto text = [](const std::string& rate) {
    return R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source": {"type": "poisson", "params": {"rate": )" +
           rate + R"(}}}], "record": [{"of": "x", "variable": "spikes"}], "run": [{"steps": 1000000000000}]})";
  };
  w.write("net.json", text("0"));
  const pid_t child = w.start({"run", "net.json", "--watch", "--quiet"});
  const auto wait_for = [&](const std::string& message) {
    for (int i = 0; i < 3000 && w.read("stderr").find(message) == std::string::npos; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return contains(w.read("stderr"), message);
  };
  // Once the recording is there, the run has begun.
  for (int i = 0; i < 3000 && !std::filesystem::exists(w.path() / "out/x.spikes.csv.partial"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  w.write("net.json", text("2"));
  CHECK(wait_for("net.json has changed, but cannot be used; going on as before:\nnet.json:1:92: "));
  w.write("net.json", text("1"));
  CHECK(wait_for("net.json has changed: going on with it from step "));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  kill(child, SIGINT);
  CHECK(w.finish(child).status == 130);
  CHECK(lines(w.read("out/x.spikes.csv")).size() > 1);

  const auto record = w.read("out/run.json");
  CHECK(contains(record, "\"changes\": [\n  {\n   \"step\": "));
  CHECK(contains(record, "\"file\": \"" + (std::filesystem::canonical(w.path()) / "net.json").string() + "\""));
  CHECK(contains(record, "\"rate\": 0"));  // as it was at the start
  const auto again = w.run({"rerun", "out/run.json", "--out", "again"});
  CHECK(again.status == 2);
  CHECK(contains(again.err, "out/run.json:8:2: /changes: files of the network changed while it ran"));
}

TEST_CASE("'run --watch' says in one sentence why it does not go on with a file") {
  const Workplace w;
  w.write("net.json", network_text(R"("run": [{"steps": 1000000000000}])"));
  const pid_t child = w.start({"run", "net.json", "--watch", "--quiet"});
  for (int i = 0; i < 3000 && !std::filesystem::exists(w.path() / "out/x.spikes.csv.partial"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  w.write("net.json", network_text(R"("run": [{"steps": 1000000000000}, {"steps": 1}])"));
  for (int i = 0; i < 3000 && w.read("stderr").empty(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  kill(child, SIGINT);
  CHECK(w.finish(child).err == "net.json has changed, but the run goes on as before: it has 2 phases, the run 1\n");
  CHECK(w.read("out/run.json").find("changes") == std::string::npos);
}

TEST_CASE("two runs do not write to one folder at a time") {
  const Workplace w;
  w.write("net.json", network_text(R"("run": [{"steps": 1000000000000}])"));
  const pid_t child = w.start({"run", "net.json", "--quiet"});
  for (int i = 0; i < 3000 && !std::filesystem::exists(w.path() / "out/x.spikes.csv.partial"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  const auto second = w.run({"run", "net.json", "--steps", "3"});
  CHECK(second.status == 2);
  CHECK(contains(second.err, "another run is writing to out; wait for its end, or name another folder"));
  CHECK(w.run({"run", "net.json", "--steps", "3", "--out", "other"}).status == 0);
  kill(child, SIGINT);
  CHECK(w.finish(child).status == 130);
  CHECK(w.run({"run", "net.json", "--steps", "3"}).status == 0);
}

TEST_CASE("an interrupt ends a run with status 130, and what was recorded so far is complete") {
  const Workplace w;
  w.write("net.json", network_text(R"("run": [{"steps": 1000000000000}])"));
  for (const int signal : {SIGINT, SIGTERM}) {
    std::filesystem::remove_all(w.path() / "out");
    const pid_t child =
        w.start({"run", "net.json", "--set", "/inputs/0/size=1", "--set", "/inputs/0/source/params/rate=1"});
    const auto file = w.path() / "out/x.spikes.csv.partial";
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    // The file is opened before the first step and grows once the run is well on its way.
    std::error_code missing;
    while (std::chrono::steady_clock::now() < deadline) {
      const auto size = std::filesystem::file_size(file, missing);
      if (!missing && size > 0) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    kill(child, signal);
    const auto result = w.finish(child);
    CHECK(result.status == 130);

    const auto text = w.read("out/x.spikes.csv");
    REQUIRE(text.ends_with('\n'));
    const auto found = lines(text);
    REQUIRE(found.size() > 1);
    std::size_t wrong = found[0] != "step,index";
    for (std::size_t i = 1; i < found.size(); ++i) wrong += found[i] != std::to_string(i - 1) + ",0";
    CHECK(wrong == 0);
    CHECK(contains(result.out, "Stopped 'demo': " + std::to_string(found.size() - 1) + " steps"));
  }
}
