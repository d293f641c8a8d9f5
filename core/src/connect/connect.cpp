#include "connect/connect.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

#include <bouton/random.hpp>

#include "base/in_parallel.hpp"
#include "connect/columns_of_pairs.hpp"
#include "connect/delays.hpp"
#include "connect/pair_block.hpp"
#include "connect/pairs.hpp"
#include "numerics/flush_denormals.hpp"

// A sparse matrix is made in two passes over its connections, each a pure function of where it is: the first counts how
// many each column has, the second puts each in its place. So nothing is kept but the matrix itself.

namespace bouton {

namespace {

/// A rule for pairs that come with their weights: a matrix, or a list.
struct MatrixPairs {
  const Matrix* matrix;
};
struct ListedWeights {
  std::vector<WeightEntry> entries;  // by post, then pre, then delay
};

template <class Emit>
void for_each_pair(const MatrixPairs& rule, const PairContext& c, Slice slice, Emit emit) {
  for (Unit target = slice.begin; target < slice.end; ++target)
    for (Unit source = 0; source < c.pre_size; ++source)
      emit(Pair{.post = target, .pre = source, .weight = rule.matrix->at(target, source)});
}

template <class Emit>
void for_each_pair(const ListedWeights& rule, const PairContext&, Slice slice, Emit emit) {
  auto at = std::ranges::lower_bound(rule.entries, slice.begin, {}, &WeightEntry::post);
  for (; at != rule.entries.end() && at->post < slice.end; ++at)
    emit(Pair{.post = at->post, .pre = at->pre, .weight = at->value, .delay = at->delay});
}

template <class Rule>
constexpr bool brings_weights =
    std::is_same_v<Rule, MatrixPairs> || std::is_same_v<Rule, ListedWeights> || std::is_same_v<Rule, ReceptiveField>;

ListedWeights in_order(std::vector<WeightEntry> entries, bool multapses) {
  const auto place = [](const WeightEntry& e) { return std::tuple(e.post, e.pre, e.delay); };
  std::ranges::stable_sort(entries, {}, place);
  std::size_t count = 0;
  for (const auto& e : entries)
    if (!multapses && count > 0 && place(entries[count - 1]) == place(e))
      entries[count - 1].value += e.value;
    else
      entries[count++] = e;
  entries.resize(count);
  return {std::move(entries)};
}

/// Makes one synapse's weights.
class Maker {
 public:
  Maker(const SynapseDescription& synapse, std::uint64_t seed, std::size_t pre_size, std::size_t post_size,
        std::span<const Slice> slices, std::size_t threads, Building& building)
      : synapse_(synapse),
        pairs_(synapse, seed, pre_size, post_size),
        values_(seed, synapse.name, "weights"),
        delays_(synapse, seed),
        slices_(slices),
        threads_(threads),
        building_(building),
        has_delays_(!std::holds_alternative<std::monostate>(synapse.delays)) {}

  std::vector<WeightMatrix> make() {
    const bool is_diagonal = synapse_.type && synapse_.type->declaration.weights == WeightsKind::diagonal;
    if (is_diagonal && !has_delays_) return for_each_slice([&](Slice slice) { return diagonal(slice); });
    if (const auto* matrix = std::get_if<Matrix>(&synapse_.weights)) {
      if (has_delays_) return sparse(MatrixPairs{matrix});
      return for_each_slice([&](Slice slice) { return from_matrix(*matrix, slice); });
    }
    if (const auto* entries = std::get_if<std::vector<WeightEntry>>(&synapse_.weights))
      return sparse(in_order(*entries, synapse_.multapses));
    if (is_diagonal) return sparse(OneToOne{});
    const auto* all = std::get_if<AllToAll>(&synapse_.connect);
    const bool is_whole = std::holds_alternative<std::monostate>(synapse_.connect) ||
                          (all && pairs_.without_self(all->autapses).count == 0);
    if (is_whole && !has_delays_) return for_each_slice([&](Slice slice) { return all_pairs(slice); });
    if (is_whole) return sparse(AllToAll{});
    return std::visit(
        [&](const auto& rule) {
          if constexpr (std::is_same_v<decltype(rule), const std::monostate&>)
            return std::vector<WeightMatrix>();
          else
            return sparse(rule);
        },
        synapse_.connect);
  }

