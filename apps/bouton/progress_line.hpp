/// The lines that say how far a run is.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <bouton/run.hpp>

#include "progress_text.hpp"

namespace bouton_program {

/// On a terminal lines that are written over; otherwise a line every few seconds. On stderr.
class ProgressLine {
 public:
  /// `dt` is the length of a step in ms.
  explicit ProgressLine(bool enabled, double dt = 1);

  void show(const bouton::Progress& progress);
  /// Has the construction of a network shown.
  void watch(bouton::NetworkOptions& options);
  /// Clears the lines.
  void end();

 private:
  using Clock = std::chrono::steady_clock;

  void show_reading(std::string_view data_set);
  void show_building(std::uint64_t made, std::uint64_t all);
  /// What there is to say of what happened since the last time.
  RunPlace place_of(const bouton::Progress& progress);
  /// Shows the lines; "" is none.
  void show(const std::vector<std::string>& lines);
  /// Whether what was shown last has stood for so long.
  bool is_time() const;
  /// How wide a line may be.
  std::size_t width() const;

  bool enabled_;
  bool is_terminal_;
  double dt_;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point shown_ = begin_;
  std::size_t lines_ = 0;  // on the terminal
  // When the progress was last shown.
  std::uint64_t steps_before_ = 0;
  Clock::time_point time_before_ = begin_;
  std::vector<std::uint64_t> spikes_before_;  // of each layer
};

}  // namespace bouton_program
