#include "base/nearest.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace bouton {

namespace {

/// Optimal string alignment distance (Damerau 1964, doi:10.1145/363958.363994), ignoring case; `limit` if it is not
/// below that.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) >= limit) return limit;
  auto same = [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  };
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1)});
      if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    // From here on it cannot become less, except by a swap over the row before.
    const auto least_of = [](const auto& values) { return *std::min_element(values.begin(), values.end()); };
    if (least_of(row) >= limit && least_of(last) >= limit) return limit;
    before = std::exchange(last, row);
  }
  return std::min(limit, last[b.size()]);
}

constexpr std::size_t longest_name_compared = 200;

}  // namespace

std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates) {
  if (name.size() > longest_name_compared) return "";
  std::string best;
  std::size_t least = std::max<std::size_t>(1, name.size() / 2);
  if (name.size() > 1) ++least;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(name, candidate, least);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

std::string suggestion(std::string_view name, const std::vector<std::string>& candidates) {
  if (const auto near = nearest_name(name, candidates); !near.empty()) return fmt::format("; did you mean '{}'?", near);
  constexpr std::size_t most_listed = 16;
  std::vector<std::string> names;  // in a file with mistakes, some may be empty or stand twice
  for (const auto& candidate : candidates) {
    if (candidate.empty() || std::find(names.begin(), names.end(), candidate) != names.end()) continue;
    if (names.size() == most_listed) return "";
    names.push_back(candidate);
  }
  if (names.empty()) return "";
  return fmt::format("; there is {}", fmt::join(names, ", "));
}

}  // namespace bouton
