#include <bouton/pair_stdp.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include "numerics/pair_columns.hpp"

namespace bouton {

namespace {

// When the log is full, all columns catch up. The longer it is, the rarer that is; this one stays in the cache.
constexpr std::size_t most_events = 16384;

}  // namespace

void PairStdp::prepare() {
  factors_.resize(size());
  up_.resize(size());
  down_.resize(size());
  // All room that the log will ever need.
  begins_.reserve(most_entries + 1);
  units_.reserve(most_events);
  if (sources() > 1) event_factors_.reserve(most_events);
  if (weights().form() == WeightForm::sparse) {
    last_event_.resize(size());
    event_entry_.reserve(most_events);
    event_before_.reserve(most_events);
    events_.reserve(most_entries);
    entry_change_.resize(most_entries);
    entry_draws_.resize(most_entries);
  }
  LazyPlasticity::prepare();
}

bool PairStdp::find_factors(std::span<double>) const { return false; }

void PairStdp::clear_log() {
  begins_.assign(1, 0);
  units_.clear();
  event_factors_.clear();
  event_entry_.clear();
  event_before_.clear();
  std::ranges::fill(last_event_, no_event);
}

/// Lets the changes at this step's postsynaptic spikes wait; false if they cannot.
bool PairStdp::log(const Signal& pre, const Signal& post) {
  if (!can_wait(pre) || !post.is_spikes || weights().form() == WeightForm::diagonal) return false;
  if (post.active.empty()) return true;
  if (units_.size() + post.active.size() > most_events) return false;
  const auto entry = static_cast<std::uint32_t>(entries());
  log_step(Spiking::are_adjusted);
  units_.insert(units_.end(), post.active.begin(), post.active.end());
  if (is_modulated_)
    for (const Unit k : post.active) event_factors_.push_back(factors_[k]);
  if (weights().form() == WeightForm::sparse) {
    for (const Unit k : post.active)
      event_before_.push_back(std::exchange(last_event_[k], static_cast<std::uint32_t>(event_before_.size())));
    event_entry_.insert(event_entry_.end(), post.active.size(), entry);
  }
  begins_.push_back(units_.size());
  return true;
}

void PairStdp::catch_up(std::span<const Late> late) {
  if (weights().form() == WeightForm::dense)
    return weights().visit_values([&](auto values) { catch_up_dense(values, late); });
  for (const auto& [pre, column] : late)
    weights().visit_column(pre,
                           [&, pre = pre, column = column](auto weights) { catch_up_sparse(weights, pre, *column); });
}

template <class T>
void PairStdp::catch_up_dense(std::span<T> values, std::span<const Late> late) {
  std::array<T*, most_together> columns{};
  for (std::size_t c = 0; c < late.size(); ++c) columns[c] = values.data() + late[c].pre * size();
  const auto limit = limits();
  const auto first_post = slice().begin;
  constexpr double nothing = -0.0;  // to add it leaves every bit of a weight
  // An entry has few events, and the end of a short loop cannot be foreseen: several columns share it.
  const auto meet = [&](auto at_event, auto limited) {
    walk_together(
        late, [&, w = columns, units = units_.data(), begins = begins_.data()](std::size_t entry, const auto& traces) {
          auto changes = traces;
          for (double& change : changes) change = change == 0.0 ? nothing : potentiation_ * change;
          std::array<WeightRounding::Draws, std::tuple_size_v<decltype(changes)>> draws;
          for (std::size_t c = 0; c < draws.size(); ++c) draws[c] = rounding().draws(late[c].pre, clock_of(entry));
          for (std::size_t event = begins[entry], end = begins[entry + 1]; event < end; ++event)
            for (std::size_t c = 0; c < changes.size(); ++c) {
              T& weight = w[c][units[event]];
              weight = draws[c].template round<T>(limited(weight + at_event(changes[c], traces[c], event)),
                                                  first_post + units[event]);
            }
        });
  };
  const auto plain = [](double change, double, std::size_t) { return change; };
  if (is_modulated_)
    meet([&](double change, double trace,
             std::size_t event) { return trace == 0.0 ? nothing : change * event_factors_[event]; },
         limit);
  else if (potentiation_ >= 0)
    meet(plain, [&](double next) { return std::min(next, limit.most); });  // a weight that grows stays above the least
  else
    meet(plain, limit);
}

template <class T>
void PairStdp::catch_up_sparse(WeightColumn<T> weights, std::size_t pre, Column& column) {
  const std::size_t first = column.done;
  std::size_t last = first;
  walk(column, [&](std::size_t entry, double trace) {
    entry_change_[entry] = potentiation_ * trace;
    entry_draws_[entry] = rounding().draws(pre, clock_of(entry));
    last = entry + 1;
  });
  const auto limit = limits();
  for (std::size_t i = 0; i < weights.values.size(); ++i) {
    events_.clear();
    for (auto event = last_event_[weights.posts[i]]; event != no_event && event_entry_[event] >= first;
         event = event_before_[event])
      events_.push_back(event);
    double w = weights.values[i];
    for (auto event = events_.rbegin(); event != events_.rend(); ++event) {
      const std::size_t entry = event_entry_[*event];
      if (entry >= last) break;
      const double change = is_modulated_ ? entry_change_[entry] * event_factors_[*event] : entry_change_[entry];
      w = entry_draws_[entry].template round<T>(limit(w + change), slice().begin + weights.posts[i]);
    }
    weights.values[i] = static_cast<T>(w);
  }
}

void PairStdp::adjust_weights(const SynapseInputs& in, const Signal& post) {
  is_modulated_ = find_factors(factors_);
  const auto& pre = in.source(0);
  if (log(pre, post)) return adjust_active(pre, post);
  settle();
  adjust_now(pre, post);
}

void PairStdp::adjust_now(const Signal& pre, const Signal& post) {
  if (!pre.is_spikes || !post.is_spikes)
    return adjust_columns(
        source_size(0), [&](std::size_t i) { return std::pair(i, pre.values[i]); }, post);
  adjust_active(pre, post);
  if (post.active.empty()) return;
  for (const Unit i : pre_trace().nonzero())
    if (pre.values[i] == 0.0) potentiate_column(i, post);
}

/// The columns of units that spike. Of them only the list is read; see Trace::advance.
void PairStdp::adjust_active(const Signal& pre, const Signal& post) {
  adjust_columns(
      pre.active.size(), [&](std::size_t i) { return std::pair(std::size_t{pre.active[i]}, 1.0); }, post);
}

/// Changes `count` columns by all that happens in this step. `source(i)` is the presynaptic unit of the i-th and its
/// output.
template <class Source>
void PairStdp::adjust_columns(std::size_t count, Source source, const Signal& post) {
  if (weights().form() != WeightForm::dense) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto [unit, x] = source(i);
      adjust_column(unit, x, post);
    }
    return;
  }
  if (count == 0) return;
  for (std::size_t k = 0; k < size(); ++k) {
    up_[k] = potentiation_ * post.values[k];
    down_[k] = depression_ * post_trace()[k];
  }
  const auto limit = limits();
  PairStep step{up_.data(), down_.data(), is_modulated_ ? factors_.data() : nullptr, {limit.least, limit.most}, {}, {},
                {},         slice().begin};
  weights().visit_values([&](auto values) {
    std::array<typename decltype(values)::pointer, most_at_once> columns;
    for (std::size_t begin = 0, n; begin < count; begin += n) {
      n = std::min(most_at_once, count - begin);
      for (std::size_t c = 0; c < n; ++c) {
        const auto [unit, x] = source(begin + c);
        columns[c] = values.data() + unit * size();
        step.traces[c] = pre_trace()[unit];
        step.x[c] = x;
        step.draws[c] = rounding().draws(unit, clock());
      }
      adjust_dense(std::span(columns.data(), n), size(), step);
    }
  });
}

