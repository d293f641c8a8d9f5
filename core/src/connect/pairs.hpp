/// Which pairs of units a rule connects, for the postsynaptic units of a slice.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <bouton/random.hpp>

#include "connect/choose.hpp"
#include "description/description.hpp"
#include "numerics/draw_sequence.hpp"
#include "numerics/gap_sequence.hpp"
#include "numerics/split.hpp"

namespace bouton {

/// What the rules need to know of a synapse. Each draw is a function of the unit for which it is made, in numbers of
/// the whole layers or of the parts of them that the synapse connects, so that slices fit together and cost no more
/// than their own connections.
struct PairContext {
  std::size_t pre_size, post_size;
  SharedUnits shared;
  Random pairs;   // chooses pairs
  Random splits;  // chooses how many of a number of connections fall to a part of the units

  PairContext(const SynapseDescription& synapse, std::uint64_t seed, std::size_t pre, std::size_t post)
      : pre_size(pre),
        post_size(post),
        shared(synapse.shared),
        pairs(seed, synapse.name, "connect"),
        splits(seed, synapse.name, "connect splits") {}

  /// The units that a rule does not connect with themselves.
  SharedUnits without_self(bool autapses) const { return autapses ? SharedUnits() : shared; }
};

/// A connection, in numbers of the whole layers. `occurrence` counts those of the same pair.
struct Pair {
  Unit post, pre;
  std::uint32_t occurrence = 0;
  double weight = 0;        // where the rule brings weights
  std::uint32_t delay = 0;  // where it brings delays
};

/// A range of units that gets a number of connections.
struct Part {
  std::uint64_t begin, end, count;
  std::uint64_t node = 1;  // its place in the tree: 2 i and 2 i + 1 are the halves of i

  std::uint64_t size() const { return end - begin; }
};

/// Divides connections among halves, quarters, ... of the units, and calls leaf(part) for those parts that overlap the
/// slice and of which is_leaf(part) holds. `places(begin, end)` is in how many ways a connection may fall to these
/// units.
template <class Places, class IsLeaf, class Leaf>
void divide(const PairContext& c, Slice slice, Splitter& split, std::uint64_t key, const Part& part, Places places,
            IsLeaf is_leaf, Leaf leaf) {
  if (part.count == 0 || part.end <= slice.begin || part.begin >= slice.end) return;
  if (is_leaf(part)) return leaf(part);
  const auto middle = part.begin + part.size() / 2;
  const auto of_first = places(part.begin, middle), of_all = places(part.begin, part.end);
  const auto first = split(part.count, of_first, of_all, c.splits.uniform(key, part.node));
  divide(c, slice, split, key, Part{part.begin, middle, first, 2 * part.node}, places, is_leaf, leaf);
  divide(c, slice, split, key, Part{middle, part.end, part.count - first, 2 * part.node + 1}, places, is_leaf, leaf);
}

/// The number-th of all units but `excluded`.
inline Unit skip(std::uint64_t number, std::uint64_t excluded) {
  return static_cast<Unit>(number + (number >= excluded ? 1 : 0));
}

/// Each of the following calls emit(Pair) for all connections of the slice; those of one presynaptic unit come in
/// ascending order of the postsynaptic unit.

/// The given number of presynaptic units for one postsynaptic unit after the other.
class SourcesOfTargets {
 public:
  SourcesOfTargets(const PairContext& c, const SharedUnits& excluded, bool multapses)
      : c_(c),
        excluded_(excluded),
        set_(multapses ? 0 : c.pre_size),
        occurrences_(multapses ? c.pre_size : 0),
        draws_(c.pairs),
        multapses_(multapses) {}

  template <class Emit>
  void draw(Unit target, std::uint64_t count, Emit& emit) {
    const std::uint64_t excluded = excluded_.pre_of(target), candidates = c_.pre_size - (excluded == nobody ? 0 : 1);
    draws_.begin(target, count);
    const auto draw = [&](std::uint64_t n, std::uint64_t i) { return draws_.below(n, i); };
    if (!multapses_) {
      choose_distinct(count, candidates, set_, chosen_, draw);
      for (const auto number : chosen_) emit(Pair{target, skip(number, excluded)});
      return;
    }
    choose_repeated(count, candidates, chosen_, draw);
    for (const auto number : chosen_) emit(Pair{target, skip(number, excluded), occurrences_.next(number)});
    for (const auto number : chosen_) occurrences_.forget(number);
  }

