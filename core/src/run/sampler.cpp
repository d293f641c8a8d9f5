#include "run/sampler.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "network/element_checks.hpp"
#include "run/reduce_weights.hpp"

namespace bouton {

namespace {

bool lie_side_by_side(const RecordedUnits& units) { return units.listed.empty() && units.stride == 1; }

/// What a recorder is told of a target.
RecordTarget target_of(Executor& executor, const TargetDescription& d) {
  RecordTarget target{d.of, d.variable};
  target.every = d.every;
  target.bin = d.bin;
  target.at_end = d.at_end;
  target.dt = executor.description.dt;
  target.layer_size = executor.element(d.of).second;
  const auto* layer = executor.find_layer(d.of);
  const bool is_of_output = layer && (d.variable == "spikes" || d.variable == "output");
  StateFinder finder(d.variable);
  if (!is_of_output) executor.visit_state(d.of, finder);
  target.shape = shape_of(d, finder, layer != nullptr);
  if (finder.is_weights()) {
    const auto& instances = executor.synapse(d.of).instances;
    target.has_delays = !instances.empty() && !instances[0]->weights().delays().empty();
    const auto& source = executor.synapse(d.of).description.sources[0];
    target.pre_size = part_size(source.part, executor.layers[source.layer].description.size);
  } else if (!is_of_output) {
    if (finder.is_per_unit() && finder.size() != target.layer_size)
      throw Error(
          fmt::format("'{}' shows {} values of '{}' for its {} units; its author has to mend its type's visit_state()",
                      d.of, finder.size(), d.variable, target.layer_size));
    target.layer_size = finder.size();
  }
  if (!is_of_output && !(d.reduction && d.reduction->kind == WeightReduction::Kind::histogram))
    target.unit = finder.unit();
  target.units = d.units.value_or(RecordedUnits{target.layer_size});
  if (d.sum) target.columns = {"all"};
  if (d.reduction) target.columns = columns_of(*d.reduction);
  return target;
}

}  // namespace

Sampler::Sampler(Executor& executor, const TargetDescription& description)
    : executor_(&executor),
      description_(&description),
      layer_(executor.find_layer(description.of)),
      target_(target_of(executor, description)),
      reader_(description.variable),
      counts_(description.bin > 0 ? target_.width() : 0, 0.0) {
  keep_state();
  if (!description.units || lie_side_by_side(*description.units)) return;
  is_chosen_.assign(target_.layer_size, 0);
  for (std::size_t k = 0; k < target_.units.size(); ++k) is_chosen_[target_.units[k]] = 1;
}

std::string Sampler::why_not(Executor& other, const TargetDescription& d) const {
  const auto& own = *description_;
  if (d.of != own.of || d.units != own.units || d.variable != own.variable || d.bin != own.bin || d.sum != own.sum ||
      d.reduction != own.reduction)
    return "records something else";
  if (target_.shape != RecordShape::values) return "";
  const auto width = target_of(other, d).width();
  return width == target_.width() ? "" : fmt::format("would have {} values, it had {}", width, target_.width());
}

void Sampler::go_on_with(Executor& other, const TargetDescription& description) {
  executor_ = &other;
  description_ = &description;
  layer_ = other.find_layer(description.of);
  keep_state();
}

/// What is sampled at the end is not kept: it can be read then.
void Sampler::keep_state() {
  kept_.reset();
  if (layer_ && !is_of_output() && !description_->at_end)
    kept_ = executor_->keep_state(*layer_, description_->variable, target_.units, description_->every);
}

std::uint64_t Sampler::steps_until_sample(std::uint64_t step) const {
  constexpr auto never = std::numeric_limits<std::uint64_t>::max();
  const auto& d = *description_;
  if (d.at_end || is_of_output() || kept_ || !is_in_phase_) return never;
  const auto first = std::max(step, d.from);
  const auto next = first + (d.every - first % d.every) % d.every;
  return next < d.until ? next - step + 1 : never;
}

void Sampler::take(std::uint64_t step, std::size_t number, RecordSink& to) {
  if (description_->bin > 0) return count(step, number, to);
  switch (target_.shape) {
    case RecordShape::spikes: return to.spikes(number, step, spikes(step));
    case RecordShape::weights: return to.weights(number, step, weights());
    case RecordShape::values: break;
  }
  if (kept_) return to.values(number, step, layer_->kept_states[*kept_].of(step));
  if (description_->reduction) return to.values(number, step, reduced(*description_->reduction, weights()));
  to.values(number, step, chosen(is_of_output() ? executor_->output(*layer_, step).values : state()));
}

/// The units that spiked in that step, of those that are recorded.
std::span<const Unit> Sampler::spikes(std::uint64_t step) {
  const auto signal = executor_->output(*layer_, step);
  if (!signal.is_spikes)
    throw Error(
        fmt::format("'{}' published values other than 0 and 1 at step {}; record its 'output' instead of its 'spikes'",
                    description_->of, step));
  if (!description_->units) return signal.active;
  const auto& units = target_.units;
  if (lie_side_by_side(units)) {
    const auto begin = std::ranges::lower_bound(signal.active, units.first);
    return {begin, std::lower_bound(begin, signal.active.end(), units.first + units.count)};
  }
  own_units_.clear();
  std::ranges::copy_if(signal.active, std::back_inserter(own_units_), [&](Unit unit) { return is_chosen_[unit] != 0; });
  return own_units_;
}

std::span<const double> Sampler::state() {
  reader_.clear();
  executor_->read_state(description_->of, reader_);
  if (reader_.values().size() != target_.layer_size)
    throw Error(
        fmt::format("'{}' shows {} values of '{}', and {} when the run began; its author has to mend its "
                    "type's visit_state()",
                    description_->of, reader_.values().size(), description_->variable, target_.layer_size));
  return reader_.values();
}

std::span<const double> Sampler::chosen(std::span<const double> of_layer) {
  if (!description_->units) return of_layer;
  const auto& units = target_.units;
  if (lie_side_by_side(units)) return of_layer.subspan(units.first, units.count);
  own_values_.clear();
  for (std::size_t k = 0; k < units.size(); ++k) own_values_.push_back(of_layer[units[k]]);
  return own_values_;
}

std::span<const WeightEntry> Sampler::weights() {
  reader_.clear();
  executor_->read_state(description_->of, reader_);
  if (!description_->units) return reader_.entries();
  const auto& units = target_.units;
  own_entries_.clear();
  std::ranges::copy_if(reader_.entries(), std::back_inserter(own_entries_), [&](const WeightEntry& entry) {
    return is_chosen_.empty() ? entry.post >= units.first && entry.post - units.first < units.count
                              : is_chosen_[entry.post] != 0;
  });
  return own_entries_;
}

/// A bin ends when it is full, and before a step that is not recorded.
void Sampler::count(std::uint64_t step, std::size_t number, RecordSink& to) {
  if (bin_steps_ > 0 && step != bin_begin_ + bin_steps_) finish(number, to);
  if (bin_steps_ == 0) bin_begin_ = step;
  const auto units = spikes(step);
  if (description_->sum)
    counts_[0] += static_cast<double>(units.size());
  else if (!description_->units)
    for (const Unit unit : units) ++counts_[unit];
  else
    for (const Unit unit : units) ++counts_[place_of(unit)];
  if (++bin_steps_ == description_->bin) finish(number, to);
}

void Sampler::finish(std::size_t number, RecordSink& to) {
  if (bin_steps_ == 0) return;
  to.values(number, bin_begin_, counts_);
  std::ranges::fill(counts_, 0.0);
  bin_steps_ = 0;
}

std::size_t Sampler::place_of(Unit unit) const {
  const auto& units = target_.units;
  if (units.listed.empty()) return (unit - units.first) / units.stride;
  return static_cast<std::size_t>(std::ranges::lower_bound(units.listed, unit) - units.listed.begin());
}

}  // namespace bouton
