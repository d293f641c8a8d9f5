#include "published.hpp"

#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <map>
#include <vector>

#include <bouton/bouton.hpp>

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

double largest_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;  // Linux counts in KiB
}

struct Published {
  std::string file;
  std::vector<std::string> layers;
};

const std::map<std::string, Published>& all() {
  static const std::vector<std::string> two = {"exc", "inh"};
  static const std::vector<std::string> eight = {"L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I"};
  static const std::map<std::string, Published> networks = {{"cuba", {"cuba/network.json", two}},
                                                            {"coba", {"coba/network.json", two}},
                                                            {"brunel", {"brunel/network.json", two}},
                                                            {"microcircuit-tenth", {"microcircuit/tenth.json", eight}},
                                                            {"microcircuit", {"microcircuit/network.json", eight}}};
  return networks;
}

}  // namespace

bool is_published(const std::string& name) { return all().contains(name); }

nlohmann::json run_published(const std::string& name, double biological_seconds, std::size_t threads) {
  const auto& published = all().at(name);
  bouton::Registry registry;
  bouton::NetworkOptions how;
  how.threads = threads;
  how.live_inputs = false;
  nlohmann::json result;
  auto begin = Clock::now();
  auto network = bouton::Network::from_file(std::filesystem::path(BENCH_EXAMPLES) / published.file, registry, how);
  result["build_seconds"] = seconds_since(begin);

  begin = Clock::now();
  network.run(static_cast<std::uint64_t>(std::llround(1000 * biological_seconds / network.dt())));
  result["seconds_per_second"] = seconds_since(begin) / biological_seconds;
  result["largest_mib"] = largest_mib();

  // What it does, in steps that are not timed.
  constexpr double shown_ms = 100;
  double spikes = 0, units = 0;
  network.run(static_cast<std::uint64_t>(std::llround(shown_ms / network.dt())), true, [&](const bouton::Network& now) {
    units = 0;
    for (const auto& layer : published.layers) {
      units += static_cast<double>(now.output(layer).values.size());
      spikes += static_cast<double>(now.output(layer).active.size());
    }
  });
  result["rate_hz"] = 1000 * spikes / units / shown_ms;
  return result;
}

}  // namespace bench
