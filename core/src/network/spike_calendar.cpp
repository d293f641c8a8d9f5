#include "network/spike_calendar.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace bouton {

SpikeCalendar::SpikeCalendar(const OutputRing& ring, std::vector<std::uint64_t> delays,
                             const std::optional<LayerPart>& part)
    : ring_(&ring), delays_(std::move(delays)), part_(part), counts_(delays_.back() - delays_.front() + 1) {
  for (const auto delay : delays_) distance_.push_back(delay % counts_.size());
}

/// Makes sure that every page can take so many runs more.
void SpikeCalendar::make_room(std::size_t more) {
  const std::size_t needed = *std::ranges::max_element(counts_) + more;
  if (needed <= room_) return;
  const std::size_t room = std::bit_ceil(needed);
  std::vector<ConnectionRun> runs(counts_.size() * room);
  for (std::size_t number = 0; number < counts_.size(); ++number)
    std::ranges::copy(page(number, counts_[number]),
                      runs.begin() + static_cast<std::ptrdiff_t>((number + 1) * room - counts_[number]));
  runs_ = std::move(runs);
  room_ = room;
}

/// Notes what was published in a step, as far as it arrives at `first_tick` or later.
void SpikeCalendar::note(std::uint64_t published, std::uint64_t first_tick, const WeightMatrix& weights) {
  const auto spikes = part_.of(ring_->signal(published)).active;
  if (spikes.empty()) return;
  make_room(spikes.size());
  const auto first = static_cast<std::size_t>(
      std::ranges::lower_bound(delays_, first_tick - std::min(first_tick, published)) - delays_.begin());
  const auto& index = *weights.index();
  const std::size_t pages = counts_.size(), present = published % pages, room = room_;
  const auto note_columns = [&, counts = counts_.data(), runs = runs_.data(), distance = distance_.data()](Unit unit) {
    index.for_each_column_of(unit, [&](std::size_t d, ColumnIndex::Range range) {
      if (d < first) return;
      const std::size_t behind = present + distance[d], number = behind < pages ? behind : behind - pages;
      // Which columns are empty cannot be foreseen: their runs are written as well, and written over.
      runs[(number + 1) * room - counts[number] - 1] = {static_cast<std::uint32_t>(range.begin),
                                                        static_cast<std::uint32_t>(range.size())};
      counts[number] += range.size() > 0;
    });
  };
  constexpr std::size_t far = 8, near = 4;
  for (std::size_t i = spikes.size(); i-- > 0;) {
    if (i >= far) index.prefetch(spikes[i - far]);
    if (i >= near) index.prefetch_columns(spikes[i - near]);
    note_columns(spikes[i]);
  }
}

void SpikeCalendar::deliver(std::uint64_t tick, const WeightMatrix& weights, std::span<double> port, bool subtract) {
  const auto shortest = delays_.front(), longest = delays_.back();
  if (tick != next_) {
    std::ranges::fill(counts_, 0);
    for (auto published = tick - longest; published < tick - shortest; ++published) note(published, tick, weights);
  }
  next_ = tick + 1;
  note(tick - shortest, tick, weights);
  last_ = tick % counts_.size();
  count_of_last_ = std::exchange(counts_[last_], 0);
  if (count_of_last_ > 0) weights.accumulate_runs(page(last_, count_of_last_), port, subtract);
}

void SpikeCalendar::clear() {
  std::ranges::fill(counts_, 0);
  count_of_last_ = 0;
  next_ = 0;
}

std::size_t SpikeCalendar::events() const {
  std::size_t sum = 0;
  for (const auto& run : page(last_, count_of_last_)) sum += run.size;
  return sum;
}

std::size_t SpikeCalendar::bytes() const {
  return part_.bytes() + counts_.size() * sizeof(counts_[0]) + runs_.capacity() * sizeof(ConnectionRun);
}

}  // namespace bouton
