/// Which units the weights of a sparse matrix lead to, and where each column of them begins.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <span>
#include <vector>

#include <bouton/aligned.hpp>
#include <bouton/export.hpp>
#include <bouton/signal.hpp>

namespace bouton {

/// A list of postsynaptic units, in numbers of a slice. They are stored in 2 bytes each where the slice is small
/// enough and the type of the synapse declares any_storage(), else in 4.
class Targets {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Unit;
    using difference_type = std::ptrdiff_t;

    Iterator() = default;
    Iterator(const Targets* targets, std::size_t k) : targets_(targets), k_(k) {}
    Unit operator*() const { return (*targets_)[k_]; }
    Iterator& operator++() { return ++k_, *this; }
    Iterator operator++(int) { return {targets_, k_++}; }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.k_ == b.k_; }

   private:
    const Targets* targets_ = nullptr;
    std::size_t k_ = 0;
  };

  Targets() = default;
  explicit Targets(std::span<const std::uint16_t> units) : narrow_(units.data()), size_(units.size()) {}
  explicit Targets(std::span<const Unit> units) : wide_(units.data()), size_(units.size()) {}

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  Unit operator[](std::size_t k) const { return narrow_ ? narrow_[k] : wide_[k]; }
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size_}; }
  /// Calls f with the span of the units as they are stored, of std::uint16_t or of Unit: for loops that count.
  template <class F>
  decltype(auto) visit(F&& f) const {
    return narrow_ ? f(std::span(narrow_, size_)) : f(std::span(wide_, size_));
  }
  /// The units in 4 bytes each. Only for types that do not declare any_storage().
  const Unit* data() const { return wide_; }

 private:
  const std::uint16_t* narrow_ = nullptr;
  const Unit* wide_ = nullptr;
  std::size_t size_ = 0;
};

/// Connections that lie one behind the other in the order of storage.
struct ConnectionRun {
  std::uint32_t begin, size;
};

/// The pattern of a sparse matrix: one column for each arrival, that is for each pair of a delay and a presynaptic
/// unit. The arrivals are numbered by delay, then by unit; where all connections have the same delay, an arrival is a
/// presynaptic unit. A column holds its targets in ascending order; a target may occur several times. Several matrices
/// may share an index, which never changes.
///
/// Columns of one presynaptic unit lie together, in the order of the delays. Their ends are found in a string of bits,
/// which has a zero for each connection and a one for the end of each column: many short or empty columns need little
/// memory (Elias 1974, doi:10.1145/321812.321820).
class BOUTON_API ColumnIndex {
 public:
  /// The connections from `begin` to `end` in the order of storage.
  struct Range {
    std::size_t begin, end;

    std::size_t size() const { return end - begin; }
  };

  /// Room for a pattern: `counts[d][j]` connections from unit j with delay number d, of which there is at least one.
  /// Targets are written afterwards. All elements of `counts` have one value per presynaptic unit. When it returns,
  /// they hold where the column begins, counted from the first connection of unit j.
  ColumnIndex(std::span<std::vector<std::uint32_t>> counts, bool narrow);

  std::size_t sources() const { return offsets_.size() - 1; }
  /// How many delays there are, at least 1.
  std::size_t delays() const { return delays_; }
  std::size_t columns() const { return sources() * delays_; }
  std::size_t count() const { return offsets_.back(); }

  Range column(std::size_t arrival) const {
    if (delays_ == 1) return {offsets_[arrival], offsets_[arrival + 1]};
    return find(arrival / sources(), arrival % sources());
  }
  /// The same column by the number of its delay and its presynaptic unit.
  Range column(std::size_t delay, std::size_t source) const {
    if (delays_ == 1) return {offsets_[source], offsets_[source + 1]};
    return find(delay, source);
  }
  /// All connections of a presynaptic unit.
  Range of_source(std::size_t source) const { return {offsets_[source], offsets_[source + 1]}; }
  /// Calls f(number of the delay, the connection's place) for all connections of a presynaptic unit, in the order of
  /// storage.
  template <class F>
  void for_each_of(std::size_t source, F&& f) const {
    std::size_t place = offsets_[source];
    if (delays_ == 1) {
      for (const std::size_t end = offsets_[source + 1]; place < end; ++place) f(std::size_t{0}, place);
      return;
    }
    for (std::size_t delay = 0, bit = first_bit(source); delay < delays_; ++bit)
      if (bits_[bit / 64] >> bit % 64 & 1)
        ++delay;
      else
        f(delay, place++);
  }

  /// Calls f(number of the delay, range) for all columns of a presynaptic unit, also those without connections.
  template <class F>
  void for_each_column_of(std::size_t source, F&& f) const {
    std::size_t begin = offsets_[source];
    if (delays_ == 1) return f(std::size_t{0}, Range{begin, offsets_[source + 1]});
    // A one ends a column; between two ones there are as many zeros as connections.
    const std::size_t first = first_bit(source);
    std::size_t word = first / 64, last_end = first;
    std::uint64_t bits = bits_[word] & (~std::uint64_t{0} << first % 64);
    for (std::size_t delay = 0; delay < delays_; ++delay) {
      while (bits == 0) bits = bits_[++word];
      const std::size_t end = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
      bits &= bits - 1;
      const std::size_t size = end - last_end;
      last_end = end + 1;
      f(delay, Range{begin, begin + size});
      begin += size;
    }
  }

  Targets targets(Range range) const {
    if (is_narrow_) return Targets(std::span<const std::uint16_t>(narrow_).subspan(range.begin, range.size()));
    return Targets(std::span<const Unit>(wide_).subspan(range.begin, range.size()));
  }
  Unit target(std::size_t place) const { return is_narrow_ ? narrow_[place] : wide_[place]; }
  bool is_narrow() const { return is_narrow_; }
  /// While the pattern is made.
  void set_target(std::size_t place, Unit target) {
    if (is_narrow_)
      narrow_[place] = static_cast<std::uint16_t>(target);
    else
      wide_[place] = target;
  }
  /// Asks the processor to fetch what `set_target` will write.
  void prefetch_target(std::size_t place) const {
    __builtin_prefetch(is_narrow_ ? static_cast<const void*>(&narrow_[place]) : &wide_[place], 1);
  }
  /// Asks the processor to fetch what `column` will read.
  void prefetch(std::size_t source) const { __builtin_prefetch(&offsets_[source]); }
  /// The same of what is found from there, if there are several delays.
  void prefetch_columns(std::size_t source) const { __builtin_prefetch(&bits_[first_bit(source) / 64]); }
  /// Bytes of memory in use.
  std::size_t bytes() const {
    return offsets_.size() * sizeof(offsets_[0]) + bits_.size() * sizeof(bits_[0]) +
           narrow_.size() * sizeof(narrow_[0]) + wide_.size() * sizeof(wide_[0]);
  }

 private:
  /// Where the string of a presynaptic unit begins: each before it has a zero for each connection, a one for each
  /// delay.
  std::size_t first_bit(std::size_t source) const { return offsets_[source] + source * delays_; }
  Range find(std::size_t delay, std::size_t source) const;

  std::size_t delays_ = 1;
  bool is_narrow_ = false;
  std::vector<std::uint64_t> offsets_;  // the first connection of each presynaptic unit, and the end
  std::vector<std::uint64_t> bits_;     // if there are several delays
  AlignedVector<std::uint16_t> narrow_;
  AlignedVector<Unit> wide_;
};

}  // namespace bouton
