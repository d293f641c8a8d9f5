#include "connect/columns_of_pairs.hpp"

#include <algorithm>
#include <utility>

namespace bouton {

void ColumnCounts::make_room(std::uint32_t delay) {
  if (delay >= of_delay_.size()) {
    of_delay_.resize(delay + 1);
    counts_.resize(delay + 1);
  }
  of_delay_[delay].resize(sources_);
  counts_[delay] = of_delay_[delay].data();
}

void ColumnCounts::add(const PairBlock& block, const BlockDelays& delays) {
  for (std::size_t k = 0; k < block.size(); ++k) {
    const auto delay = delays[k];
    if (delay >= counts_.size() || !counts_[delay]) make_room(delay);
    ++counts_[delay][block.pre(k)];
  }
}

void ColumnCounts::note_delays(std::vector<bool>& occurring) const {
  occurring.resize(std::max(occurring.size(), of_delay_.size()));
  for (std::size_t d = 0; d < of_delay_.size(); ++d)
    if (!of_delay_[d].empty()) occurring[d] = true;
}

std::vector<std::vector<std::uint32_t>> ColumnCounts::take(std::span<const std::uint32_t> delays) {
  std::vector<std::vector<std::uint32_t>> taken;
  for (const auto delay : delays) {
    auto& own = taken.emplace_back();
    if (delay < of_delay_.size()) own = std::move(of_delay_[delay]);
    own.resize(sources_);
  }
  of_delay_.clear();
  counts_.clear();
  return taken;
}

}  // namespace bouton
