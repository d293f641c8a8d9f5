#include "published.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <map>
#include <vector>

#include <bouton/bouton.hpp>

#include "limit.hpp"

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

double largest_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;  // Linux counts in KiB
}

/// `sources`, `targets` and `per_column` are like those of its projections: a column holds what reaches a slice from
/// one source with one delay.
struct Published {
  std::string file;
  std::vector<std::string> layers;
  std::size_t sources, targets, per_column;
  double hz;
  bool has_weights;
};

const std::map<std::string, Published>& all() {
  static const std::vector<std::string> two = {"exc", "inh"};
  static const std::vector<std::string> eight = {"L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I"};
  static const std::map<std::string, Published> networks = {
      {"cuba", {"cuba/network.json", two, 4000, 3200, 64, 5.5, false}},
      {"coba", {"coba/network.json", two, 4000, 3200, 64, 17, false}},
      {"brunel", {"brunel/network.json", two, 12500, 10000, 1000, 38, false}},
      {"microcircuit-tenth", {"microcircuit/tenth.json", eight, 1000000, 2000, 2, 2.7, true}},
      {"microcircuit", {"microcircuit/network.json", eight, 10000000, 20000, 12, 2.9, true}}};
  return networks;
}

bouton::Network build(const std::string& name, bouton::Registry& registry, std::size_t threads, bool profile) {
  bouton::NetworkOptions how;
  how.threads = threads;
  how.live_inputs = false;
  how.profile = profile;
  return bouton::Network::from_file(std::filesystem::path(BENCH_EXAMPLES) / all().at(name).file, registry, how);
}

/// Seconds of wall that so many biological seconds take.
double run(bouton::Network& network, double biological_seconds) {
  const auto begin = Clock::now();
  network.run(static_cast<std::uint64_t>(std::llround(1000 * biological_seconds / network.dt())));
  return seconds_since(begin);
}

/// Spikes per unit and second, in steps that are not timed.
double rate(bouton::Network& network, const std::string& name) {
  constexpr double shown_ms = 100;
  double spikes = 0, units = 0;
  network.run(static_cast<std::uint64_t>(std::llround(shown_ms / network.dt())), true, [&](const bouton::Network& now) {
    units = 0;
    for (const auto& layer : all().at(name).layers) {
      units += static_cast<double>(now.output(layer).values.size());
      spikes += static_cast<double>(now.output(layer).active.size());
    }
  });
  return 1000 * spikes / units / shown_ms;
}

}  // namespace

bool is_published(const std::string& name) { return all().contains(name); }

nlohmann::json run_published(const std::string& name, double biological_seconds, std::size_t threads) {
  bouton::Registry registry;
  nlohmann::json result;
  {
    const auto begin = Clock::now();
    auto network = build(name, registry, threads, false);
    result["build_seconds"] = seconds_since(begin);
    result["seconds_per_second"] = run(network, biological_seconds) / biological_seconds;
    result["largest_mib"] = largest_mib();
    result["rate_hz"] = rate(network, name);
  }
  if (threads > 1) return result;
  // Once more, now that each element is timed.
  auto network = build(name, registry, threads, true);
  run(network, std::min(biological_seconds, 0.5));
  double seconds = 0, events = 0;
  for (const auto& element : network.profile().elements)
    if (element.type == "static") seconds += element.seconds, events += element.count;
  result["ns_per_event"] = events > 0 ? 1e9 * seconds / events : 0.0;
  return result;
}

double limit_of_published(const std::string& name) {
  const auto& p = all().at(name);
  constexpr double seconds_per_step = 1e-4;
  return compact_event_limit(p.sources, p.targets, p.per_column, p.hz * seconds_per_step, p.has_weights);
}

}  // namespace bench
