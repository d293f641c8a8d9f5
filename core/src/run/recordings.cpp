#include "run/recordings.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "file/save.hpp"
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

class Recordings::ToWriter final : public RecordSink {
 public:
  ToWriter(Writer& writer, std::size_t recording) : writer_(writer), recording_(recording) {}
  void targets(std::span<const RecordTarget>) override {}
  void spikes(std::size_t target, std::uint64_t step, std::span<const Unit> units) override {
    writer_.add({recording_, target, RecordShape::spikes, step, units, {}, {}});
  }
  void values(std::size_t target, std::uint64_t step, std::span<const double> values) override {
    writer_.add({recording_, target, RecordShape::values, step, {}, values, {}});
  }
  void weights(std::size_t target, std::uint64_t step, std::span<const WeightEntry> entries) override {
    writer_.add({recording_, target, RecordShape::weights, step, {}, {}, entries});
  }

 private:
  Writer& writer_;
  std::size_t recording_;
};

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
  executor_->stop_keeping_state();
  for (const auto& d : executor_->description.records) {
    Recording& r = recordings_.emplace_back(d);
    for (const auto& target : d.targets) {
      r.samplers.emplace_back(*executor_, target);
      r.targets.push_back(r.samplers.back().target());
    }
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
    r.file->begin(r.recorder->open(r.targets, r.file->stem()));
  });
  for (const auto& other : recordings_)
    if (&other != &r && other.file->file() == r.file->file())
      throw Error(fmt::format("the recordings '{}' and '{}' would both write {}; give one of them another 'name'",
                              other.description->name, d.name, r.file->file().string()));
}

std::string Recordings::why_not(Executor& other) const {
  const auto& records = other.description.records;
  if (records.size() != recordings_.size())
    return fmt::format("it has {} recordings, the run {}", records.size(), recordings_.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto& own = recordings_[i];
    if (records[i].name != own.description->name || records[i].targets.size() != own.samplers.size())
      return fmt::format("its recording '{}' was '{}'", records[i].name, own.description->name);
    for (std::size_t t = 0; t < own.samplers.size(); ++t)
      if (const auto why = own.samplers[t].why_not(other, records[i].targets[t]); !why.empty())
        return fmt::format("recording '{}' {}", own.description->name, why);
  }
  return "";
}

void Recordings::go_on_with(Executor& other) {
  writer_.wait();
  executor_ = &other;
  for (std::size_t i = 0; i < recordings_.size(); ++i) {
    auto& r = recordings_[i];
    r.description = &other.description.records[i];
    for (std::size_t t = 0; t < r.samplers.size(); ++t) r.samplers[t].go_on_with(other, r.description->targets[t]);
  }
}

void Recordings::begin_phase(const std::string& name) {
  for (auto& r : recordings_)
    for (auto& sampler : r.samplers) sampler.begin_phase(name);
}

std::uint64_t Recordings::steps_until_sample(std::uint64_t step) const {
  auto steps = std::numeric_limits<std::uint64_t>::max();
  for (const auto& r : recordings_)
    for (const auto& sampler : r.samplers) steps = std::min(steps, sampler.steps_until_sample(step));
  return steps;
}

void Recordings::sample(std::uint64_t first, std::uint64_t end) {
  writer_.rethrow();
  executor_->stopwatch() ? sample<true>(first, end) : sample<false>(first, end);
}

template <bool measured>
void Recordings::sample(std::uint64_t first, std::uint64_t end) {
  Laps<measured> laps;
  for (auto step = first; step < end; ++step) {
    last_step_ = step;
    has_sampled_ = true;
    for (std::size_t i = 0; i < recordings_.size(); ++i)
      for (std::size_t t = 0; t < recordings_[i].samplers.size(); ++t)
        if (auto& sampler = recordings_[i].samplers[t]; sampler.is_due(step))
          take(i, step, laps, [&](RecordSink& to) { sampler.take(step, t, to); });
  }
  writer_.look();
}

void Recordings::sample_end() { executor_->stopwatch() ? sample_end<true>() : sample_end<false>(); }

template <bool measured>
void Recordings::sample_end() {
  if (has_ended_) return;
  has_ended_ = true;
  if (!has_sampled_) return;
  Laps<measured> laps;
  for (std::size_t i = 0; i < recordings_.size(); ++i)
    for (std::size_t t = 0; t < recordings_[i].samplers.size(); ++t) {
      auto& sampler = recordings_[i].samplers[t];
      if (sampler.description().at_end)
        take(i, last_step_, laps, [&](RecordSink& to) { sampler.take(last_step_, t, to); });
    }
}

template <bool measured, class Work>
void Recordings::take(std::size_t index, std::uint64_t step, Laps<measured>& laps, Work&& work) {
  laps.begin();
  try {
    ToWriter to(writer_, index);
    work(to);
  } catch (const RunFailed&) {
    throw;
  } catch (const Error& error) {
    const auto& d = *recordings_[index].description;
    throw RunFailed(d.name, d.type->declaration.name, d.type->library, step, error.what());
  }
  if constexpr (measured) {
    auto& cost = executor_->stopwatch()->recordings[index];
    laps.lap(cost);
    ++cost.count;
  }
}

void Recordings::write(const Sample& sample) {
  auto& r = recordings_[sample.recording];
  if (r.has_failed) return;
  const auto call = [&] {
    switch (sample.shape) {
      case RecordShape::spikes: return r.recorder->spikes(sample.target, sample.step, sample.units);
      case RecordShape::values: return r.recorder->values(sample.target, sample.step, sample.values);
      case RecordShape::weights: return r.recorder->weights(sample.target, sample.step, sample.entries);
    }
  };
  try {
    if (!executor_->stopwatch()) return called(*r.description, r.file, sample.step, call);
    Laps<true> laps;
    called(*r.description, r.file, sample.step, call);
    laps.lap(r.writing);
  } catch (...) {
    r.has_failed = true;
    throw;
  }
}

void Recordings::finish_samples() {
  for (std::size_t i = 0; i < recordings_.size(); ++i)
    for (std::size_t t = 0; t < recordings_[i].samplers.size(); ++t) {
      ToWriter to(writer_, i);
      recordings_[i].samplers[t].finish(t, to);
    }
}

void Recordings::write_out() {
  const auto* ending = PluginCall::current();
  finish_samples();
  writer_.go_on();
  for (std::size_t i = 0; i < recordings_.size(); ++i) {
    auto& r = recordings_[i];
    if (!r.recorder || !r.file || i == writer_.interrupted()) continue;
    if (ending && ending->element() == &r.description->name) continue;
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
    if constexpr (measured) {
      auto& cost = executor_->stopwatch()->recordings[i];
      laps.lap(cost);
      cost.seconds += r.writing.seconds;
    }
    const PluginCall call(r.description->name, r.description->type.get(), last_step_);
    r.recorder.reset();
  }
}

void Recordings::close() {
  FirstError error;
  error.attempt([&] { sample_end(); });
  error.attempt([&] { finish_samples(); });
  writer_.finish();
  error.attempt([&] { writer_.rethrow(); });
  executor_->stopwatch() ? close_all<true>(error) : close_all<false>(error);
  recordings_.clear();
  executor_->stop_keeping_state();
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
  recorded_.push_back({r.file->file(), r.description->type->declaration.name,
                       parameters_to_json(r.description->parameters).dump(), executor_->description.dt, r.targets});
}

}  // namespace bouton
