#include <algorithm>
#include <vector>

#include <bouton/lazy_plasticity.hpp>
#include <bouton/plugin.hpp>

#include "errors.hpp"

namespace {

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
    d.any_storage();
    declare_modulator_trace(d, "modulator's trace [t0, t1], recorded only: the rule takes the signal itself");
    d.parameter("rule_params.lr", &Mse::rate_, "learning rate").unit("weight");
  }

  void prepare() override {
    // So many errors stay in the cache.
    constexpr std::size_t most_errors = 1 << 15;
    most_rows_ = std::clamp<std::size_t>(most_errors / std::max<std::size_t>(size(), 1), 16, most_entries);
    errors_.resize(most_rows_ * size());
    traces_.reserve(most_rows_);
    draws_.resize(most_rows_);
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
    // Double precision rounds nothing.
    const bool is_rounded = weights().precision() == bouton::WeightPrecision::float32;
    for (const auto& [pre, column] : late) {
      traces_.clear();
      walk(*column, [this, is_rounded, pre = pre](std::size_t entry, double trace) {
        if (is_rounded) draws_[traces_.size()] = rounding().draws(pre, clock_of(entry));
        traces_.push_back(trace);
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
    const mse::Errors e{errors_.data(), size(), nullptr, 1, limit.least, limit.most, nullptr, slice().begin};
    if (weights().form() == bouton::WeightForm::dense && weights().visit_values([&](auto values) {
          return mse::meet_step_in_each(values.data(),
                                        {traces.nonzero(), size(), traces.values().data(), rounding(), clock()}, e);
        }))
      return;
    for (const bouton::Unit unit : traces.nonzero()) {
      draws_[0] = rounding().draws(unit, clock());
      meet_rows(unit, 0, {&traces.values()[unit], 1});
    }
  }
  /// The column of `pre` meets the rows from `first` on, as many as there are traces.
  void meet_rows(std::size_t pre, std::size_t first, std::span<const double> traces) {
    const auto limit = limits();
    const mse::Errors e{errors_.data() + first * size(),
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
        return mse::meet_errors(column.values.data(), column.values.size(), e);
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
