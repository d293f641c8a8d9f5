#include "run/trials.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "run/presenter.hpp"
#include "run/shown_class.hpp"

namespace bouton {

namespace {

/// Counts what was predicted of a sample, and writes it.
void score(const TrialsSetup& setup, const DataDescription& data, std::uint64_t sample, const Scoring& scoring,
           TrialCounts& counts) {
  std::vector<double> values(scoring.classes);
  read_field(data, sample, scoring.target, values, setup.executor->steps);
  const auto wanted = static_cast<std::size_t>(std::ranges::max_element(values) - values.begin());
  const auto predicted = setup.readout->predict();
  setup.scores->add(sample, wanted, predicted.unit, scoring.is_scored());
  if (!scoring.is_scored()) return;
  counts.correct += predicted.unit == wanted;
  counts.ties += predicted.is_tie;
  counts.silent += predicted.is_silent;
  counts.unpredicted += !predicted.unit;
  setup.stepper->progress.correct = counts.correct;
}

}  // namespace

Scoring scoring_of(const Executor& executor, const TrialsDescription& trials, bool learn) {
  const auto& readout = *executor.description.readout;
  const auto fields = executor.description.data[trials.data].set->fields();
  const auto field = std::ranges::find_if(
      fields, [&](const auto& f) { return readout.target.empty() ? f.is_class : f.name == readout.target; });
  return {static_cast<std::size_t>(field - fields.begin()), field->size,
          input_that_shows(executor, field->name, readout.of, learn)};
}

void run_trials(TrialsSetup& setup, const PhaseDescription& phase, bool learn, std::optional<Scoring>& scoring,
                TrialCounts& counts) {
  // What is needed of the phase is copied: another network may take the place of the one that it belongs to.
  const TrialsDescription trials = *phase.trials;
  const auto steps = phase.steps;
  const auto data = [&]() -> const DataDescription& { return setup.executor->description.data[trials.data]; };
  auto& stepper = *setup.stepper;
  Presenter presenter(*setup.executor, data(), learn);
  for (std::uint64_t i = 0; i < trials.count && !stepper.is_stopped(); ++i) {
    if (setup.replace()) {
      presenter = Presenter(*setup.executor, data(), learn);
      if (scoring) {
        const auto shown_by = scoring->shown_by;
        scoring = scoring_of(*setup.executor, trials, learn);
        if (!shown_by.empty()) scoring->shown_by = shown_by;
      }
    }
    if (trials.reset) stepper.reset();
    const std::uint64_t sample = trials.from + i;
    presenter.present(sample);
    if (setup.readout) setup.readout->begin_trial();
    auto taken = stepper.take(steps, learn);
    if (trials.flush > 0 && !stepper.is_stopped()) {
      presenter.silence(false);
      taken += stepper.take(trials.flush, learn);
    }
    if (taken < steps + trials.flush) break;
    ++counts.trials;
    stepper.progress.done = counts.trials;
    if (scoring) score(setup, data(), sample, *scoring, counts);
  }
  presenter.silence(true);
}

}  // namespace bouton
