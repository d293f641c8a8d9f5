#include "summary.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "figures.hpp"
#include "run_record.hpp"
#include "run_warnings.hpp"
#include "summary_tables.hpp"

namespace bouton_program {

namespace {

std::string percent(std::uint64_t part, std::uint64_t whole) {
  return fmt::format("{:.2f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

/// Phases of trials that learned, or did not, in which the network saw the class, or did not, taken together.
std::string samples_line(const bouton::RunResult& result, bool learn, bool shown) {
  std::uint64_t samples = 0;
  double seconds = 0;
  std::string input;
  for (const auto& phase : result.phases) {
    if (phase.trials == 0 || phase.learn != learn || phase.shown_by.empty() == shown) continue;
    samples += phase.trials;
    seconds += phase.seconds;
    input = phase.shown_by;
  }
  if (samples == 0) return "";
  auto text = fmt::format("  {} {} samples in {:.1f} s ({:.0f} a second)", learn ? "learned from" : "tested on",
                          samples, seconds, static_cast<double>(samples) / seconds);
  if (shown) text += fmt::format("; not scored, since input '{}' shows the class to the network", input);
  return text + "\n";
}

/// One line; `which` tells several times of one phase apart.
std::string accuracy_text(const bouton::PhaseResult& phase, const bouton::TrialCounts& counts,
                          const std::string& which) {
  return fmt::format("{}: {} ({} of {}) in phase '{}'{}, {} classes; {} of {} decided by a tie, {} without any spike\n",
                     phase.learn ? "Accuracy while learning" : "Test accuracy", percent(counts.correct, counts.trials),
                     counts.correct, counts.trials, phase.name, which, phase.classes, counts.ties, counts.trials,
                     counts.silent);
}

/// The lines of a phase: one for each of its latest repetitions.
std::string scored_text(const bouton::PhaseResult& phase) {
  if (phase.repetitions == 1) return accuracy_text(phase, phase, "");
  constexpr std::size_t most_lines = 10;
  std::string text;
  const auto& latest = phase.latest;
  const auto count = std::min(latest.size(), most_lines);
  if (count < phase.repetitions)
    text = fmt::format("(the first {} repetitions of phase '{}' are in confusion.csv)\n", phase.repetitions - count,
                       phase.name);
  for (std::size_t i = latest.size() - count; i < latest.size(); ++i)
    if (latest[i].trials > 0)
      text += accuracy_text(
          phase, latest[i],
          fmt::format(", repetition {} of {}", phase.repetitions - latest.size() + i + 1, phase.repetitions));
  return text;
}

/// A block of lines, with an empty one before it.
std::string block(const std::string& lines) { return lines.empty() ? "" : "\n" + lines; }

/// How long everything took, and how much memory.
std::string cost_text(const bouton::Network& network, const bouton::RunResult& result, double build_seconds,
                      double run_seconds) {
  auto text = fmt::format("Built in {}, ran in {}", time_text(build_seconds), time_text(run_seconds));
  if (result.steps > 0 && run_seconds > 0) {
    const double simulated = static_cast<double>(result.steps) * network.dt() * 1e-3;
    text +=
        fmt::format(" ({} simulated, {} times real time)", time_text(simulated), factor_text(simulated / run_seconds));
  }
  return text + fmt::format("\nPeak memory: {}\n", size_text(peak_memory()));
}

}  // namespace

std::string summary_of(const bouton::Network& network, const bouton::RunResult& result,
                       const std::filesystem::path& folder, double build_seconds, std::size_t width) {
  double seconds = 0;
  for (const auto& phase : result.phases) seconds += phase.seconds;
  auto text = fmt::format("{} '{}': {} steps in {}, spike hash {}\n", result.stopped ? "Stopped" : "Ran",
                          network.name(), result.steps, time_text(seconds), hash_text(result.spike_hash));
  text += block(layers_table(result.summary, network.dt(), width));
  text += block(weights_table(result.summary, width));
  text += "\n";
  for (const bool learn : {true, false})
    for (const bool shown : {true, false}) text += samples_line(result, learn, shown);
  for (const auto& phase : result.phases)
    if (phase.is_scored && phase.trials > 0) text += scored_text(phase);
  for (const auto& warning : warnings_of(result)) text += "warning: " + warning + "\n";
  text += cost_text(network, result, build_seconds, seconds);
  if (result.files.empty()) return text;
  text += fmt::format("Written to {}:", std::filesystem::absolute(folder).lexically_normal().string());
  for (const auto& file : result.files) text += " " + file.filename().string();
  return text + "\n";
}

}  // namespace bouton_program
