#include "run/recordings.hpp"

#include <fmt/format.h>

#include "network/element_setup.hpp"
#include "network/guard.hpp"

namespace bouton {

Recordings::Recordings(Executor& executor, const std::filesystem::path& folder) : executor_(executor) {
  try {
    open(folder);
  } catch (...) {
    recordings_.pop_back();  // the one that could not be opened
    const auto error = std::current_exception();
    try {
      close();
    } catch (const std::exception&) {
    }
    std::rethrow_exception(error);
  }
}

void Recordings::open(const std::filesystem::path& folder) {
  Executor& executor = executor_;
  for (const auto& d : executor.description.records) {
    Recording& r = recordings_.emplace_back(d);
    for (const auto& node : executor.layers)
      if (node.description.name == d.of) r.layer = &node;
    if (r.layer && d.variable == "spikes") {
      r.target.shape = RecordShape::spikes;
    } else if (r.layer && d.variable == "output") {
      r.target.units = r.layer->description.size;
    } else if (!r.layer && d.variable == "weights") {
      r.target.shape = RecordShape::weights;
    } else {
      executor.visit_state(d.of, r.reader);
      r.target.units = r.reader.values().size();
    }
    guarded(d, executor.steps, [&] {
      r.recorder.reset(
          static_cast<Recorder*>(ElementSetup::make(d, executor.description.seed, executor.description.dt).release()));
      r.recorder->prepare();
      files_.push_back(r.recorder->open(r.target, folder / d.name));
    });
  }
}

void Recordings::take(Recording& r, std::uint64_t step) {
  const auto& d = *r.description;
  guarded(d, step, [&] {
    switch (r.target.shape) {
      case RecordShape::spikes: {
        const auto signal = executor_.output(*r.layer);
        if (!signal.is_spikes)
          throw Error(
              fmt::format("recording '{}': '{}' published values other than 0 and 1 at step {}; record its "
                          "'output' instead of its 'spikes'",
                          d.name, d.of, step));
        r.recorder->spikes(step, signal.active);
        break;
      }
      case RecordShape::weights: {
        std::vector<WeightEntry> all;
        for (const auto& instance : executor_.synapse(d.of).instances) {
          const auto entries = instance->weights().entries();
          all.insert(all.end(), entries.begin(), entries.end());
        }
        r.recorder->weights(step, all);
        break;
      }
      case RecordShape::values:
        if (r.layer && d.variable == "output") {
          r.recorder->values(step, executor_.output(*r.layer).values);
        } else {
          r.reader.clear();
          executor_.visit_state(d.of, r.reader);
          r.recorder->values(step, r.reader.values());
        }
        break;
    }
  });
}

void Recordings::sample(std::uint64_t step) {
  last_step_ = step;
  has_sampled_ = true;
  for (auto& r : recordings_)
    if (!r.description->at_end && step % r.description->every == 0) take(r, step);
}

void Recordings::close() {
  std::exception_ptr first;
  const auto attempt = [&](auto&& f) {
    try {
      f();
    } catch (...) {
      if (!first) first = std::current_exception();
    }
  };
  for (auto& r : recordings_) {
    if (has_sampled_ && r.description->at_end) attempt([&] { take(r, last_step_); });
    attempt([&] { guarded(*r.description, last_step_, [&] { r.recorder->close(); }); });
  }
  recordings_.clear();
  if (first) std::rethrow_exception(first);
}

}  // namespace bouton
