#include <bouton/run.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "base/first_error.hpp"
#include "network/executor.hpp"
#include "process/last_work.hpp"
#include "run/changed_run.hpp"
#include "run/learned_weights.hpp"
#include "run/length.hpp"
#include "run/phase_results.hpp"
#include "run/recordings.hpp"
#include "run/stepper.hpp"
#include "run/trials.hpp"

namespace bouton {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

/// One run from the first phase to the last.
class PhaseRunner {
 public:
  PhaseRunner(Network& network, const RunOptions& options)
      : network_(network), executor_(&executor_of(network)), options_(options) {
    if (options.steps) {
      given_.emplace();
      given_->name = "0";
      given_->steps = *options.steps;
    }
    check_inputs();
    std::error_code error;
    std::filesystem::create_directories(options.out, error);
    if (error) throw Error(fmt::format("the folder {} cannot be made: {}", options.out.string(), error.message()));
  }

  RunResult run() {
    Recordings recordings(*executor_, options_.out);
    Stepper stepper(network_, recordings, options_);
    LearnedWeights learned_weights(*executor_);
    recordings_ = &recordings;
    stepper_ = &stepper;
    learned_weights_ = &learned_weights;
    const LastWork last_steps([this] { record_before_end(); });
    try {
      open_scores();
      stepper.progress.run_total = run_steps();
      stepper.progress.phases = phase_count();
      stepper.begin();
      for (std::uint64_t i = 0; i < phase_count() && !stepper.is_stopped(); ++i) run_phase(i);
      executor_->finite.look(*executor_, FiniteCheck::Extent::everything);
    } catch (...) {
      // What was recorded so far is kept; the first error is the one to tell.
      try {
        close();
      } catch (const std::exception&) {
      }
      tell_failure();
      throw;
    }
    try {
      close();
      result_.summary.synapses = learned_weights.summary(*executor_);
    } catch (...) {
      tell_failure();
      throw;
    }
    complete_result();
    return std::move(result_);
  }

 private:
  void complete_result() {
    result_.phases = phase_results_.take();
    result_.stopped = stepper_->is_stopped();
    result_.steps = stepper_->progress.run_done;
    result_.spike_hash = stepper_->spike_hash();
    result_.summary.layers = stepper_->activity().summary();
    result_.changes = stepper_->changes();
  }

  void tell_failure() {
    if (phase_begin_) end_phase();
    complete_result();
    if (options_.on_failure) options_.on_failure(result_);
  }

  /// When a plugin ends the process in a window: records the steps of the window that came before.
  void record_before_end() {
    const auto first = executor_->steps;
    executor_->complete_before_end();
    recordings_->sample(first, executor_->steps);
  }

  std::uint64_t phase_count() const { return given_ ? 1 : executor_->description.run.count(); }
  std::size_t index_of(std::uint64_t number) const { return given_ ? 0 : phase_at(executor_->description.run, number); }
  const PhaseDescription& phase(std::uint64_t number) const {
    return given_ ? *given_ : executor_->description.phases[index_of(number)];
  }
  std::uint64_t run_steps() const { return given_ ? given_->steps : steps_of_run(executor_->description); }
  bool learns(const PhaseDescription& phase) const { return phase.learn && options_.learn; }

  void check_inputs() const {
    if (run_steps() == 0) return;
    for (const auto& node : executor_->layers)
      if (!node.description.type)
        throw Error(fmt::format("input '{}' has no source; give it one in the file, or feed it from a program",
                                node.description.name));
  }

  /// Only a run with trials and a readout predicts.
  void open_scores() {
    const auto& description = executor_->description;
    const bool has_trials =
        !given_ && std::ranges::any_of(description.phases, [](const auto& p) { return p.trials.has_value(); });
    if (!description.readout || !has_trials) return;
    readout_.emplace(*executor_, *description.readout);
    const auto& readout = *description.readout;
    scores_.emplace(options_.out, part_size(readout.part, executor_->layer(readout.of).description.size));
  }

  /// Closes all; the first error is thrown once everything is.
  void close() {
    FirstError error;
    error.attempt([&] { recordings_->close(); });
    if (scores_) error.attempt([&] { scores_->close(); });
    result_.files = recordings_->files();
    result_.recorded = recordings_->recorded();
    if (scores_)
      for (const auto& file : scores_->files()) result_.files.push_back(file);
    error.rethrow();
  }

