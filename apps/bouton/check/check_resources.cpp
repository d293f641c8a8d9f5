// What does it take of the machine, and does it give it back?
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <limits>

#include <fmt/format.h>

#include "check/guarded_memory.hpp"
#include "check/trial.hpp"

namespace bouton_program {

namespace {

/// What this process holds.
struct Held {
  double bytes;    // from malloc
  double mapped;   // bytes of address space beside those
  double files;    // open descriptors
  double threads;  // of this process
};

double count_entries(const char* folder) {
  return static_cast<double>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

Held held_now() {
  const auto info = mallinfo2();
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  // Another malloc, a sanitizer's for example, does not tell what it holds; the rest is not known then, either.
  const bool is_known = info.arena > 0;
  const auto mapped = is_known ? static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE)) : 0.0;
  return {static_cast<double>(info.uordblks + info.hblkhd), mapped - static_cast<double>(info.arena + info.hblkhd),
          count_entries("/proc/self/fd"), count_entries("/proc/self/task")};
}

double seconds_of(const bouton::Registry& registry, const Stage& stage, std::uint64_t count) {
  auto network = stage.build(registry);
  network.step();
  const auto begin = std::chrono::steady_clock::now();
  for (std::uint64_t t = 0; t < count; ++t) network.step();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

CheckResult check_memory(const Trial& trial) {
  guard_memory(0x35);
  return for_each_stage(trial, [&](Stage stage) -> std::string {
    // The core's memory comes in cache lines of 8 numbers; with 16 and 19 units those of layers and of their sources
    // are full, so that nothing lies between them and the margin.
    for (const bouton::Unit size : {16, 19})
      for (const std::size_t slices : {1, 3}) {
        stage.size = size;
        stage.slices = slices;
        run(trial.registry, stage, stage.steps);
        if (const auto wrong = damaged_memory(); !wrong.empty()) return wrong;
      }
    return "";
  });
}

CheckResult check_leaks(const Trial& trial) {
  constexpr int warm_up = 20, lives = 1000;
  const auto live = [&] {
    trial.type.create();
    if (!not_stageable(trial)) {
      auto stage = stages(trial)[0];
      stage.size = 3;
      auto network = stage.build(trial.registry);
      network.run(30);
    }
  };
  for (int i = 0; i < warm_up; ++i) live();
  const auto before = held_now();
  for (int i = 0; i < lives; ++i) live();
  const auto after = held_now();
  const auto each = [&](double Held::*what) { return (after.*what - before.*what) / lives; };
  constexpr const char* when = "each time one is made, stepped and destroyed";
  // A thread takes memory, so it is the first to look for.
  if (each(&Held::threads) >= 0.5) return fault(fmt::format("a thread goes on {}", when));
  // A byte each is less than any allocation; the rest of the process grows by less.
  if (each(&Held::bytes) >= 8) return fault(fmt::format("{:.0f} bytes are lost {}", each(&Held::bytes), when));
  if (each(&Held::files) >= 0.5) return fault(fmt::format("a file stays open {}", when));
  if (each(&Held::mapped) >= 4000) return fault(fmt::format("{:.0f} bytes stay mapped {}", each(&Held::mapped), when));
  return {};
}

std::optional<double> measure_cost(const Trial& trial) {
  if (not_stageable(trial)) return std::nullopt;
  const Stage stage{.type = &trial.type, .size = 1000, .drive = trial.drive, .params = trial.params};
  constexpr std::uint64_t count = 100;
  auto around_it = stage;
  around_it.is_without_element = true;
  const bool has_inputs = trial.type.kind != bouton::TypeKind::generator;
  // Whatever else the machine does makes a run longer, never shorter.
  constexpr int runs = 7;
  double with = std::numeric_limits<double>::infinity(), around = has_inputs ? with : 0.0;
  for (int i = 0; i < runs; ++i) {
    with = std::min(with, seconds_of(trial.registry, stage, count));
    if (has_inputs) around = std::min(around, seconds_of(trial.registry, around_it, count));
  }
  const double seconds = std::max(0.0, with - around);
  if (trial.type.kind != bouton::TypeKind::synapse) return 1e9 * seconds / (count * 1000.0);
  const bool diagonal = trial.type.weights == bouton::WeightsKind::diagonal;
  const double events = 0.3 * (diagonal ? 1000.0 : 1005.0 * 1000.0) * count;
  return 1e9 * seconds / events;
}

}  // namespace bouton_program
