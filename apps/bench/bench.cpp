// Runs one row of the benchmark through the C++ API and prints what it measured as one JSON object.
//
// usage: bouton-bench ROW [--threads N] [--seconds S] [--images N] [--limit]
//        bouton-bench cuba|coba|brunel|microcircuit-tenth|microcircuit [--threads N] [--seconds BIOLOGICAL]
//        bouton-bench --bandwidth [--threads N]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include <bouton/bouton.hpp>

#include "limit.hpp"
#include "published.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;

struct Options {
  std::string row;
  std::size_t threads = 1;
  double seconds = 1.0;
  bool is_limit = false, is_bandwidth = false;
  std::uint64_t images = 60000;
};

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

double percent(const bouton::Signal& signal) {
  return 100.0 * static_cast<double>(signal.active.size()) / static_cast<double>(signal.values.size());
}

/// Takes steps for so many seconds after some that do not count, and returns the time of a step in us.
template <class F>
double time_of_step(double seconds, F&& take_steps) {
  constexpr std::uint64_t in_one_go = 64;
  for (int i = 0; i < 20; ++i) take_steps(in_one_go);
  const auto begin = Clock::now();
  std::uint64_t steps = 0;
  do {
    take_steps(in_one_go);
    steps += in_one_go;
  } while (seconds_since(begin) < seconds);
  return 1e6 * seconds_since(begin) / static_cast<double>(steps);
}

/// What the network does, in steps that are not timed.
void add_rates(bouton::Network& network, Json& result) {
  constexpr int steps = 500;
  double in = 0, out = 0;
  for (int i = 0; i < steps; ++i) {
    network.step();
    in += percent(network.output("in"));
    out += percent(network.output("out"));
  }
  result["in_percent"] = in / steps;
  result["out_percent"] = out / steps;
}

bouton::Network load(const Options& options, bool profile) {
  bouton::Registry registry;
  bouton::NetworkOptions how;
  how.threads = options.threads;
  how.profile = profile;
  return bouton::Network::from_file(std::filesystem::path(BENCH_ROWS) / (options.row + ".json"), registry, how);
}

/// In how many windows the network used all threads that it was given.
void add_threads(const bouton::Network& network, Json& result) {
  const auto profile = network.profile();
  result["parallel_percent"] = profile.threads > 1 ? 100.0 * profile.parallel_share : 0.0;
}

/// Row 1: the program feeds analog values and reads the outputs in every step.
Json run_fed(const Options& options) {
  auto network = load(options, false);
  constexpr std::size_t rows = 64;
  std::vector<std::vector<double>> inputs(rows, std::vector<double>(10));
  const bouton::Random random(1, "in", "values");
  for (std::size_t i = 0; i < rows; ++i) random.uniform(0, i, inputs[i]);
  std::uint64_t spikes = 0, steps = 0;
  Json result;
  result["us_per_step"] = time_of_step(options.seconds, [&](std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
      network.feed("in", inputs[i % rows]);
      network.step();
      spikes += network.output("out").active.size();
    }
    steps += count;
  });
  add_threads(network, result);
  result["in_percent"] = 100.0;
  result["out_percent"] = 10.0 * static_cast<double>(spikes) / static_cast<double>(steps);
  return result;
}

/// Rows 2 to 5: the network runs by itself.
Json run_alone(const Options& options) {
  Json result;
  auto network = load(options, false);
  result["us_per_step"] = time_of_step(options.seconds, [&](std::uint64_t count) { network.run(count); });
  add_rates(network, result);
  auto profiled = load(options, true);
  time_of_step(options.seconds / 2, [&](std::uint64_t count) { profiled.run(count); });
  add_threads(profiled, result);
  for (const auto& element : profiled.profile().elements)
    if (element.name == "w") result["ns_per_event"] = 1e9 * element.seconds / element.count;
  return result;
}

