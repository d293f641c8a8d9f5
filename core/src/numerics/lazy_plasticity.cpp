#include <bouton/lazy_plasticity.hpp>

namespace bouton {

void LazyPlasticity::prepare() {
  PlasticSynapse::prepare();
  // All room that the log will ever need.
  entries_.reserve(most_entries);
  columns_.assign(source_size(0), {});
  listed_.reserve(source_size(0));
  listed_.clear();
  entries_.clear();
  is_fresh_ = true;
  clear_log();
}

void LazyPlasticity::propagate(const SynapseInputs& in, std::span<double> port) {
  const auto& pre = in.source(0);
  if (!pre.is_spikes)
    settle();
  else if (!entries_.empty())
    for (const Unit unit : pre.active) meet(unit);
  PlasticSynapse::propagate(in, port);
}

void LazyPlasticity::update(const SynapseInputs& in, const Signal& post, bool learn) {
  ++clock_;
  met_ = entries_.size();
  PlasticSynapse::update(in, post, learn);
  const auto& pre = in.source(0);
  if (!pre.is_spikes) settle();
  if (is_fresh_) return;
  for (const Unit unit : pre.active) {
    Column& column = columns_[unit];
    if (!column.is_listed) listed_.push_back(unit);
    column = {pre_trace()[unit], clock_, met_, true};
  }
}

void LazyPlasticity::settle() {
  if (is_fresh_) return;
  if (!entries_.empty()) {
    for (const Unit unit : listed_) meet(unit);
    entries_.clear();
    clear_log();
  }
  is_fresh_ = true;
}

void LazyPlasticity::reset() {
  settle();
  PlasticSynapse::reset();
}

void LazyPlasticity::meet(std::size_t pre) {
  Column& column = columns_[pre];
  if (column.done == entries_.size()) return;
  if (column.trace != 0.0) catch_up(pre, column);
  column.done = entries_.size();
}

/// Called when the traces have taken the present step.
void LazyPlasticity::start() {
  for (const Unit unit : listed_) columns_[unit] = {};
  listed_.clear();
  for (const Unit unit : pre_trace().nonzero()) {
    columns_[unit] = {pre_trace()[unit], clock_, 0, true};
    listed_.push_back(unit);
  }
  is_fresh_ = false;
}

}  // namespace bouton
