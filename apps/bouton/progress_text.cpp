#include "progress_text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "figures.hpp"
#include "table.hpp"

namespace bouton_program {

namespace {

/// A part of a line; of those that do not fit, the one with the least importance goes first.
struct Piece {
  std::string text;
  int importance;
};

std::string line_of(std::vector<Piece> pieces, std::size_t width) {
  std::erase_if(pieces, [](const Piece& piece) { return piece.text.empty(); });
  const auto join = [&] {
    std::string line;
    for (const auto& piece : pieces) line += (line.empty() ? "" : "  ") + piece.text;
    return line;
  };
  auto line = join();
  while (pieces.size() > 1 && width_of(line) > width) {
    pieces.erase(std::ranges::min_element(pieces, {}, &Piece::importance));
    line = join();
  }
  return cut_to(line, width);
}

double fraction_of(std::uint64_t done, std::uint64_t total) {
  return total ? static_cast<double>(done) / static_cast<double>(total) : 1.0;
}

std::string percent_text(double fraction) { return fmt::format("{:3.0f} %", std::floor(100 * fraction)); }

std::string bar_text(double fraction) {
  constexpr std::size_t places = 20;
  const auto full = static_cast<std::size_t>(fraction * places);
  std::string bar(places, '.');
  std::fill_n(bar.begin(), std::min(full, places), '#');
  return fmt::format("[{}]", bar);
}

/// "340 k".
std::string speed_text(double per_second) {
  if (per_second < 9999.5) return fmt::format("{:.0f}", per_second);
  return per_second < 9999.5e3 ? fmt::format("{:.0f} k", per_second * 1e-3)
                               : fmt::format("{:.1f} M", per_second * 1e-6);
}

std::string phase_text(const bouton::Progress& p) {
  const auto learning = p.learn ? "learning" : "not learning";
  return p.phases > 1 ? fmt::format("phase {}/{}, {}", p.phase + 1, p.phases, learning) : learning;
}

/// "1:05" for 65 s.
std::string clock_text(double seconds) {
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

std::string place_text(const RunPlace& place, std::size_t width) {
  const auto& p = *place.progress;
  const double fraction = fraction_of(p.run_done, p.run_total);
  std::string accuracy, left;
  if (p.is_scored && p.done > 0)
    accuracy = fmt::format("accuracy {:.1f} %", 100.0 * static_cast<double>(p.correct) / static_cast<double>(p.done));
  if (fraction > 0) left = clock_text(place.run_seconds * (1 / fraction - 1)) + " left";
  const double simulated = static_cast<double>(p.run_done) * place.dt * 1e-3;
  return line_of({{bar_text(fraction), 5},
                  {percent_text(fraction), 9},
                  {left, 8},
                  {phase_text(p), 2},
                  {fmt::format("{} {}/{}", p.is_trials ? "sample" : "step", p.done, p.total), 3},
                  {accuracy, 7},
                  {speed_text(place.steps_per_second) + " steps/s", 6},
                  {time_text(simulated) + " simulated", 4}},
                 width);
}

std::string rates_text(const std::vector<LayerRate>& rates, std::size_t width) {
  std::string line;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const auto next = fmt::format("{}{} {:.3g} Hz", i > 0 ? "  " : "", cut_to(rates[i].name, 20), rates[i].hz);
    const auto more = rates.size() - i - 1;
    const auto rest = more > 0 ? fmt::format("  +{} more", more).size() : 0;
    if (i > 0 && width_of(line) + width_of(next) + rest > width)
      return cut_to(line + fmt::format("  +{} more", more + 1), width);
    line += next;
  }
  return cut_to(line, width);
}

std::string building_text(std::uint64_t made, std::uint64_t all, std::size_t width) {
  const double fraction = fraction_of(made, all);
  return line_of({{bar_text(fraction), 1},
                  {percent_text(fraction), 3},
                  {fmt::format("building: {} of {} connections", count_text(made), count_text(all)), 2}},
                 width);
}

}  // namespace bouton_program
