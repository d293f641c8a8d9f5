#include "report/weight_sample.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include <bouton/error.hpp>

namespace bouton_program {

namespace {

constexpr std::size_t most_rows = 160, most_columns = 240, most_kept = 4'000'000;

std::size_t divided_up(std::size_t number, std::size_t by) { return (number + by - 1) / by; }
std::size_t units_per_cell(std::size_t units, std::size_t most) {
  return std::max<std::size_t>(1, divided_up(units, most));
}

}  // namespace

WeightSample::WeightSample(std::size_t post, std::size_t pre, std::size_t most_chosen)
    : post_(post),
      pre_(pre),
      posts_per_row_(units_per_cell(post, most_rows)),
      pres_per_column_(units_per_cell(pre, most_columns)),
      rows_(divided_up(post, posts_per_row_)),
      columns_(divided_up(pre, pres_per_column_)),
      sums_(rows_ * columns_),
      entries_(rows_ * columns_),
      place_of_post_(post, -1) {
  const auto count = std::min(post, most_chosen);
  if (count * pre > most_kept) return;
  for (std::size_t i = 0; i < count; ++i) {
    chosen_.push_back(i * post / count);
    place_of_post_[chosen_.back()] = static_cast<std::int32_t>(i);
  }
  kept_.resize(count * pre);
}

void WeightSample::add(std::span<const bouton::WeightEntry> entries) {
  for (const auto& entry : entries) {
    if (entry.post >= post_ || entry.pre >= pre_)
      throw bouton::Error(fmt::format("it has a weight from unit {} to unit {}, but there are only {} and {} of them",
                                      entry.pre, entry.post, pre_, post_));
    if (!std::isfinite(entry.value)) {
      ++not_finite_;
      continue;
    }
    histogram_.add(entry.value);
    const auto cell = entry.post / posts_per_row_ * columns_ + entry.pre / pres_per_column_;
    sums_[cell] += entry.value;
    ++entries_[cell];
    if (const auto place = place_of_post_[entry.post]; place >= 0)
      kept_[static_cast<std::size_t>(place) * pre_ + entry.pre] += entry.value;
  }
}

WeightMatrixView WeightSample::matrix() const {
  WeightMatrixView view{rows_, columns_, posts_per_row_, pres_per_column_, {}};
  for (std::size_t i = 0; i < sums_.size(); ++i)
    view.means.push_back(entries_[i] == 0 ? std::numeric_limits<double>::quiet_NaN()
                                          : sums_[i] / static_cast<double>(entries_[i]));
  return view;
}

}  // namespace bouton_program
