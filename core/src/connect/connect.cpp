#include "connect/connect.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include <bouton/random.hpp>

#include "base/in_parallel.hpp"
#include "connect/delays.hpp"
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

/// The delay of each connection, if they have delays of their own.
class DelayOf {
 public:
  DelayOf(const SynapseDescription& synapse, std::uint64_t seed) : random_(seed, synapse.name, "delays") {
    if (const auto* drawn = std::get_if<DrawnDelay>(&synapse.delays)) table_.emplace(*drawn);
    matrix_ = std::get_if<DelayMatrix>(&synapse.delays);
  }

  std::uint32_t operator()(const Pair& pair) const {
    if (table_) return (*table_)(random_, pair.post | std::uint64_t{pair.occurrence} << 32, pair.pre);
    return matrix_ ? matrix_->at(pair.post, pair.pre) : pair.delay;
  }

 private:
  Random random_;
  std::optional<DelayTable> table_;
  const DelayMatrix* matrix_ = nullptr;
};

/// How many connections each column has, by delay and presynaptic unit. A delay takes memory once it occurs.
class ColumnCounts {
 public:
  explicit ColumnCounts(std::size_t sources) : sources_(sources) {}

  void add(std::uint32_t delay, Unit source) {
    if (delay >= of_delay_.size()) of_delay_.resize(delay + 1);
    auto& counts = of_delay_[delay];
    if (counts.empty()) counts.resize(sources_);
    ++counts[source];
  }
  void note_delays(std::vector<bool>& occurring) const {
    occurring.resize(std::max(occurring.size(), of_delay_.size()));
    for (std::size_t d = 0; d < of_delay_.size(); ++d)
      if (!of_delay_[d].empty()) occurring[d] = true;
  }
  /// The counts of these delays; nothing is left.
  std::vector<std::vector<std::uint32_t>> take(std::span<const std::uint32_t> delays) {
    std::vector<std::vector<std::uint32_t>> counts;
    for (const auto delay : delays) {
      auto& own = counts.emplace_back();
      if (delay < of_delay_.size()) own = std::move(of_delay_[delay]);
      own.resize(sources_);
    }
    of_delay_.clear();
    return counts;
  }

 private:
  std::size_t sources_;
  std::vector<std::vector<std::uint32_t>> of_delay_;
};

/// Makes one synapse's weights.
class Maker {
 public:
  Maker(const SynapseDescription& synapse, std::uint64_t seed, std::size_t pre_size, std::size_t post_size,
        std::span<const Slice> slices, std::size_t threads, Building& building)
      : synapse_(synapse),
        pairs_(synapse, seed, pre_size, post_size),
        values_(seed, synapse.name, "weights"),
        delay_of_(synapse, seed),
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

  double value(const Pair& pair) const {
    const auto* rule = std::get_if<ValueDistribution>(&synapse_.weights);
    if (rule) return draw(*rule, values_, pair.post | std::uint64_t{pair.occurrence} << 32, pair.pre);
    const auto* row = std::get_if<std::vector<double>>(&synapse_.weights);
    return row ? (*row)[pair.post] : 0.0;
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
      return WeightMatrix::dense_constant(pairs_.pre_size, slice, value({slice.begin, 0}));
    auto weights = WeightMatrix::dense(pairs_.pre_size, slice);
    for (std::size_t pre = 0; pre < pairs_.pre_size; ++pre) {
      auto column = weights.column(pre).values;
      for (std::size_t k = 0; k < slice.size(); ++k)
        column[k] = value({static_cast<Unit>(slice.begin + k), static_cast<Unit>(pre)});
    }
    return weights;
  }

  WeightMatrix diagonal(Slice slice) const {
    if (storage_of(synapse_, slice.size()).constant)
      return WeightMatrix::diagonal_constant(pairs_.pre_size, slice, value({slice.begin, 0}));
    std::vector<double> values(slice.size());
    const auto* entries = std::get_if<std::vector<WeightEntry>>(&synapse_.weights);
    for (std::size_t k = 0; k < values.size(); ++k) {
      const auto unit = static_cast<Unit>(slice.begin + k);
      values[k] = value({unit, unit});
    }
    if (entries)
      for (const auto& e : *entries)
        if (e.post >= slice.begin && e.post < slice.end) values[e.post - slice.begin] += e.value;
    return WeightMatrix::diagonal(pairs_.pre_size, slice, std::move(values));
  }

  /// A pass over the connections of a slice.
  template <class Rule, class Emit>
  void visit(const Rule& rule, Slice slice, Emit&& emit) const {
    constexpr std::uint64_t at_a_time = 1 << 20;
    std::uint64_t count = 0;
    for_each_pair(rule, pairs_, slice, [&](const Pair& pair) {
      emit(pair);
      if (++count % at_a_time == 0) building_.add_visited(at_a_time);
    });
    building_.add_visited(count % at_a_time);
  }

  template <class Rule>
  std::vector<WeightMatrix> sparse(const Rule& rule) {
    std::vector<ColumnCounts> counts(slices_.size(), ColumnCounts(pairs_.pre_size));
    in_parallel(slices_.size(), threads_, [&](std::size_t s) {
      const FlushDenormals flush;
      visit(rule, slices_[s], [&](const Pair& pair) { counts[s].add(has_delays_ ? delay_of_(pair) : 0, pair.pre); });
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
  WeightMatrix place(const Rule& rule, Slice slice, std::vector<std::vector<std::uint32_t>> next,
                     std::span<const std::uint32_t> delays, std::span<const std::uint32_t> number) const {
    const auto storage = storage_of(synapse_, slice.size());
    // From here on `next` has the place of the next connection of each column.
    const auto index = std::make_shared<ColumnIndex>(next, storage.narrow);
    const auto put = [&](const Pair& pair) {
      const std::uint32_t delay = has_delays_ ? number[delay_of_(pair)] : 0;
      const std::size_t at = index->of_source(pair.pre).begin + next[delay][pair.pre]++;
      index->set_target(at, pair.post - slice.begin);
      return at;
    };
    std::vector<std::uint32_t> own_delays;
    if (has_delays_) own_delays.assign(delays.begin(), delays.end());
    if (storage.constant && !brings_weights<Rule>) {
      visit(rule, slice, put);
      return WeightMatrix::sparse_constant(index, slice, std::move(own_delays), value({slice.begin, 0}),
                                           synapse_.precision);
    }
    auto weights = WeightMatrix::sparse(index, slice, std::move(own_delays), synapse_.precision);
    weights.visit_values([&](auto values) {
      visit(rule, slice, [&](const Pair& pair) {
        using T = typename decltype(values)::value_type;
        values[put(pair)] = static_cast<T>(brings_weights<Rule> ? pair.weight : value(pair));
      });
    });
    return weights;
  }

  const SynapseDescription& synapse_;
  PairContext pairs_;
  Random values_;
  DelayOf delay_of_;
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
