#include "connect/connect.hpp"

#include <cmath>
#include <limits>
#include <unordered_set>

namespace bouton {

namespace {

struct Context {
  const SynapseDescription& synapse;
  std::size_t pre_size, post_size;
  Slice post;
  bool same_layer;
  Random pairs;   // draws that choose pairs: unit = postsynaptic unit
  Random values;  // draws of weights: unit = postsynaptic unit, counter = presynaptic unit

  double value(Unit target, Unit source) const {
    const auto* rule = std::get_if<ValueDistribution>(&synapse.weights);
    return rule ? draw(*rule, values, target, source) : 0.0;
  }

  bool has(Unit target) const { return target >= post.begin && target < post.end; }
  bool is_excluded(Unit target, Unit source, bool autapses) const {
    return same_layer && !autapses && target == source;
  }
};

WeightMatrix from_matrix(const Matrix& matrix, const Context& c) {
  auto weights = WeightMatrix::dense(c.pre_size, c.post);
  for (std::size_t pre = 0; pre < c.pre_size; ++pre) {
    auto column = weights.column(pre).values;
    for (std::size_t k = 0; k < c.post.size(); ++k) column[k] = matrix.at(c.post.begin + k, pre);
  }
  return weights;
}

WeightMatrix all_pairs(const Context& c) {
  auto weights = WeightMatrix::dense(c.pre_size, c.post);
  for (std::size_t pre = 0; pre < c.pre_size; ++pre) {
    auto column = weights.column(pre).values;
    for (std::size_t k = 0; k < c.post.size(); ++k)
      column[k] = c.value(static_cast<Unit>(c.post.begin + k), static_cast<Unit>(pre));
  }
  return weights;
}

WeightMatrix diagonal(const Context& c) {
  std::vector<double> values(c.post.size());
  const auto* row = std::get_if<std::vector<double>>(&c.synapse.weights);
  const auto* entries = std::get_if<std::vector<WeightEntry>>(&c.synapse.weights);
  for (std::size_t k = 0; k < values.size(); ++k) {
    const Unit unit = static_cast<Unit>(c.post.begin + k);
    values[k] = row ? (*row)[unit] : c.value(unit, unit);
  }
  if (entries)
    for (const auto& e : *entries)
      if (e.post >= c.post.begin && e.post < c.post.end) values[e.post - c.post.begin] += e.value;
  return WeightMatrix::diagonal(c.pre_size, c.post, std::move(values));
}

/// Calls f with `count` different numbers below `candidates`, given draws(n) uniform below n (Floyd's sampling: Bentley
/// and Floyd 1987, doi:10.1145/30401.315746).
template <class Draw, class F>
void sample(std::uint64_t count, std::uint64_t candidates, Draw draw, F f) {
  std::unordered_set<std::uint64_t> chosen;
  for (std::uint64_t j = candidates - count; j < candidates; ++j) {
    const std::uint64_t drawn = draw(j + 1, j);
    chosen.insert(chosen.contains(drawn) ? j : drawn);
  }
  for (const auto candidate : chosen) f(candidate);
}

/// The number-th of all units but `excluded`.
Unit skip(std::uint64_t number, std::uint64_t excluded) {
  return static_cast<Unit>(number + (number >= excluded ? 1 : 0));
}
constexpr std::uint64_t nobody = std::numeric_limits<std::uint64_t>::max();

/// Every postsynaptic unit draws its presynaptic ones.
void connect(const FixedIndegree& rule, const Context& c, std::vector<WeightEntry>& out) {
  const bool excludes = c.same_layer && !rule.autapses;
  for (Unit target = c.post.begin; target < c.post.end; ++target)
    sample(
        rule.indegree, c.pre_size - (excludes ? 1 : 0),
        [&](std::uint64_t n, std::uint64_t j) { return c.pairs.below(n, target, j); },
        [&](std::uint64_t candidate) {
          const Unit source = skip(candidate, excludes ? target : nobody);
          out.push_back({target, source, c.value(target, source)});
        });
}

/// Every presynaptic unit draws its postsynaptic ones, of the whole layer; the slice keeps its own.
void connect(const FixedOutdegree& rule, const Context& c, std::vector<WeightEntry>& out) {
  const bool excludes = c.same_layer && !rule.autapses;
  for (Unit source = 0; source < c.pre_size; ++source)
    sample(
        rule.outdegree, c.post_size - (excludes ? 1 : 0),
        [&](std::uint64_t n, std::uint64_t j) { return c.pairs.below(n, source, j); },
        [&](std::uint64_t candidate) {
          const Unit target = skip(candidate, excludes ? source : nobody);
          if (c.has(target)) out.push_back({target, source, c.value(target, source)});
        });
}

/// So many different pairs of the whole layers; the slice keeps its own.
void connect(const FixedTotal& rule, const Context& c, std::vector<WeightEntry>& out) {
  const bool excludes = c.same_layer && !rule.autapses;
  const std::uint64_t row = c.pre_size - (excludes ? 1 : 0);
  sample(
      rule.total, row * c.post_size, [&](std::uint64_t n, std::uint64_t j) { return c.pairs.below(n, 0, j); },
      [&](std::uint64_t candidate) {
        const auto target = static_cast<Unit>(candidate / row);
        const Unit source = skip(candidate % row, excludes ? target : nobody);
        if (c.has(target)) out.push_back({target, source, c.value(target, source)});
      });
}

void connect(const OneToOne&, const Context& c, std::vector<WeightEntry>& out) {
  for (Unit unit = c.post.begin; unit < c.post.end; ++unit) out.push_back({unit, unit, c.value(unit, unit)});
}

void connect(const ListedPairs& rule, const Context& c, std::vector<WeightEntry>& out) {
  for (const auto& [target, source] : rule.pairs)
    if (c.has(target)) out.push_back({target, source, c.value(target, source)});
}

/// Every pair with the same probability: the gaps between connected units follow the geometric distribution, so that
/// cost follows the number of connections (Batagelj and Brandes 2005, doi:10.1103/PhysRevE.71.036113).
void connect(const FixedProbability& rule, const Context& c, std::vector<WeightEntry>& out) {
  if (rule.probability <= 0) return;
  const double log_miss = std::log1p(-rule.probability);
  for (Unit target = c.post.begin; target < c.post.end; ++target) {
    double source = -1;
    for (std::uint64_t draw = 0;; ++draw) {
      const double gap = rule.probability >= 1 ? 0 : std::floor(std::log1p(-c.pairs.uniform(target, draw)) / log_miss);
      source += 1 + gap;
      if (!(source < static_cast<double>(c.pre_size))) break;
      const auto pre = static_cast<Unit>(source);
      if (!c.is_excluded(target, pre, rule.autapses)) out.push_back({target, pre, c.value(target, pre)});
    }
  }
}

void connect(const ReceptiveField& rule, const Context& c, std::vector<WeightEntry>& out) {
  for (Unit target = c.post.begin; target < c.post.end; ++target) {
    std::uint64_t draw = 0;
    const auto top = c.pairs.below(rule.rows - rule.window_rows + 1, target, draw++);
    const auto left = c.pairs.below(rule.columns - rule.window_columns + 1, target, draw++);
    for (const auto& group : rule.groups)
      for (std::uint64_t i = 0; i < group.count; ++i) {
        const auto row = top + c.pairs.below(rule.window_rows, target, draw++);
        const auto column = left + c.pairs.below(rule.window_columns, target, draw++);
        out.push_back({target, static_cast<Unit>(row * rule.columns + column), group.weight});
      }
  }
}

void connect(const AllToAll&, const Context& c, std::vector<WeightEntry>& out) {
  for (Unit target = c.post.begin; target < c.post.end; ++target)
    for (Unit source = 0; source < c.pre_size; ++source)
      if (source != target) out.push_back({target, source, c.value(target, source)});
}

void connect(const std::monostate&, const Context&, std::vector<WeightEntry>&) {}

Context context_of(const SynapseDescription& synapse, std::uint64_t seed, std::size_t pre_size, std::size_t post_size,
                   Slice post) {
  return {synapse,
          pre_size,
          post_size,
          post,
          synapse.same_layer,
          Random(seed, synapse.name, "connect"),
          Random(seed, synapse.name, "weights")};
}

std::vector<WeightEntry> entries_of(const Context& c) {
  std::vector<WeightEntry> entries;
  std::visit([&](const auto& rule) { connect(rule, c, entries); }, c.synapse.connect);
  return entries;
}

}  // namespace

WeightMatrix make_weights(const SynapseDescription& synapse, std::uint64_t seed, std::size_t pre_size,
                          std::size_t post_size, Slice post) {
  const Context c = context_of(synapse, seed, pre_size, post_size, post);
  const bool is_diagonal = synapse.type && synapse.type->declaration.weights == WeightsKind::diagonal;
  if (is_diagonal) return diagonal(c);
  if (const auto* matrix = std::get_if<Matrix>(&synapse.weights)) return from_matrix(*matrix, c);
  if (const auto* entries = std::get_if<std::vector<WeightEntry>>(&synapse.weights))
    return WeightMatrix::sparse(pre_size, post, *entries);
  const auto* all = std::get_if<AllToAll>(&synapse.connect);
  const bool is_dense =
      std::holds_alternative<std::monostate>(synapse.connect) || (all && (all->autapses || !synapse.same_layer));
  if (is_dense) return all_pairs(c);
  return WeightMatrix::sparse(pre_size, post, entries_of(c));
}

void draw_for_all_slices(SynapseDescription& synapse, std::uint64_t seed, std::size_t pre_size, std::size_t post_size) {
  if (!std::holds_alternative<FixedTotal>(synapse.connect) && !std::holds_alternative<FixedOutdegree>(synapse.connect))
    return;
  const Slice whole{0, static_cast<Unit>(post_size)};
  synapse.weights = entries_of(context_of(synapse, seed, pre_size, post_size, whole));
}

}  // namespace bouton
