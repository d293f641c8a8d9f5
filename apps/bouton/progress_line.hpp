/// The line that says how far a run is.
#pragma once

#include <chrono>
#include <string>

#include <bouton/run.hpp>

namespace bouton_program {

/// On a terminal one line that is written over; otherwise a line every few seconds. On stderr.
class ProgressLine {
 public:
  explicit ProgressLine(bool enabled);

  void show(const bouton::Progress& progress);
  /// Clears the line.
  void end();

 private:
  using Clock = std::chrono::steady_clock;
  std::string describe(const bouton::Progress& progress) const;

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
