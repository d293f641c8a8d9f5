/// State of a layer in each step of a window, for whoever samples it once the window is complete.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include <bouton/recorder.hpp>

#include "network/state_store.hpp"

namespace bouton {

/// Copies what is wanted of one declared variable after each step that counts, slice by slice, into a row for that
/// step. So a layer may go on taking the steps of its window. Where a window is one step, and the units lie side by
/// side, the state itself is shown, and nothing is copied.
class KeptState {
 public:
  /// Keeps these units in each step whose number is a multiple of `every`, as many as lie in `window` steps.
  KeptState(const StateStore::Variable& variable, RecordedUnits units, std::uint64_t every, std::uint64_t window,
            std::span<const Slice> slices)
      : variable_(&variable),
        units_(std::move(units)),
        every_(every),
        rows_((window - 1) / every + 1),
        shown_(window == 1 && units_.listed.empty() && units_.stride == 1 ? reals(variable) : nullptr),
        values_(shown_ ? 0 : rows_ * units_.size()) {
    for (const auto slice : slices) parts_.push_back({number_from(slice.begin), number_from(slice.end)});
  }

  /// After slice s has taken the step. Different slices may do so at the same time.
  void take(std::uint64_t step, std::size_t s) {
    if (shown_ || step % every_ != 0) return;
    const auto row = this->row(step);
    const std::size_t begin = parts_[s].begin, end = parts_[s].end;
    std::visit(
        [&](const auto& values) {
          if (units_.listed.empty() && units_.stride == 1) {
            std::copy(values.data() + units_.first + begin, values.data() + units_.first + end, row.data() + begin);
          } else {
            for (std::size_t k = begin; k < end; ++k) row[k] = static_cast<double>(values[units_[k]]);
          }
        },
        variable_->values);
  }
  /// What was kept of that step, which is one of the latest.
  std::span<const double> of(std::uint64_t step) const {
    if (shown_) return {shown_->data() + units_.first, units_.size()};
    return std::span(values_).subspan(place(step), units_.size());
  }

 private:
  struct Part {
    std::size_t begin, end;
  };
  std::size_t place(std::uint64_t step) const { return step / every_ % rows_ * units_.size(); }
  std::span<double> row(std::uint64_t step) { return std::span(values_).subspan(place(step), units_.size()); }
  /// The number of the first kept unit that is not before this one.
  std::size_t number_from(Unit unit) const {
    if (!units_.listed.empty())
      return static_cast<std::size_t>(std::ranges::lower_bound(units_.listed, unit) - units_.listed.begin());
    if (unit <= units_.first) return 0;
    return std::min<std::size_t>((unit - units_.first - 1) / units_.stride + 1, units_.size());
  }

  using Reals = StateStore::Values<double>;
  /// Null of a variable that counts.
  static const Reals* reals(const StateStore::Variable& variable) { return std::get_if<Reals>(&variable.values); }

  const StateStore::Variable* variable_;
  RecordedUnits units_;
  std::uint64_t every_;
  std::size_t rows_;
  const Reals* shown_;  // or null, and then `values_` has the rows
  std::vector<double> values_;
  std::vector<Part> parts_;  // of each slice: which numbers of units lie in it
};

}  // namespace bouton
