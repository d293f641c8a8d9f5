#include "progress_line.hpp"

#include <cmath>

#include <fmt/format.h>
#include <unistd.h>

#include "print.hpp"

namespace bouton_program {

namespace {

double seconds(std::chrono::steady_clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

std::string clock_text(double seconds) {
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

ProgressLine::ProgressLine(bool enabled) : enabled_(enabled), is_terminal_(isatty(STDERR_FILENO) != 0) {
  shown_ = begin_;
}

std::string ProgressLine::describe(const bouton::Progress& p) const {
  const auto now = Clock::now();
  const double in_phase = seconds(now - phase_begin_), in_run = seconds(now - begin_);
  const double fraction = p.run_total ? static_cast<double>(p.run_done) / static_cast<double>(p.run_total) : 1.0;
  std::string text =
      fmt::format("{:3.0f} %  phase {}/{} {}: {} {}/{}", 100 * fraction, p.phase + 1, p.phases,
                  p.learn ? "learning" : "not learning", p.is_trials ? "sample" : "step", p.done, p.total);
  if (in_phase > 0) text += fmt::format(", {:.0f}/s", static_cast<double>(p.done) / in_phase);
  if (p.is_scored && p.done > 0)
    text += fmt::format(", accuracy {:.1f} %", 100.0 * static_cast<double>(p.correct) / static_cast<double>(p.done));
  if (fraction > 0) text += fmt::format(", {} left", clock_text(in_run * (1 / fraction - 1)));
  return text;
}

void ProgressLine::show(const bouton::Progress& progress) {
  const auto now = Clock::now();
  if (progress.phase != phase_) {
    phase_ = progress.phase;
    phase_begin_ = now;
  }
  if (is_time()) show(describe(progress));
}

void ProgressLine::show_building(std::uint64_t made, std::uint64_t all) {
  // Most networks are there at once.
  constexpr std::chrono::seconds long_enough{1};
  if (Clock::now() - begin_ < long_enough || !is_time()) return;
  const double fraction = all ? static_cast<double>(made) / static_cast<double>(all) : 1.0;
  show(fmt::format("{:3.0f} %  building: {} of {} connections", 100 * fraction, made, all));
}

bool ProgressLine::is_time() const {
  const auto interval = is_terminal_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(5000);
  return enabled_ && Clock::now() - shown_ >= interval;
}

void ProgressLine::show(const std::string& text) {
  shown_ = Clock::now();
  if (is_terminal_) {
    say_raw(fmt::format("\r{:<{}}", text, width_));
    width_ = text.size();
  } else {
    say_line(text);
  }
}

void ProgressLine::end() {
  if (enabled_ && is_terminal_ && width_ > 0) say_raw(fmt::format("\r{:<{}}\r", "", width_));
  width_ = 0;
}

}  // namespace bouton_program
