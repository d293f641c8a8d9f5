#include "network/spike_calendar.hpp"

#include <algorithm>
#include <utility>

namespace bouton {

SpikeCalendar::SpikeCalendar(const OutputRing& ring, std::vector<std::uint64_t> delays,
                             const std::optional<LayerPart>& part)
    : ring_(&ring), delays_(std::move(delays)), part_(part), pages_(delays_.back() - delays_.front() + 1) {
  for (const auto delay : delays_) distance_.push_back(delay % pages_.size());
}

/// Notes what was published in a step, as far as it arrives at `first_tick` or later.
void SpikeCalendar::note(std::uint64_t published, std::uint64_t first_tick, const WeightMatrix& weights) {
  const auto spikes = part_.of(ring_->signal(published)).active;
  if (spikes.empty()) return;
  const std::size_t count = pages_.size(), present = published % count;
  const auto page = [&, pages = pages_.data(), distance = distance_.data()](std::size_t d) -> Page& {
    const std::size_t at = present + distance[d];
    return pages[at < count ? at : at - count];
  };
  const auto first = static_cast<std::size_t>(
      std::ranges::lower_bound(delays_, first_tick - std::min(first_tick, published)) - delays_.begin());
  for (std::size_t d = first; d < delays_.size(); ++d)
    page(d).begins.push_back(static_cast<std::uint32_t>(page(d).runs.size()));
  const auto& index = *weights.index();
  constexpr std::size_t ahead = 4;
  for (std::size_t i = 0; i < spikes.size(); ++i) {
    if (i + ahead < spikes.size()) index.prefetch(spikes[i + ahead]);
    index.for_each_column_of(spikes[i], [&](std::size_t d, ColumnIndex::Range range) {
      if (d < first) return;
      page(d).runs.push_back({static_cast<std::uint32_t>(range.begin), static_cast<std::uint32_t>(range.size())});
    });
  }
}

void SpikeCalendar::deliver(std::uint64_t tick, const WeightMatrix& weights, std::span<double> port, bool subtract) {
  const auto shortest = delays_.front(), longest = delays_.back();
  if (tick != next_) {
    clear_pages();
    for (auto published = tick - longest; published < tick - shortest; ++published) note(published, tick, weights);
  }
  next_ = tick + 1;
  note(tick - shortest, tick, weights);
  Page& now = pages_[tick % pages_.size()];
  // What was noted last has the shortest delay. All is added in one go, so that the next runs are always known.
  in_order_.clear();
  std::size_t end = now.runs.size();
  for (auto begin = now.begins.rbegin(); begin != now.begins.rend(); end = *begin++)
    in_order_.insert(in_order_.end(), now.runs.begin() + *begin, now.runs.begin() + static_cast<std::ptrdiff_t>(end));
  weights.accumulate_runs(in_order_, port, subtract);
  now.runs.clear();
  now.begins.clear();
}

void SpikeCalendar::clear_pages() {
  for (auto& page : pages_) page.runs.clear(), page.begins.clear();
}

void SpikeCalendar::clear() {
  clear_pages();
  next_ = 0;
}

std::size_t SpikeCalendar::events() const {
  std::size_t sum = 0;
  for (const auto& run : in_order_) sum += run.size;
  return sum;
}

std::size_t SpikeCalendar::bytes() const {
  std::size_t sum = part_.bytes();
  for (const auto& page : pages_)
    sum += page.runs.capacity() * sizeof(ConnectionRun) + page.begins.capacity() * sizeof(std::uint32_t);
  return sum;
}

}  // namespace bouton
