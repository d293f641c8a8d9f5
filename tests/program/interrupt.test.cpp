#include "program.hpp"

using program::contains;
using program::lines;
using program::network_text;
using program::Workplace;

TEST_CASE("an interrupt ends a run with status 130, and what was recorded so far is complete") {
  const Workplace w;
  w.write("net.json", network_text(R"("run": [{"steps": 1000000000000}])"));
  for (const int signal : {SIGINT, SIGTERM}) {
    std::filesystem::remove_all(w.path() / "out");
    const pid_t child =
        w.start({"run", "net.json", "--set", "/inputs/0/size=1", "--set", "/inputs/0/source/params/rate=1"});
    const auto file = w.path() / "out/x.spikes.csv";
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
