#include "figures.hpp"

#include <utility>

#include <fmt/format.h>

namespace bouton_program {

std::string size_text(std::uint64_t bytes) {
  const double mebibytes = static_cast<double>(bytes) / (1024 * 1024);
  if (mebibytes < 1) return fmt::format("{:.1f} KiB", 1024 * mebibytes);
  return mebibytes < 1024 ? fmt::format("{:.1f} MiB", mebibytes) : fmt::format("{:.2f} GiB", mebibytes / 1024);
}

std::string time_text(double seconds) {
  // From 999.5 on, three digits would be 1e+03.
  for (const auto& [unit, factor] : {std::pair("ns", 1e9), std::pair("us", 1e6), std::pair("ms", 1e3)})
    if (seconds * factor < 999.5) return fmt::format("{:.3g} {}", seconds * factor, unit);
  return fmt::format("{:.2f} s", seconds);
}

std::string factor_text(double factor) {
  return factor < 999.5 ? fmt::format("{:.3g}", factor) : fmt::format("{:.0f}", factor);
}

std::string count_text(std::uint64_t count) {
  const auto number = static_cast<double>(count);
  if (count < 10'000'000) return fmt::to_string(count);
  if (number < 999.95e6) return fmt::format("{:.1f} M", number * 1e-6);
  return number < 999.95e9 ? fmt::format("{:.1f} G", number * 1e-9) : fmt::format("{:.1f} T", number * 1e-12);
}

}  // namespace bouton_program
