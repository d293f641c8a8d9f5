#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include <bouton/lazy_plasticity.hpp>
#include <bouton/plugin.hpp>
#include <bouton/vectorized.hpp>

namespace {

/// The errors of some steps, one row of `stride` values per step, and what a column needs to meet them.
struct Errors {
  const double* rows;
  std::size_t stride;
  const double* traces;  // of the column's presynaptic unit, one per step
  std::size_t steps;
  double least, most;
  const bouton::WeightRounding::Draws* draws;  // as the traces
  bouton::Unit first_post;                     // the unit of the whole layer that weight 0 leads to
};

/// What WeightRounding::Draws::round does, of a pack of weights; the first of them leads to `first_post`.
template <class T, std::size_t lanes, class Pack>
BOUTON_INLINE void round(Pack& w, bouton::WeightRounding::Draws draws, std::size_t first_post) {
  if constexpr (!std::is_same_v<T, double>) {
    typedef std::uint64_t Bits __attribute__((vector_size(lanes * sizeof(std::uint64_t))));
    typedef T Stored __attribute__((vector_size(lanes * sizeof(T))));
    std::uint64_t random[lanes];
    for (std::size_t lane = 0; lane < lanes; ++lane)
      random[lane] = draws.bits(static_cast<bouton::Unit>(first_post + lane)) >> 3;
    Bits bits;
    std::memcpy(&bits, random, sizeof bits);
    bits = (bits + (Bits)w) & ~(Bits{} + bouton::WeightRounding::Draws::dropped);
    w = __builtin_convertvector(__builtin_convertvector((Pack)bits, Stored), Pack);
  }
}

/// w <- limit(w + error x trace), of a pack of weights.
template <class Pack>
BOUTON_INLINE void meet(Pack& w, const Pack& error, double trace, const Pack& least, const Pack& most) {
  w += error * trace;
  w = w < least ? least : w;
  w = w > most ? most : w;
}

/// Weights meet all steps, one after the other: w <- limit(w + error x trace). The `packs` vectors of `lanes` weights
/// that begin at the places `at` stay in registers from step to step; a loop over single weights is not compiled to
/// that.
template <std::size_t lanes, std::size_t packs, class T>
BOUTON_INLINE void meet_packs(T* weights, const std::array<std::size_t, packs>& at, const Errors& e) {
  typedef double Pack __attribute__((vector_size(lanes * sizeof(double))));
  typedef T Stored __attribute__((vector_size(lanes * sizeof(T))));
  const Pack least = Pack{} + e.least, most = Pack{} + e.most;
  Pack w[packs];
  for (std::size_t p = 0; p < packs; ++p) {
    Stored stored;
    std::memcpy(&stored, weights + at[p], sizeof stored);
    w[p] = __builtin_convertvector(stored, Pack);
  }
  for (std::size_t step = 0; step < e.steps; ++step) {
    const double* row = e.rows + step * e.stride;
    const double trace = e.traces[step];
    for (std::size_t p = 0; p < packs; ++p) {
      Pack error;
      std::memcpy(&error, row + at[p], sizeof error);
      meet(w[p], error, trace, least, most);
      round<T, lanes>(w[p], e.draws[step], e.first_post + at[p]);
    }
  }
  for (std::size_t p = 0; p < packs; ++p) {
    const Stored stored = __builtin_convertvector(w[p], Stored);
    std::memcpy(weights + at[p], &stored, sizeof stored);
  }
}

/// All weights of a column. The last pack may overlap the one before: both are worked out from the same weights.
template <std::size_t lanes, class T>
BOUTON_INLINE void meet_column(T* w, std::size_t count, const Errors& e) {
  if (count < lanes) {
    if constexpr (lanes > 1) meet_column<lanes / 2>(w, count, e);
    return;
  }
  const std::size_t packs = (count + lanes - 1) / lanes, last = count - lanes;
  std::size_t p = 0, k = 0;
  for (; p + 5 < packs; p += 4, k += 4 * lanes)
    meet_packs<lanes, 4>(w, {k, k + lanes, k + 2 * lanes, k + 3 * lanes}, e);
  switch (packs - p) {
    case 1: return meet_packs<lanes, 1>(w, {last}, e);
    case 2: return meet_packs<lanes, 2>(w, {k, last}, e);
    case 3: return meet_packs<lanes, 3>(w, {k, k + lanes, last}, e);
    case 4: return meet_packs<lanes, 4>(w, {k, k + lanes, k + 2 * lanes, last}, e);
    case 5: return meet_packs<lanes, 5>(w, {k, k + lanes, k + 2 * lanes, k + 3 * lanes, last}, e);
  }
}

/// All weights of a column meet a single step.
template <class T>
BOUTON_INLINE void meet_step(T* w, std::size_t count, const Errors& e) {
  const auto [errors, stride, traces, steps, least, most, all_draws, first_post] = e;
  const double trace = traces[0];
  const auto draws = all_draws[0];
  BOUTON_INDEPENDENT_TURNS
  for (std::size_t k = 0; k < count; ++k) {
    double next = static_cast<double>(w[k]) + errors[k] * trace;
    next = next < least ? least : next;
    next = next > most ? most : next;
    w[k] = draws.template round<T>(next, first_post + static_cast<bouton::Unit>(k));
  }
}
BOUTON_VECTORIZED void meet_error(double* w, std::size_t count, const Errors& e) { meet_step(w, count, e); }
BOUTON_VECTORIZED void meet_error(float* w, std::size_t count, const Errors& e) { meet_step(w, count, e); }

#if defined(__x86_64__)
bool has_avx512() {
  static const bool has = __builtin_cpu_supports("avx512f");
  return has;
}
bool has_avx2() {
  static const bool has = __builtin_cpu_supports("avx2");
  return has;
}

template <class T>
__attribute__((target("avx512f"))) void meet_with_avx512(T* w, std::size_t count, const Errors& e) {
  meet_column<8>(w, count, e);
}
template <class T>
__attribute__((target("avx2"))) void meet_with_avx2(T* w, std::size_t count, const Errors& e) {
  meet_column<4>(w, count, e);
}
#endif

template <class T>
void meet_errors(T* w, std::size_t count, const Errors& e) {
  if (e.steps == 1) return meet_error(w, count, e);
#if defined(__x86_64__)
  if (has_avx512()) return meet_with_avx512(w, count, e);
  if (has_avx2()) return meet_with_avx2(w, count, e);
#endif
  meet_column<2>(w, count, e);
}

/// Several columns that meet a single step.
struct Columns {
  std::span<const bouton::Unit> units;  // presynaptic
  std::size_t size;                     // of each column
  const double* traces;                 // of all units
  const bouton::WeightRounding& rounding;
  std::uint64_t clock;
};

/// The errors of the step stay in registers from column to column.
template <std::size_t lanes, std::size_t packs, class T>
BOUTON_INLINE void meet_packs_of_each(T* weights, const Columns& columns, const Errors& e) {
  typedef double Pack __attribute__((vector_size(lanes * sizeof(double))));
  typedef T Stored __attribute__((vector_size(lanes * sizeof(T))));
  const Pack least = Pack{} + e.least, most = Pack{} + e.most;
  const auto at = [&](std::size_t p) { return p + 1 < packs ? p * lanes : columns.size - lanes; };
  Pack errors[packs];
  for (std::size_t p = 0; p < packs; ++p) std::memcpy(&errors[p], e.rows + at(p), sizeof(Pack));
  for (const bouton::Unit unit : columns.units) {
    T* const w = weights + unit * columns.size;
    const double trace = columns.traces[unit];
    const auto draws = columns.rounding.draws(unit, columns.clock);
    Stored stored[packs];
    for (std::size_t p = 0; p < packs; ++p) std::memcpy(&stored[p], w + at(p), sizeof(Stored));
    for (std::size_t p = 0; p < packs; ++p) {
      Pack next = __builtin_convertvector(stored[p], Pack);
      meet(next, errors[p], trace, least, most);
      round<T, lanes>(next, draws, e.first_post + at(p));
      stored[p] = __builtin_convertvector(next, Stored);
    }
    for (std::size_t p = 0; p < packs; ++p) std::memcpy(w + at(p), &stored[p], sizeof(Stored));
  }
}

/// Where columns are short; `meet_errors` is as fast for one that is not. False if it did nothing.
template <std::size_t lanes, class T>
BOUTON_INLINE bool meet_each(T* weights, const Columns& columns, const Errors& e) {
  if (columns.size < lanes) {
    if constexpr (lanes > 1) return meet_each<lanes / 2>(weights, columns, e);
    return true;
  }
  switch ((columns.size + lanes - 1) / lanes) {
    case 1: return meet_packs_of_each<lanes, 1>(weights, columns, e), true;
    case 2: return meet_packs_of_each<lanes, 2>(weights, columns, e), true;
    case 3: return meet_packs_of_each<lanes, 3>(weights, columns, e), true;
    case 4: return meet_packs_of_each<lanes, 4>(weights, columns, e), true;
  }
  return false;
}

#if defined(__x86_64__)
template <class T>
__attribute__((target("avx512f"))) bool meet_each_with_avx512(T* weights, const Columns& columns, const Errors& e) {
  return meet_each<8>(weights, columns, e);
}
template <class T>
__attribute__((target("avx2"))) bool meet_each_with_avx2(T* weights, const Columns& columns, const Errors& e) {
  return meet_each<4>(weights, columns, e);
}
#endif

template <class T>
bool meet_step_in_each(T* weights, const Columns& columns, const Errors& e) {
#if defined(__x86_64__)
  if (has_avx512()) return meet_each_with_avx512(weights, columns, e);
  if (has_avx2()) return meet_each_with_avx2(weights, columns, e);
#endif
  return meet_each<2>(weights, columns, e);
}

/// Supervised rule that follows the gradient of the squared difference between a target and the postsynaptic trace:
///   dW = lr (xm - to) ⊗ te
/// with the presynaptic trace te, the postsynaptic trace to and the modulator's signal xm as the target. A delta rule
/// (Widrow and Hoff 1960) on traces.
///
/// A weight only moves while the trace of its presynaptic unit is not zero, by the error of the step times what is left
/// of the trace: the errors are kept, and a column meets them when it is needed.
class Mse final : public bouton::LazyPlasticity {
 public:
  static void declare(bouton::Declaration<Mse>& d) {
    d.type("mse", "supervised: the postsynaptic trace follows the modulator: dW = lr (xm - to) te");
    d.version("1.0", "Bouton").sources(2, 2);
    declare_plastic(d);
    d.single_precision();
    declare_modulator_trace(d, "modulator's trace [t0, t1], recorded only: the rule takes the signal itself");
    d.parameter("rule_params.lr", &Mse::rate_, "learning rate");
  }

