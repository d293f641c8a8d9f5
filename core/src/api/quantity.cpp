#include <bouton/quantity.hpp>

#include <charconv>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include <bouton/error.hpp>

#include "base/quantity.hpp"
#include "base/shorten.hpp"

namespace bouton {

double quantity_in(std::string_view quantity, std::string_view unit, double dt) {
  const auto wanted = parse_unit(unit);
  if (!wanted) throw Error(explain_no_unit(unit));
  const auto read = read_quantity(quantity, *wanted, dt);
  if (!read.number) throw Error(read.wrong);
  return *read.number;
}

std::uint64_t count_steps(std::string_view text, double dt) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc() && end == text.data() + text.size()) return count;
  if (!is_quantity(text))
    throw Error(fmt::format("'{}' is neither a whole number of steps nor a time, for example \"10 s\"", shorten(text)));
  constexpr double largest = 0x1p53;
  const double steps = quantity_in(text, "steps", dt);
  const auto whole = whole_steps(steps);
  if (!whole || *whole < 0 || *whole > largest)
    throw Error(fmt::format("'{}' is {} steps of {} ms; wanted a whole number of steps", text, steps, dt));
  return static_cast<std::uint64_t>(*whole);
}

}  // namespace bouton