 private:
  template <class F>
  std::vector<WeightMatrix> for_each_slice(F make_one) {
    std::vector<WeightMatrix> all(slices_.size());
    in_parallel(slices_.size(), threads_, [&](std::size_t s) {
      const FlushDenormals flush;
      all[s] = make_one(slices_[s]);
      all[s].store_as(synapse_.precision);
      building_.add_visited(2 * all[s].count());
    });
    return all;
  }

  /// The weights of a block's connections, where the rule does not bring them.
  template <class T>
  void read_values(const PairBlock& block, std::span<T> out) const {
    if (const auto* rule = std::get_if<ValueDistribution>(&synapse_.weights))
      return draw(*rule, values_, block.units(), block.counters(), out);
    const auto* row = std::get_if<std::vector<double>>(&synapse_.weights);
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = row ? static_cast<T>((*row)[block.post(k)]) : T{};
  }
  double value(Unit post, Unit pre) const {
    PairBlock block;
    block.add<false>({post, pre});
    double value = 0;
    read_values(block, std::span(&value, 1));
    return value;
  }

  WeightMatrix from_matrix(const Matrix& matrix, Slice slice) const {
    auto weights = WeightMatrix::dense(pairs_.pre_size, slice);
    for (std::size_t pre = 0; pre < pairs_.pre_size; ++pre) {
      auto column = weights.column(pre).values;
      for (std::size_t k = 0; k < slice.size(); ++k) column[k] = matrix.at(slice.begin + k, pre);
    }
    return weights;
  }

  WeightMatrix all_pairs(Slice slice) const {
    if (storage_of(synapse_, slice.size()).constant)
      return WeightMatrix::dense_constant(pairs_.pre_size, slice, value(slice.begin, 0));
    auto weights = WeightMatrix::dense(pairs_.pre_size, slice);
    PairBlock block;
    for (std::size_t pre = 0; pre < pairs_.pre_size; ++pre) {
      const auto column = weights.column(pre).values;
      for (std::size_t k = 0; k < slice.size(); k += block.size()) {
        block.clear();
        for (auto post = slice.begin + k; post < slice.end && !block.is_full(); ++post)
          block.add<false>({static_cast<Unit>(post), static_cast<Unit>(pre)});
        read_values(block, column.subspan(k, block.size()));
      }
    }
    return weights;
  }

  WeightMatrix diagonal(Slice slice) const {
    if (storage_of(synapse_, slice.size()).constant)
      return WeightMatrix::diagonal_constant(pairs_.pre_size, slice, value(slice.begin, 0));
    std::vector<double> values(slice.size());
    const auto* entries = std::get_if<std::vector<WeightEntry>>(&synapse_.weights);
    for (std::size_t k = 0; k < values.size(); ++k) {
      const auto unit = static_cast<Unit>(slice.begin + k);
      values[k] = value(unit, unit);
    }
    if (entries)
      for (const auto& e : *entries)
        if (e.post >= slice.begin && e.post < slice.end) values[e.post - slice.begin] += e.value;
    return WeightMatrix::diagonal(pairs_.pre_size, slice, std::move(values));
  }

  /// A pass over the connections of a slice, in blocks.
  template <class Rule, class Take>
  void visit(const Rule& rule, Slice slice, Take&& take) const {
    constexpr std::uint64_t at_a_time = 1 << 20;
    std::uint64_t count = 0;
    PairBlock block;
    const auto hand_on = [&] {
      take(block);
      count += block.size();
      if (count >= at_a_time) building_.add_visited(std::exchange(count, 0));
      block.clear();
    };
    for_each_pair(rule, pairs_, slice, [&](const Pair& pair) {
      block.add<brings_weights<Rule>>(pair);
      if (block.is_full()) hand_on();
    });
    hand_on();
    building_.add_visited(count);
  }

