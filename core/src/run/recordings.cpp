#include "run/recordings.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

#include <fmt/format.h>

#include "base/first_error.hpp"
#include "network/element_setup.hpp"
#include "network/guard.hpp"

namespace bouton {

namespace {

/// Calls a recorder; a message of it names the file that the user will find.
template <class F>
void called(const RecordDescription& description, const std::optional<RecordedFile>& file, std::uint64_t step, F&& f) {
  guarded(description, step, [&] {
    try {
      f();
    } catch (const RunFailed&) {
      throw;
    } catch (const std::exception& error) {
      throw Error(file ? file->translated(error.what()) : error.what());
    }
  });
}

}  // namespace

Recordings::Recordings(Executor& executor, const std::filesystem::path& folder) : executor_(&executor) {
  try {
    open(folder);
  } catch (...) {
    // Nothing was recorded: what an earlier run has written stays.
    const auto error = std::current_exception();
    for (auto& r : recordings_) {
      if (!r.file) continue;
      try {
        if (!r.file->file().empty()) called(*r.description, r.file, last_step_, [&] { r.recorder->close(); });
      } catch (const std::exception&) {
      }
      r.file->drop();
    }
    std::rethrow_exception(error);
  }
}

void Recordings::open(const std::filesystem::path& folder) {
  Executor& executor = *executor_;
  for (const auto& d : executor.description.records) {
    Recording& r = recordings_.emplace_back(d);
    r.layer = executor.find_layer(d.of);
    r.target = target_of(executor, d);
    begin(r, folder);
  }
}

void Recordings::begin(Recording& r, const std::filesystem::path& folder) {
  const auto& d = *r.description;
  called(d, r.file, executor_->steps, [&] {
    r.recorder.reset(static_cast<Recorder*>(
        ElementSetup::make(d, executor_->description.seed, executor_->description.dt).release()));
    r.recorder->prepare();
    r.file.emplace(folder, d.name);
    r.file->begin(r.recorder->open(r.target, r.file->stem()));
  });
  for (const auto& other : recordings_)
    if (&other != &r && other.file->file() == r.file->file())
      throw Error(fmt::format("the recordings '{}' and '{}' would both write {}; give one of them another 'name'",
                              other.description->name, d.name, r.file->file().string()));
}

RecordTarget Recordings::target_of(Executor& executor, const RecordDescription& record) {
  RecordTarget target{record.of, record.variable};
  const auto* layer = executor.find_layer(record.of);
  const auto recorded = [&](std::size_t of_layer) { return record.part ? record.part->count : of_layer; };
  if (record.part) target.first_unit = record.part->begin, target.unit_stride = record.part->stride;
  if (layer && record.variable == "spikes") {
    target.shape = RecordShape::spikes;
  } else if (layer && record.variable == "output") {
    target.units = recorded(layer->description.size);
  } else {
    StateFinder finder(record.variable);
    executor.visit_state(record.of, finder);
    if (finder.is_weights()) {
      target.shape = RecordShape::weights;
      const auto& instances = executor.synapse(record.of).instances;
      target.has_delays = !instances.empty() && !instances[0]->weights().delays().empty();
    }
    const auto units = executor.element(record.of).second;
    if (finder.is_per_unit() && finder.size() != units)
      throw Error(
          fmt::format("'{}' shows {} values of '{}' for its {} units; its author has to mend its type's visit_state()",
                      record.of, finder.size(), record.variable, units));
    target.units = recorded(finder.size());
    target.unit = finder.unit();
  }
  return target;
}

std::string Recordings::why_not(Executor& other) const {
  const auto& records = other.description.records;
  if (records.size() != recordings_.size())
    return fmt::format("it has {} recordings, the run {}", records.size(), recordings_.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto& own = *recordings_[i].description;
    if (records[i].name != own.name || records[i].of != own.of || records[i].part != own.part ||
        records[i].variable != own.variable)
      return fmt::format("its recording '{}' was '{}'", records[i].name, own.name);
    if (recordings_[i].target.shape != RecordShape::values) continue;
    const auto units = target_of(other, records[i]).units;
    if (units != recordings_[i].target.units)
      return fmt::format("recording '{}' would have {} values, it had {}", own.name, units,
                         recordings_[i].target.units);
  }
  return "";
}

void Recordings::go_on_with(Executor& other) {
  executor_ = &other;
  for (std::size_t i = 0; i < recordings_.size(); ++i) {
    recordings_[i].description = &other.description.records[i];
    recordings_[i].layer = other.find_layer(recordings_[i].description->of);
  }
}

std::span<const Unit> Recordings::Recording::units(std::span<const Unit> of_layer) {
  const auto& part = description->part;
  if (!part) return of_layer;
  own_units.clear();
  std::ranges::copy_if(of_layer, std::back_inserter(own_units), [&](Unit unit) { return part->contains(unit); });
  return own_units;
}

std::span<const double> Recordings::Recording::values(std::span<const double> of_layer) {
  const auto& part = description->part;
  if (!part) return of_layer;
  own_values.clear();
  for (Unit k = 0; k < part->count; ++k) own_values.push_back(of_layer[part->unit(k)]);
  return own_values;
}

void Recordings::take(Recording& r, std::uint64_t step) {
  const auto& d = *r.description;
  called(d, r.file, step, [&] {
    switch (r.target.shape) {
      case RecordShape::spikes: {
        const auto signal = executor_->output(*r.layer, step);
        if (!signal.is_spikes)
          throw Error(
              fmt::format("recording '{}': '{}' published values other than 0 and 1 at step {}; record its "
                          "'output' instead of its 'spikes'",
                          d.name, d.of, step));
        r.recorder->spikes(step, r.units(signal.active));
        break;
      }
      case RecordShape::weights: {
        r.reader.clear();
        executor_->read_state(d.of, r.reader);
        r.recorder->weights(step, r.reader.entries());
        break;
      }
      case RecordShape::values:
        if (r.layer && d.variable == "output") {
          r.recorder->values(step, r.values(executor_->output(*r.layer, step).values));
        } else {
          r.reader.clear();
          executor_->read_state(d.of, r.reader);
          const std::size_t wanted = d.part ? r.layer->description.size : r.target.units;
          if (r.reader.values().size() != wanted)
            throw Error(
                fmt::format("'{}' shows {} values of '{}', and {} when the run began; its author has to mend its "
                            "type's visit_state()",
                            d.of, r.reader.values().size(), d.variable, wanted));
          r.recorder->values(step, r.values(r.reader.values()));
        }
        break;
    }
  });
}

std::uint64_t Recordings::steps_until_sample(std::uint64_t step) const {
  auto steps = std::numeric_limits<std::uint64_t>::max();
  for (const auto& r : recordings_)
    if (!r.description->at_end && !r.is_of_output()) {
      const auto every = r.description->every;
      steps = std::min(steps, (every - step % every) % every + 1);
    }
  return steps;
}

void Recordings::sample(std::uint64_t first, std::uint64_t end) {
  executor_->stopwatch() ? sample<true>(first, end) : sample<false>(first, end);
}

template <bool measured>
void Recordings::sample(std::uint64_t first, std::uint64_t end) {
  Laps<measured> laps;
  for (auto step = first; step < end; ++step) {
    last_step_ = step;
    has_sampled_ = true;
    for (std::size_t i = 0; i < recordings_.size(); ++i) {
      auto& r = recordings_[i];
      if (!r.description->at_end && step % r.description->every == 0) take(r, i, step, laps);
    }
  }
}

void Recordings::sample_end() { executor_->stopwatch() ? sample_end<true>() : sample_end<false>(); }

template <bool measured>
void Recordings::sample_end() {
  if (has_ended_) return;
  has_ended_ = true;
  if (!has_sampled_) return;
  Laps<measured> laps;
  for (std::size_t i = 0; i < recordings_.size(); ++i)
    if (recordings_[i].description->at_end) take(recordings_[i], i, last_step_, laps);
}

template <bool measured>
void Recordings::take(Recording& r, std::size_t index, std::uint64_t step, Laps<measured>& laps) {
  laps.begin();
  take(r, step);
  if constexpr (measured) {
    auto& cost = executor_->stopwatch()->recordings[index];
    laps.lap(cost);
    ++cost.count;
  }
}

void Recordings::write_out() {
  const auto* ending = PluginCall::current();
  for (auto& r : recordings_) {
    if (!r.recorder || !r.file || (ending && ending->element() == &r.description->name)) continue;
    try {
      end(r);
    } catch (const std::exception&) {
      // The others are still to be written.
    }
  }
}

template <bool measured>
void Recordings::close_all(FirstError& error) {
  Laps<measured> laps;
  for (std::size_t i = 0; i < recordings_.size(); ++i) {
    auto& r = recordings_[i];
    laps.begin();
    error.attempt([&] { end(r); });
    if constexpr (measured) laps.lap(executor_->stopwatch()->recordings[i]);
    const PluginCall call(r.description->name, r.description->type.get(), last_step_);
    r.recorder.reset();
  }
}

void Recordings::close() {
  FirstError error;
  error.attempt([&] { sample_end(); });
  executor_->stopwatch() ? close_all<true>(error) : close_all<false>(error);
  recordings_.clear();
  error.rethrow();
}

void Recordings::end(Recording& r) {
  try {
    called(*r.description, r.file, last_step_, [&] { r.recorder->close(); });
  } catch (...) {
    r.file->leave();
    throw;
  }
  for (auto& file : r.file->complete()) files_.push_back(std::move(file));
  const auto of = part_name(r.target.element, r.description->part);
  recorded_.push_back({r.file->file(), of, r.target.variable, r.target.unit});
}

}  // namespace bouton