 private:
  const PairContext& c_;
  SharedUnits excluded_;
  NumberSet set_;
  Occurrences occurrences_;
  DrawSequence draws_;
  bool multapses_;
  std::vector<std::uint64_t> chosen_;
};

template <class Emit>
void for_each_pair(const FixedIndegree& rule, const PairContext& c, Slice slice, Emit emit) {
  SourcesOfTargets sources(c, c.without_self(rule.autapses), rule.multapses);
  for (Unit target = slice.begin; target < slice.end; ++target) sources.draw(target, rule.indegree, emit);
}

template <class Emit>
void for_each_pair(const FixedTotal& rule, const PairContext& c, Slice slice, Emit emit) {
  const auto excluded = c.without_self(rule.autapses);
  SourcesOfTargets sources(c, excluded, rule.multapses);
  Splitter split(!rule.multapses);
  divide(
      c, slice, split, 0, Part{0, c.post_size, rule.total},
      [&](std::uint64_t begin, std::uint64_t end) {
        return (end - begin) * c.pre_size - excluded.count_in(begin, end);
      },
      [](const Part& part) { return part.size() == 1; },
      [&](const Part& part) { sources.draw(static_cast<Unit>(part.begin), part.count, emit); });
}

template <class Emit>
void for_each_pair(const FixedOutdegree& rule, const PairContext& c, Slice slice, Emit emit) {
  constexpr std::uint64_t small_part = 256, few = 4;
  const auto not_itself = c.without_self(rule.autapses);
  NumberSet set(rule.multapses ? 0 : c.post_size);
  Splitter split(!rule.multapses);
  DrawSequence draws(c.pairs);
  std::vector<std::uint64_t> chosen;
  for (Unit source = 0; source < c.pre_size; ++source) {
    const auto itself = not_itself.post_of(source);
    const auto excluded_in = [&](std::uint64_t begin, std::uint64_t end) {
      return itself >= begin && itself < end ? 1 : 0;
    };
    divide(
        c, slice, split, source, Part{0, c.post_size, rule.outdegree},
        [&](std::uint64_t begin, std::uint64_t end) { return end - begin - excluded_in(begin, end); },
        [](const Part& part) { return part.size() <= small_part || part.count <= few; },
        [&](const Part& part) {
          const std::uint64_t excluded = excluded_in(part.begin, part.end) ? itself - part.begin : nobody;
          const std::uint64_t candidates = part.size() - (excluded == nobody ? 0 : 1);
          const std::uint64_t first = part.node == 1 ? 0 : part.node << 32;
          draws.begin(source, part.count);
          const auto draw = [&](std::uint64_t n, std::uint64_t i) { return draws.below(n, first + i); };
          if (rule.multapses || part.size() > small_part) {
            rule.multapses ? choose_repeated(part.count, candidates, chosen, draw)
                           : choose_distinct(part.count, candidates, set, chosen, draw);
            std::ranges::sort(chosen);
          } else {
            choose_distinct_in_order(part.count, candidates, set, chosen, draw);
          }
          std::uint32_t occurrence = 0;
          for (std::size_t i = 0; i < chosen.size(); ++i) {
            occurrence = i > 0 && chosen[i] == chosen[i - 1] ? occurrence + 1 : 0;
            const auto target = static_cast<Unit>(part.begin + skip(chosen[i], excluded));
            if (target >= slice.begin && target < slice.end) emit(Pair{target, source, occurrence});
          }
        });
  }
}

template <class Emit>
void for_each_pair(const OneToOne&, const PairContext&, Slice slice, Emit emit) {
  for (Unit unit = slice.begin; unit < slice.end; ++unit) emit(Pair{unit, unit});
}

template <class Emit>
void for_each_pair(const ListedPairs& rule, const PairContext&, Slice slice, Emit emit) {
  // The reader has ordered them by postsynaptic unit.
  auto at = std::ranges::lower_bound(rule.pairs, slice.begin, {}, &std::pair<Unit, Unit>::first);
  std::uint32_t occurrence = 0;
  for (const auto first = at; at != rule.pairs.end() && at->first < slice.end; ++at) {
    occurrence = at != first && *at == *(at - 1) ? occurrence + 1 : 0;
    emit(Pair{at->first, at->second, occurrence});
  }
}

/// Every pair with the same probability: the gaps between connected units follow the geometric distribution, so that
/// cost follows the number of connections (Batagelj and Brandes 2005, doi:10.1103/PhysRevE.71.036113).
template <class Emit>
void for_each_pair(const FixedProbability& rule, const PairContext& c, Slice slice, Emit emit) {
  if (rule.probability <= 0) return;
  const auto not_itself = c.without_self(rule.autapses);
  GapSequence gaps(c.pairs, rule.probability, c.pre_size);
  for (Unit target = slice.begin; target < slice.end; ++target) {
    gaps.begin(target);
    const auto excluded = not_itself.pre_of(target);
    for (double source = gaps.next(); source < static_cast<double>(c.pre_size); source += 1 + gaps.next()) {
      const auto pre = static_cast<Unit>(source);
      if (pre != excluded) emit(Pair{target, pre});
    }
  }
}

/// A pixel that is drawn several times has the sum of the weights.
template <class Emit>
void for_each_pair(const ReceptiveField& rule, const PairContext& c, Slice slice, Emit emit) {
  std::vector<std::pair<Unit, double>> drawn;
  for (Unit target = slice.begin; target < slice.end; ++target) {
    std::uint64_t draw = 0;
    drawn.clear();
    const auto top = c.pairs.below(rule.rows - rule.window_rows + 1, target, draw++);
    const auto left = c.pairs.below(rule.columns - rule.window_columns + 1, target, draw++);
    for (const auto& group : rule.groups)
      for (std::uint64_t i = 0; i < group.count; ++i) {
        const auto row = top + c.pairs.below(rule.window_rows, target, draw++);
        const auto column = left + c.pairs.below(rule.window_columns, target, draw++);
        drawn.emplace_back(static_cast<Unit>(row * rule.columns + column), group.weight);
      }
    std::ranges::stable_sort(drawn, {}, &std::pair<Unit, double>::first);
    for (std::size_t i = 0, next; i < drawn.size(); i = next) {
      double weight = drawn[i].second;
      for (next = i + 1; next < drawn.size() && drawn[next].first == drawn[i].first; ++next)
        weight += drawn[next].second;
      emit(Pair{.post = target, .pre = drawn[i].first, .weight = weight});
    }
  }
}

template <class Emit>
void for_each_pair(const AllToAll& rule, const PairContext& c, Slice slice, Emit emit) {
  const auto not_itself = c.without_self(rule.autapses);
  for (Unit target = slice.begin; target < slice.end; ++target) {
    const auto excluded = not_itself.pre_of(target);
    for (Unit source = 0; source < c.pre_size; ++source)
      if (source != excluded) emit(Pair{target, source});
  }
}

}  // namespace bouton