  template <class Rule>
  std::vector<WeightMatrix> sparse(const Rule& rule) {
    std::vector<ColumnCounts> counts(slices_.size(), ColumnCounts(pairs_.pre_size));
    in_parallel(slices_.size(), threads_, [&](std::size_t s) {
      const FlushDenormals flush;
      BlockDelays of_block{};
      visit(rule, slices_[s], [&](const PairBlock& block) {
        if (has_delays_) delays_.read(block, of_block);
        counts[s].add(block, of_block);
      });
    });
    std::vector<bool> occurring;
    for (const auto& of_slice : counts) of_slice.note_delays(occurring);
    std::vector<std::uint32_t> delays;
    for (std::uint32_t d = 0; d < occurring.size(); ++d)
      if (occurring[d]) delays.push_back(d);
    if (delays.empty()) delays.push_back(0);
    std::vector<std::uint32_t> number(delays.back() + 1);  // of each delay
    for (std::uint32_t i = 0; i < delays.size(); ++i) number[delays[i]] = i;

    std::vector<WeightMatrix> all(slices_.size());
    in_parallel(slices_.size(), threads_, [&](std::size_t s) {
      const FlushDenormals flush;
      all[s] = place(rule, slices_[s], counts[s].take(delays), delays, number);
    });
    return all;
  }

  template <class Rule>
  WeightMatrix place(const Rule& rule, Slice slice, std::vector<std::vector<std::uint32_t>> counts,
                     std::span<const std::uint32_t> delays, std::span<const std::uint32_t> number) const {
    const auto storage = storage_of(synapse_, slice.size());
    ColumnPlaces columns(std::move(counts), storage.narrow, slice.begin);
    ColumnPlaces::Places places;
    BlockDelays numbers{};
    const auto put = [&](const PairBlock& block, auto fetch) {
      if (has_delays_) {
        delays_.read(block, numbers);
        for (std::size_t k = 0; k < block.size(); ++k) numbers[k] = number[numbers[k]];
      }
      columns.put(block, numbers, places, fetch);
    };
    std::vector<std::uint32_t> own_delays;
    if (has_delays_) own_delays.assign(delays.begin(), delays.end());
    if (storage.constant && !brings_weights<Rule>) {
      visit(rule, slice, [&](const PairBlock& block) { put(block, [](std::size_t) {}); });
      return WeightMatrix::sparse_constant(columns.index(), slice, std::move(own_delays), value(slice.begin, 0),
                                           synapse_.precision);
    }
    auto weights = WeightMatrix::sparse(columns.index(), slice, std::move(own_delays), synapse_.precision);
    weights.visit_values([&](auto values) {
      using T = typename decltype(values)::value_type;
      std::array<T, PairBlock::room> of_block;
      visit(rule, slice, [&](const PairBlock& block) {
        put(block, [&](std::size_t at) { __builtin_prefetch(&values[at], 1); });
        if (brings_weights<Rule>)
          std::ranges::transform(block.weights(), of_block.begin(), [](double w) { return static_cast<T>(w); });
        else
          read_values(block, std::span(of_block).first(block.size()));
        for (std::size_t k = 0; k < block.size(); ++k) values[places[k]] = of_block[k];
      });
    });
    return weights;
  }

  const SynapseDescription& synapse_;
  PairContext pairs_;
  Random values_;
  DelayReader delays_;
  std::span<const Slice> slices_;
  std::size_t threads_;
  Building& building_;
  bool has_delays_;
};

}  // namespace

WeightStorage storage_of(const SynapseDescription& synapse, std::size_t units) {
  constexpr std::size_t most_narrow = std::size_t{1} << 16;
  const auto* d = synapse.type ? &synapse.type->declaration : nullptr;
  const auto* rule = std::get_if<ValueDistribution>(&synapse.weights);
  const bool is_same = rule && (rule->shape == ValueDistribution::Shape::constant || rule->second == 0) &&
                       rule->shape != ValueDistribution::Shape::gamma;
  const bool takes_any = d && d->any_storage;
  return {takes_any && units <= most_narrow, takes_any && d->fixed_weights && is_same};
}

std::vector<WeightMatrix> make_weights(const SynapseDescription& synapse, std::uint64_t seed, std::size_t pre_size,
                                       std::size_t post_size, std::span<const Slice> slices, std::size_t threads,
                                       Building& building) {
  return Maker(synapse, seed, pre_size, post_size, slices, threads, building).make();
}

}  // namespace bouton