  void prepare() override {
    // So many errors stay in the cache.
    constexpr std::size_t most_errors = 1 << 15;
    most_rows_ = std::clamp<std::size_t>(most_errors / std::max<std::size_t>(size(), 1), 16, most_entries);
    errors_.resize(most_rows_ * size());
    traces_.reserve(most_rows_);
    draws_.reserve(most_rows_);
    LazyPlasticity::prepare();
  }

 protected:
  void adjust_weights(const bouton::SynapseInputs& in, const bouton::Signal&) override {
    const auto& pre = in.source(0);
    // The changes of short columns are soon made, and not worth being kept.
    constexpr std::size_t worth_waiting = 64;
    const bool waits = weights().count() >= worth_waiting * source_size(0) && can_wait(pre);
    if (!waits || entries() == most_rows_) settle();
    double* error = errors_.data() + entries() * size();
    for (std::size_t k = 0; k < size(); ++k) error[k] = rate_ * (for_unit(in.source(1).values, k) - post_trace()[k]);
    if (waits) return log_step(Spiking::wait);
    meet_now();
  }

  void catch_up(std::span<const Late> late) override {
    for (const auto& [pre, column] : late) {
      traces_.clear();
      draws_.clear();
      walk(*column, [this, pre = pre](std::size_t entry, double trace) {
        traces_.push_back(trace);
        draws_.push_back(rounding().draws(pre, clock_of(entry)));
      });
      meet_rows(pre, column->done, traces_);
    }
  }