void PairStdp::adjust_column(std::size_t pre, double x, const Signal& post) {
  const double trace = pre_trace()[pre];
  const auto limit = limits();
  const auto draws = rounding().draws(pre, clock());
  weights().visit_column(pre, [&](auto column) {
    using T = typename decltype(column)::Value;
    for (std::size_t i = 0; i < column.values.size(); ++i) {
      const Unit k = column.post(i);
      const double change = potentiation_ * post.values[k] * trace - depression_ * post_trace()[k] * x;
      column.values[i] = draws.round<T>(changed(column.values[i], change, k, limit), slice().begin + k);
    }
  });
}

/// The same where the presynaptic unit is silent: only the postsynaptic spikes count.
void PairStdp::potentiate_column(std::size_t pre, const Signal& post) {
  const double change = potentiation_ * pre_trace()[pre];
  const auto limit = limits();
  const auto draws = rounding().draws(pre, clock());
  weights().visit_column(pre, [&](auto column) {
    using T = typename decltype(column)::Value;
    const auto change_weight = [&](T& w, Unit k) {
      w = draws.round<T>(changed(w, change, k, limit), slice().begin + k);
    };
    T* w = column.values.data();
    if (weights().form() == WeightForm::dense) {
      for (const Unit k : post.active) change_weight(w[k], k);
      return;
    }
    for (std::size_t i = 0; i < column.values.size(); ++i)
      if (const Unit k = column.post(i); post.values[k] != 0.0) change_weight(w[i], k);
  });
}

}  // namespace bouton