/// Row 6: the training pass of the main job. `row` is 6-8000 or 6-1000, with the number of Kenyon cells.
Json run_main_job(const Options& options) {
  const auto cells = options.row.substr(2);
  const std::string rate = cells == "1000" ? "0.06" : "0.0075";
  bouton::NetworkOptions how;
  how.threads = options.threads;
  how.live_inputs = false;
  how.profile = true;
  how.replacements = {
      {"/layers/0/size", cells},
      {"/run", R"([{"trials": {"data": "train", "from": 0, "count": )" + std::to_string(options.images) +
                   R"(}, "steps": 16, "flush": 1, "reset": "state", "set": {"kc_out": {"rule_params": {"lr": )" + rate +
                   "}}}}]"}};
  bouton::Registry registry;
  auto network =
      bouton::Network::from_file(std::filesystem::path(BENCH_EXAMPLES) / "fashion_mnist/network.json", registry, how);
  bouton::RunOptions run;
  run.out = std::filesystem::temp_directory_path() / "bouton-bench";
  const auto begin = Clock::now();
  const auto done = bouton::run(network, run);
  const double seconds = seconds_since(begin);
  Json result;
  result["us_per_step"] = 1e6 * seconds / static_cast<double>(done.steps);
  result["seconds"] = seconds * 60000.0 / static_cast<double>(options.images);
  result["images"] = options.images;
  add_threads(network, result);
  for (const auto& element : network.profile().elements) {
    if (element.name == "img_kc") {
      result["ns_per_event"] = 1e9 * element.seconds / element.count;
      // The share of weights that are used: a Kenyon cell has 9.
      result["in_percent"] = 100.0 * element.count / (9.0 * std::stod(cells) * static_cast<double>(done.steps));
    }
    if (element.name == "kc_out")
      result["out_percent"] = 100.0 * element.count / (10.0 * std::stod(cells) * static_cast<double>(done.steps));
  }
  return result;
}

Json run_row(const Options& options) {
  if (options.row == "1") return run_fed(options);
  if (bench::is_published(options.row)) return bench::run_published(options.row, options.seconds, options.threads);
  if (options.row.starts_with("6-")) return run_main_job(options);
  return run_alone(options);
}

/// The loop that does nothing but add, with the sizes and the activity of a row.
Json limits(const Options& options) {
  if (options.row == "2") return {{"ns_per_event", bench::event_limit(1000, 1000, 50, 0.126)}};
  if (options.row == "5") return {{"ns_per_event", bench::event_limit(5000, 5000, 5000, 0.02)}};
  if (options.row == "6-1000") return {{"ns_per_event", bench::event_limit(784, 1000, 11, 0.28)}};
  if (options.row == "6-8000") return {{"ns_per_event", bench::event_limit(784, 8000, 92, 0.28)}};
  if (bench::is_published(options.row)) return {{"ns_per_event", bench::limit_of_published(options.row)}};
  throw bouton::Error("no limit is measured for row " + options.row);
}

Json run(const Options& options) {
  if (options.is_bandwidth) return {{"gb_per_second", bench::read_bandwidth(options.threads)}};
  return options.is_limit ? limits(options) : run_row(options);
}

}  // namespace

int main(int count, char** arguments) {
  try {
    Options options;
    for (int i = 1; i < count; ++i) {
      const std::string word = arguments[i];
      const auto value = [&] {
        return i + 1 < count ? std::string(arguments[++i]) : throw bouton::Error(word + " wants a value");
      };
      if (word == "--threads")
        options.threads = std::stoul(value());
      else if (word == "--seconds")
        options.seconds = std::stod(value());
      else if (word == "--images")
        options.images = std::stoul(value());
      else if (word == "--limit")
        options.is_limit = true;
      else if (word == "--bandwidth")
        options.is_bandwidth = true;
      else
        options.row = word;
    }
    if (options.row.empty() && !options.is_bandwidth)
      throw bouton::Error(
          "usage: bouton-bench ROW [--threads N] [--seconds S] [--images N] [--limit]\n"
          "       bouton-bench cuba|coba|brunel|microcircuit-tenth|microcircuit [--threads N] [--seconds BIOLOGICAL]\n"
          "       bouton-bench --bandwidth [--threads N]");
    auto result = run(options);
    result["row"] = options.row;
    result["threads"] = options.threads;
    std::cout << result << '\n';
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
