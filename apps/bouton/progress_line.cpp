#include "progress_line.hpp"

#include <unistd.h>

#include <cstdlib>

#include <fmt/format.h>

#include "print.hpp"
#include "table.hpp"

namespace bouton_program {

namespace {

double seconds(std::chrono::steady_clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

/// Whether lines on stderr can be written over.
bool is_obedient_terminal() {
  const char* kind = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 && kind && std::string_view(kind) != "dumb" && *kind;
}

}  // namespace

ProgressLine::ProgressLine(bool enabled, double dt)
    : enabled_(enabled), is_terminal_(is_obedient_terminal()), dt_(dt) {}

RunPlace ProgressLine::place_of(const bouton::Progress& progress) {
  const auto now = Clock::now();
  RunPlace place{&progress, dt_, seconds(now - begin_), 0, {}};
  const auto steps = static_cast<double>(progress.run_done - steps_before_);
  if (now > time_before_) place.steps_per_second = steps / seconds(now - time_before_);
  spikes_before_.resize(progress.layers.size());
  for (std::size_t i = 0; i < progress.layers.size(); ++i) {
    const auto& layer = progress.layers[i];
    // A network that takes the place of the running one may begin to count anew.
    const auto before = spikes_before_[i] <= layer.spikes ? spikes_before_[i] : 0;
    if (layer.is_spiking && layer.units > 0 && steps > 0)
      place.rates.push_back({layer.name, static_cast<double>(layer.spikes - before) /
                                             (static_cast<double>(layer.units) * steps * dt_ * 1e-3)});
    spikes_before_[i] = layer.spikes;
  }
  steps_before_ = progress.run_done;
  time_before_ = now;
  return place;
}

void ProgressLine::show(const bouton::Progress& progress) {
  if (!is_time()) return;
  const auto place = place_of(progress);
  show({place_text(place, width()), rates_text(place.rates, width())});
}

void ProgressLine::watch(bouton::NetworkOptions& options) {
  options.on_reading = [this](std::string_view data_set) { show_reading(data_set); };
  options.on_building = [this](std::uint64_t made, std::uint64_t all) { show_building(made, all); };
}

void ProgressLine::show_building(std::uint64_t made, std::uint64_t all) {
  // Most networks are there at once.
  constexpr std::chrono::seconds long_enough{1};
  if (Clock::now() - begin_ < long_enough || !is_time()) return;
  show({building_text(made, all, width())});
}

void ProgressLine::show_reading(std::string_view data_set) {
  // Nothing can be shown while it is read, however long that takes.
  if (!enabled_ || !(is_terminal_ || is_time())) return;
  show({cut_to(fmt::format("reading data set '{}'", data_set), width())});
}

bool ProgressLine::is_time() const {
  const auto interval = is_terminal_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(5000);
  return enabled_ && Clock::now() - shown_ >= interval;
}

std::size_t ProgressLine::width() const {
  constexpr std::size_t of_file = 200;
  return is_terminal_ ? width_of_output(STDERR_FILENO) - 1 : of_file;
}

void ProgressLine::show(const std::vector<std::string>& lines) {
  shown_ = Clock::now();
  if (!is_terminal_) {
    std::string line;
    for (const auto& one : lines) line += (line.empty() || one.empty() ? "" : "  ") + one;
    return say_line(line);
  }
  std::string text;
  std::size_t count = 0;
  for (const auto& line : lines)
    if (!line.empty()) text += (count++ > 0 ? "\n" : "") + printable(line);
  end();
  say_raw(text);
  lines_ = count;
}

void ProgressLine::end() {
  // Up to the first of the lines, and all from there on is cleared.
  if (lines_ > 0) say_raw("\r" + (lines_ > 1 ? fmt::format("\x1b[{}A", lines_ - 1) : std::string()) + "\x1b[J");
  lines_ = 0;
}

}  // namespace bouton_program
