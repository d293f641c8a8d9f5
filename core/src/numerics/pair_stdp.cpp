#include <bouton/pair_stdp.hpp>

#include <algorithm>
#include <utility>

#include "numerics/pair_columns.hpp"

namespace bouton {

namespace {

// When the log is full, all columns catch up. The longer it is, the rarer that is; this one stays in the cache.
constexpr std::size_t most_events = 16384;
constexpr std::size_t few_events = 16;

}  // namespace

void PairStdp::prepare() {
  factors_.resize(size());
  up_.resize(size());
  down_.resize(size());
  // All room that the log will ever need.
  begins_.reserve(most_entries + 1);
  units_.reserve(most_events);
  event_change_.resize(most_events + few_events);
  if (sources() > 1) event_factors_.reserve(most_events);
  if (weights().form() == WeightForm::sparse) {
    last_event_.resize(size());
    event_entry_.reserve(most_events);
    event_before_.reserve(most_events);
    events_.reserve(most_entries);
    entry_change_.resize(most_entries);
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

void PairStdp::catch_up(std::size_t pre, Column& column) {
  weights().visit_column(pre, [&](auto weights) {
    if (this->weights().form() == WeightForm::dense)
      catch_up_dense(weights, column);
    else
      catch_up_sparse(weights, column);
  });
}

template <class T>
void PairStdp::catch_up_dense(WeightColumn<T> weights, Column& column) {
  const std::size_t first = begins_[column.done];
  std::size_t last = first;
  // What each event adds. An entry has few events, and the end of a short loop cannot be foreseen: it is filled beyond
  // its end, where the next one begins.
  double* changes = event_change_.data();
  walk(column, [&, factor = potentiation_](std::size_t entry, double trace) {
    const double change = factor * trace;
    last = begins_[entry + 1];
    for (std::size_t event = begins_[entry]; event < last; event += few_events)
      std::fill_n(changes + (event - first), few_events, change);
  });
  const auto limit = limits();
  T* w = weights.values.data();
  // One loop over the events of all entries, for the same reason.
  const auto meet = [&](auto change, auto limited) {
    for (std::size_t event = first; event < last; ++event) {
      T& weight = w[units_[event]];
      weight = static_cast<T>(limited(weight + change(event)));
    }
  };
  const auto of_event = [&](std::size_t event) { return changes[event - first]; };
  if (is_modulated_)
    meet([&](std::size_t event) { return of_event(event) * event_factors_[event]; }, limit);
  else if (potentiation_ >= 0)
    meet(of_event,
         [&](double next) { return std::min(next, limit.most); });  // a weight that grows stays above the least
  else
    meet(of_event, limit);
}

template <class T>
void PairStdp::catch_up_sparse(WeightColumn<T> weights, Column& column) {
  const std::size_t first = column.done;
  std::size_t last = first;
  walk(column, [&](std::size_t entry, double trace) {
    entry_change_[entry] = potentiation_ * trace;
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
      w = static_cast<T>(limit(w + change));
    }
    weights.values[i] = static_cast<T>(w);
  }
}

void PairStdp::adjust_weights(const SynapseInputs& in, const Signal& post) {
  is_modulated_ = find_factors(factors_);
  const auto& pre = in.source(0);
  if (weights().form() == WeightForm::dense && !(pre.is_spikes && pre.active.empty()))
    for (std::size_t k = 0; k < size(); ++k) {
      up_[k] = potentiation_ * post.values[k];
      down_[k] = depression_ * post_trace()[k];
    }
  if (log(pre, post)) {
    for (const Unit i : pre.active) adjust_column(i, 1.0, post);
    return;
  }
  settle();
  adjust_now(pre, post);
}

void PairStdp::adjust_now(const Signal& pre, const Signal& post) {
  if (!pre.is_spikes || !post.is_spikes) {
    for (std::size_t i = 0; i < source_size(0); ++i) adjust_column(i, pre.values[i], post);
    return;
  }
  for (const Unit i : pre.active) adjust_column(i, 1.0, post);
  if (post.active.empty()) return;
  for (const Unit i : pre_trace().nonzero())
    if (pre.values[i] == 0.0) potentiate_column(i, post);
}

void PairStdp::adjust_column(std::size_t pre, double x, const Signal& post) {
  const double trace = pre_trace()[pre];
  const auto limit = limits();
  weights().visit_column(pre, [&](auto column) {
    using T = typename decltype(column)::Value;
    T* w = column.values.data();
    if (weights().form() == WeightForm::dense) {
      adjust_dense(
          w, column.values.size(),
          {up_.data(), down_.data(), is_modulated_ ? factors_.data() : nullptr, trace, x, {limit.least, limit.most}});
      return;
    }
    for (std::size_t i = 0; i < column.values.size(); ++i) {
      const std::size_t k = column.post(i);
      const double change = potentiation_ * post.values[k] * trace - depression_ * post_trace()[k] * x;
      w[i] = static_cast<T>(changed(w[i], change, k, limit));
    }
  });
}

/// The same where the presynaptic unit is silent: only the postsynaptic spikes count.
void PairStdp::potentiate_column(std::size_t pre, const Signal& post) {
  const double change = potentiation_ * pre_trace()[pre];
  const auto limit = limits();
  weights().visit_column(pre, [&](auto column) {
    using T = typename decltype(column)::Value;
    T* w = column.values.data();
    if (weights().form() == WeightForm::dense) {
      for (const Unit k : post.active) w[k] = static_cast<T>(changed(w[k], change, k, limit));
      return;
    }
    for (std::size_t i = 0; i < column.values.size(); ++i)
      if (const std::size_t k = column.post(i); post.values[k] != 0.0)
        w[i] = static_cast<T>(changed(w[i], change, k, limit));
  });
}

}  // namespace bouton
