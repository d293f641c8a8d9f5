// Recorders write in a thread of their own.
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include <bouton/run.hpp>
#include <support/edit.hpp>

using support::contains;
using support::TemporaryFolder;
using support::thrown;

namespace {

/// Takes wide samples, some of them slowly, and checks that they come in order and are whole.
class Slow final : public bouton::Recorder {
 public:
  static inline std::atomic<std::uint64_t> written, wrong, farthest;
  static inline std::atomic<std::uint64_t> taken;  // steps of the network
  static inline std::thread::id thread;

  static void declare(bouton::Declaration<Slow>& d) {
    d.type("slow", "takes its time").version("1.0", "tests");
    d.parameter("sleeps", &Slow::sleeps_, "in each sample, in us").default_value(0);
    d.parameter("fails", &Slow::fails_, "at this sample").default_value(std::int64_t{-1});
  }
  std::filesystem::path open(std::span<const bouton::RecordTarget> targets,
                             const std::filesystem::path& stem) override {
    written = wrong = farthest = 0;
    every_ = targets[0].every;
    std::ofstream(stem.string() + ".txt") << "opened";
    return path_ = stem.string() + ".txt";
  }
  void values(std::size_t, std::uint64_t step, std::span<const double> values) override {
    thread = std::this_thread::get_id();
    if (static_cast<std::int64_t>(written) == fails_) throw std::runtime_error(path_.string() + " is on a full disk");
    std::this_thread::sleep_for(std::chrono::microseconds(sleeps_));
    if (taken > step) farthest = std::max<std::uint64_t>(farthest, taken - step);
    if (step != written * every_ || !std::ranges::all_of(values, [&](double x) { return x == 1.0; })) ++wrong;
    ++written;
  }
  void close() override {}

 private:
  std::int64_t sleeps_ = 0, fails_ = -1;
  std::uint64_t every_ = 1;
  std::filesystem::path path_;
};

constexpr std::size_t width = 1 << 14;  // 128 KiB a sample

std::string text(const std::string& params, int steps) {
  std::string row = "[[1";
  for (std::size_t k = 1; k < width; ++k) row += ",1";
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": )" + std::to_string(width) +
         R"(, "source": {"type": "rows", "params": {"values": )" + row + R"(]]}}}],
    "record": [{"of": "x", "variable": "output", "format": "slow", "params": {)" +
         params + R"(}}], "run": [{"steps": )" + std::to_string(steps) + "}]}";
}

bouton::RunResult run(const std::string& text, const TemporaryFolder& folder) {
  auto r = support::registry();
  r.add<Slow>();
  auto n = support::network(text, r);
  bouton::RunOptions options;
  options.out = folder.path();
  options.on_progress = [](const bouton::Progress& progress) {
    Slow::taken = progress.run_done;
    return true;
  };
  Slow::taken = 0;
  return bouton::run(n, options);
}

}  // namespace

TEST_CASE("a short run is written by its own thread, a long one by another, and nothing is lost or out of order") {
  const TemporaryFolder folder;
  run(text("", 1), folder);
  CHECK(Slow::written == 1);
  CHECK(Slow::thread == std::this_thread::get_id());
  run(text("", 500), folder);
  CHECK(Slow::written == 500);
  CHECK(Slow::wrong == 0);
  CHECK(Slow::thread != std::this_thread::get_id());
}

TEST_CASE("the network waits for a recorder that is slow, so that memory does not fill up") {
  const TemporaryFolder folder;
  run(text(R"("sleeps": 1000)", 600), folder);
  CHECK(Slow::written == 600);
  CHECK(Slow::wrong == 0);
  // 16 MiB are 128 samples; progress is told after windows of 32 steps.
  CHECK(Slow::farthest <= 128 + 64);
}

TEST_CASE("a recorder that fails ends a long run early, with its name, file and step") {
  const TemporaryFolder folder;
  const auto failed = thrown<bouton::RunFailed>([&] { run(text(R"("fails": 10)", 100000), folder); });
  CHECK(failed.element == "x.output");
  CHECK(failed.step == 10);
  CHECK(contains(failed.what(), (folder.path() / "x.output.txt").string() + " is on a full disk"));
  CHECK(Slow::written == 10);
  CHECK(Slow::taken < 2000);
}

TEST_CASE("what is recorded is written while the run goes on") {
  const TemporaryFolder folder;
  auto r = support::registry();
  r.add<Slow>();
  auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source": {"type": "rows",
    "params": {"values": [[1]]}}}], "record": [{"of": "x", "variable": "output", "format": "slow", "every": 32}],
    "run": [{"steps": 10000000}]})",
                            r);
  bouton::RunOptions options;
  options.out = folder.path();
  // A block holds far more than these few samples, so a clock must have it written.
  const auto begin = std::chrono::steady_clock::now();
  options.on_progress = [&](const bouton::Progress&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return Slow::written < 2 && std::chrono::steady_clock::now() - begin < std::chrono::seconds(20);
  };
  Slow::written = 0;
  CHECK(bouton::run(n, options).stopped);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}
