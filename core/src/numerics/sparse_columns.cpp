#include <algorithm>
#include <array>
#include <cstdint>

#include "numerics/columns.hpp"

namespace bouton {

namespace {

/// Asks the processor to fetch so many bytes from a place on, but no more than is worth while: where a long column goes
/// on, it foresees by itself.
void fetch(const void* place, std::size_t bytes) {
  constexpr std::size_t line = 64, most = 512;
  const auto first = reinterpret_cast<std::uintptr_t>(place), end = first + std::min(bytes, most);
  for (auto at = first & ~(line - 1); at < end; at += line) __builtin_prefetch(reinterpret_cast<const void*>(at));
}

/// Where a weight lies; null if it lies nowhere.
const void* place_of(SameWeight, std::size_t) { return nullptr; }
template <class T>
const void* place_of(Negative<T> w, std::size_t i) {
  return w.weights + i;
}
template <class T>
const void* place_of(const T* w, std::size_t i) {
  return w + i;
}

/// Adds columns in the order in which they are given, but late: columns are short and anywhere in memory, so they are
/// fetched while others are added.
template <bool scaled, class Weights, class Target>
class LateColumns {
 public:
  LateColumns(Weights w, const ColumnIndex& index, const Target* targets, double* sums)
      : w_(w), index_(&index), targets_(targets), sums_(sums) {}

  void add(std::size_t delay, Unit source, double factor) {
    index_->prefetch(source);
    named_[count_ % most] = {static_cast<std::uint32_t>(delay), source, factor};
    if (count_ >= named_ahead) find(count_ - named_ahead);
    if (count_ >= named_ahead + found_ahead) add_found(count_ - named_ahead - found_ahead);
    ++count_;
  }
  void finish() {
    for (std::size_t i = count_ - std::min(count_, named_ahead); i < count_; ++i) find(i);
    for (std::size_t i = count_ - std::min(count_, named_ahead + found_ahead); i < count_; ++i) add_found(i);
  }

 private:
  struct Named {
    std::uint32_t delay;
    Unit source;
    double factor;
  };
  // What the index says of a column is fetched first, then the column.
  static constexpr std::size_t named_ahead = 12, found_ahead = 12, most = 32;
  static_assert(most > named_ahead + found_ahead);

  void find(std::size_t i) {
    const auto& named = named_[i % most];
    const auto range = found_[i % most] = index_->column(named.delay, named.source);
    fetch(targets_ + range.begin, range.size() * sizeof(Target));
    if (const void* place = place_of(w_, range.begin)) fetch(place, range.size() * sizeof w_[0]);
  }
  void add_found(std::size_t i) {
    const auto [begin, end] = found_[i % most];
    const double factor = named_[i % most].factor;
    for (std::size_t k = begin; k < end; ++k) sums_[targets_[k]] += scaled ? w_[k] * factor : double{w_[k]};
  }

  Weights w_;
  const ColumnIndex* index_;
  const Target* targets_;
  double* sums_;
  std::size_t count_ = 0;
  std::array<Named, most> named_;
  std::array<ColumnIndex::Range, most> found_;
};

template <bool scaled, class Weights, class Visit>
void add_late(Weights w, const ColumnIndex& index, double* sums, Visit&& visit) {
  index.targets({0, index.count()}).visit([&](auto targets) {
    LateColumns<scaled, Weights, typename decltype(targets)::value_type> columns(w, index, targets.data(), sums);
    visit(columns);
    columns.finish();
  });
}

/// Names the columns of one delay.
template <class Columns>
void name_columns(const Signal& x, std::size_t delay, Columns& columns) {
  if (x.is_spikes) {
    for (const Unit source : x.active) columns.add(delay, source, 1.0);
    return;
  }
  for (std::size_t source = 0; source < x.values.size(); ++source)
    if (x.values[source] != 0.0) columns.add(delay, static_cast<Unit>(source), x.values[source]);
}

}  // namespace

/// Where the list of arrivals goes on to another delay is found by going along, not by dividing.
template <class Weights>
void add_sparse(const Signal& x, Weights w, const ColumnIndex& index, double* sums) {
  const auto name = [&](auto& columns) {
    std::size_t delay = 0, first = 0;
    const auto add = [&](std::size_t arrival, double factor) {
      while (arrival - first >= index.sources()) first += index.sources(), ++delay;
      columns.add(delay, static_cast<Unit>(arrival - first), factor);
    };
    if (x.is_spikes) {
      for (const Unit arrival : x.active) add(arrival, 1.0);
      return;
    }
    for (std::size_t arrival = 0; arrival < x.values.size(); ++arrival)
      if (x.values[arrival] != 0.0) add(arrival, x.values[arrival]);
  };
  x.is_spikes ? add_late<false>(w, index, sums, name) : add_late<true>(w, index, sums, name);
}

template <class Weights>
void add_arrivals(std::span<const Signal> x, Weights w, const ColumnIndex& index, double* sums) {
  const auto name = [&](auto& columns) {
    for (std::size_t delay = 0; delay < x.size(); ++delay) name_columns(x[delay], delay, columns);
  };
  const bool all_spikes = std::ranges::all_of(x, &Signal::is_spikes);
  all_spikes ? add_late<false>(w, index, sums, name) : add_late<true>(w, index, sums, name);
}

/// Runs are short: a line or two.
template <class Weights>
void add_runs(std::span<const ConnectionRun> runs, Weights w, const ColumnIndex& index, double* sums) {
  constexpr std::size_t ahead = 12;
  index.targets({0, index.count()}).visit([&](auto targets) {
    const auto* const units = targets.data();
    const auto add = [&](const ConnectionRun& run) {
      const std::size_t begin = run.begin, end = begin + run.size;
      for (std::size_t k = begin; k < end; ++k) sums[units[k]] += double{w[k]};
    };
    const auto fetch_run = [&](const ConnectionRun& run) {
      const std::size_t first = run.begin, last = first + run.size - 1;
      __builtin_prefetch(units + first);
      __builtin_prefetch(place_of(w, first));
      __builtin_prefetch(place_of(w, last));
    };
    const std::size_t at_first = std::min(ahead, runs.size()), fetched = runs.size() - at_first;
    for (std::size_t i = 0; i < at_first; ++i) fetch_run(runs[i]);
    for (std::size_t i = 0; i < fetched; ++i) {
      fetch_run(runs[i + ahead]);
      add(runs[i]);
    }
    for (std::size_t i = fetched; i < runs.size(); ++i) add(runs[i]);
  });
}

#define BOUTON_FOR_WEIGHTS(Weights)                                                          \
  template void add_sparse(const Signal&, Weights, const ColumnIndex&, double*);             \
  template void add_arrivals(std::span<const Signal>, Weights, const ColumnIndex&, double*); \
  template void add_runs(std::span<const ConnectionRun>, Weights, const ColumnIndex&, double*);
BOUTON_FOR_WEIGHTS(const double*)
BOUTON_FOR_WEIGHTS(const float*)
BOUTON_FOR_WEIGHTS(Negative<double>)
BOUTON_FOR_WEIGHTS(Negative<float>)
BOUTON_FOR_WEIGHTS(SameWeight)
#undef BOUTON_FOR_WEIGHTS

}  // namespace bouton
