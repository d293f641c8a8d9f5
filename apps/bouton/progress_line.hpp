/// The line that says how far a run is.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include <bouton/run.hpp>

namespace bouton_program {

/// On a terminal one line that is written over; otherwise a line every few seconds. On stderr.
class ProgressLine {
 public:
  explicit ProgressLine(bool enabled);

  void show(const bouton::Progress& progress);
  /// While a network is made that takes long.
  void show_building(std::uint64_t made, std::uint64_t all);
  /// Clears the line.
  void end();

 private:
  using Clock = std::chrono::steady_clock;
  std::string describe(const bouton::Progress& progress) const;
  /// Shows the text if the last one has stood for so long.
  void show(const std::string& text);
  bool is_time() const;

  bool enabled_;
  bool is_terminal_;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point shown_{};
  std::size_t phase_ = 0;
  Clock::time_point phase_begin_ = begin_;
  std::size_t width_ = 0;
};

/// "1:05" for 65 s.
std::string clock_text(double seconds);

}  // namespace bouton_program