  void run_phase(std::uint64_t number) {
    const auto* phase = present_ = &this->phase(number);
    auto& progress = stepper_->progress;
    progress.phase = number;
    progress.phase_name = phase->name;
    progress.is_trials = phase->trials.has_value();
    progress.done = progress.correct = 0;
    progress.total = phase->trials ? phase->trials->count : phase->steps;
    progress.learn = learns(*phase);
    phase_begin_ = Clock::now();
    steps_before_phase_ = executor_->steps;
    phase_results_.begin(index_of(number), *phase, progress.learn);
    recordings_->begin_phase(phase->name);

    // What comes after the last step is not seen by what is recorded at the end.
    if (progress.run_done == progress.run_total) recordings_->sample_end();
    if (phase->reset) stepper_->reset();
    for (const auto& change : phase->changes) {
      executor_->set(change.element, change.settings);
      executor_->note_change(change.element, change.settings);
    }
    if (phase->trials)
      run_trials(number);
    else
      run_steps_of_phase();
    stepper_->tell(true);
    end_phase();
  }

  void end_phase() {
    phase_results_.add_time(executor_->steps - steps_before_phase_, seconds_since(*phase_begin_));
    phase_begin_.reset();
  }

  /// A network that takes the place of the running one may change the phase while it runs.
  void run_steps_of_phase() {
    const auto& progress = stepper_->progress;
    while (progress.done < present_->steps && !stepper_->is_stopped()) {
      if (replace() && progress.done >= present_->steps) break;
      stepper_->advance(present_->steps - progress.done, learns(*present_));
    }
  }

  void run_trials(std::uint64_t number) {
    std::optional<Scoring> scoring;
    TrialsSetup setup{executor_, stepper_, nullptr, nullptr, {}};
    setup.replace = [&] {
      const bool replaced = replace();
      setup.executor = executor_;
      return replaced;
    };
    if (scores_) {
      scoring = scoring_of(*executor_, *present_->trials, learns(*present_));
      setup.readout = &*readout_;
      setup.scores = &*scores_;
      scores_->begin_phase(present_->name, number);
      stepper_->show_to(&*readout_);
    }
    stepper_->progress.is_scored = scoring && scoring->is_scored();
    RepetitionResult repetition;
    repetition.phase_number = number;
    bouton::run_trials(setup, *present_, learns(*present_), scoring, repetition);
    stepper_->show_to(nullptr);
    if (scores_) scores_->end_phase();
    phase_results_.add_trials(repetition, scoring);
  }

  /// Goes on with another network if there is one that fits; true if so.
  bool replace() {
    if (!options_.replace) return false;
    auto next = options_.replace(network_);
    if (!next) return false;
    auto& executor = executor_of(*next);
    const auto why = why_not(executor);
    if (!why.empty()) {
      if (options_.on_replacement) options_.on_replacement({executor_->steps, why, ""});
      return false;
    }
    const auto ignored = ignored_changes(executor.description);
    recordings_->go_on_with(executor);
    if (readout_) readout_->go_on_with(executor);
    stepper_->go_on_with(executor);
    learned_weights_->go_on_with(executor);
    network_ = std::move(*next);
    executor_ = &executor;
    auto& progress = stepper_->progress;
    progress.run_total = run_steps();
    present_ = &phase(progress.phase);
    if (!progress.is_trials) progress.total = present_->steps;
    if (options_.on_replacement) options_.on_replacement({executor.steps, "", ignored});
    return true;
  }

  /// Why the run cannot go on with another network, or "".
  std::string why_not(Executor& next) const {
    const auto& description = next.description;
    std::string why;
    if (!given_ && description.run.count() != phase_count())
      why = fmt::format("it has {} phases, the run {}", description.run.count(), phase_count());
    if (description.data.size() != executor_->description.data.size()) why = "it has other data sets";
    if (why.empty()) why = recordings_->why_not(next);
    if (why.empty() && readout_) why = readout_->why_not(next);
    return why;
  }

  std::string ignored_changes(const NetworkDescription& next) const {
    const auto& own = executor_->description;
    if (given_) return same_run(own, next) ? "" : "the number of steps was given";
    return ignored_phases(own, next, stepper_->progress.phase);
  }

  Network& network_;
  Executor* executor_;
  const RunOptions& options_;
  std::optional<PhaseDescription> given_;      // in place of the file's phases
  const PhaseDescription* present_ = nullptr;  // the phase that is running, as the network has it now
  Recordings* recordings_ = nullptr;
  Stepper* stepper_ = nullptr;
  LearnedWeights* learned_weights_ = nullptr;
  std::optional<Readout> readout_;
  std::optional<Scores> scores_;
  PhaseResults phase_results_;
  std::optional<Clock::time_point> phase_begin_;  // of the phase that is running
  std::uint64_t steps_before_phase_ = 0;
  RunResult result_;
};

}  // namespace

RunResult run(Network& network, const RunOptions& options) { return PhaseRunner(network, options).run(); }

}  // namespace bouton
