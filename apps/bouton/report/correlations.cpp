#include "report/correlations.hpp"

#include <algorithm>
#include <cmath>

namespace bouton_program {

PairCorrelations::PairCorrelations(std::size_t units, std::uint64_t bin, std::uint64_t bins, std::size_t most_units)
    : stride_(std::max<std::size_t>(1, (units + most_units - 1) / most_units)),
      chosen_((units + stride_ - 1) / stride_),
      bin_(bin),
      bins_(bins),
      counts_(chosen_),
      sums_(chosen_),
      products_(chosen_ * chosen_) {}

void PairCorrelations::add(std::uint64_t step, std::size_t unit) {
  if (unit % stride_ != 0 || step / bin_ >= bins_) return;
  if (step / bin_ != present_) {
    end_bin();
    present_ = step / bin_;
  }
  const auto place = unit / stride_;
  if (counts_[place]++ == 0) active_.push_back(place);
}

void PairCorrelations::end_bin() {
  std::ranges::sort(active_);
  for (std::size_t i = 0; i < active_.size(); ++i) {
    const auto first = active_[i];
    sums_[first] += counts_[first];
    for (std::size_t j = i; j < active_.size(); ++j)
      products_[first * chosen_ + active_[j]] += static_cast<double>(counts_[first]) * counts_[active_[j]];
  }
  for (const auto place : active_) counts_[place] = 0;
  active_.clear();
}

std::vector<double> PairCorrelations::finish() {
  end_bin();
  const auto n = static_cast<double>(bins_);
  const auto covariance = [&](std::size_t i, std::size_t j) {
    return products_[i * chosen_ + j] / n - sums_[i] / n * (sums_[j] / n);
  };
  std::vector<double> correlations;
  for (std::size_t i = 0; i < chosen_; ++i)
    for (std::size_t j = i + 1; j < chosen_; ++j)
      if (const double scale = std::sqrt(covariance(i, i) * covariance(j, j)); scale > 0)
        correlations.push_back(covariance(i, j) / scale);
  return correlations;
}

}  // namespace bouton_program