  void clear_log() override {}

 private:
  /// All weights meet the errors of this step, which stand in the first row.
  void meet_now() {
    const auto& traces = pre_trace();
    const auto limit = limits();
    const Errors e{errors_.data(), size(), nullptr, 1, limit.least, limit.most, nullptr, slice().begin};
    if (weights().form() == bouton::WeightForm::dense && weights().visit_values([&](auto values) {
          return meet_step_in_each(values.data(),
                                   {traces.nonzero(), size(), traces.values().data(), rounding(), clock()}, e);
        }))
      return;
    for (const bouton::Unit unit : traces.nonzero()) {
      draws_.assign(1, rounding().draws(unit, clock()));
      meet_rows(unit, 0, {&traces.values()[unit], 1});
    }
  }
  /// The column of `pre` meets the rows from `first` on, as many as there are traces and draws.
  void meet_rows(std::size_t pre, std::size_t first, std::span<const double> traces) {
    const auto limit = limits();
    const Errors e{errors_.data() + first * size(),
                   size(),
                   traces.data(),
                   traces.size(),
                   limit.least,
                   limit.most,
                   draws_.data(),
                   slice().begin};
    weights().visit_column(pre, [&](auto column) {
      using T = typename decltype(column)::Value;
      if (weights().form() == bouton::WeightForm::dense)
        return meet_errors(column.values.data(), column.values.size(), e);
      for (std::size_t i = 0; i < column.values.size(); ++i) {
        double w = column.values[i];
        for (std::size_t step = 0; step < e.steps; ++step)
          w = e.draws[step].template round<T>(limit(w + e.rows[step * e.stride + column.post(i)] * e.traces[step]),
                                              e.first_post + column.post(i));
        column.values[i] = static_cast<T>(w);
      }
    });
  }

  double rate_ = 0;
  std::vector<double> errors_;  // lr (xm - to): a row for each step
  std::size_t most_rows_ = 0;
  // Scratch: the trace of a column at each entry, and how its weights are rounded there.
  std::vector<double> traces_;
  std::vector<bouton::WeightRounding::Draws> draws_;
};

}  // namespace

BOUTON_PLUGIN(Mse)
