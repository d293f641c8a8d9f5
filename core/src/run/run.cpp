#include <bouton/run.hpp>

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "network/executor.hpp"
#include "network/guard.hpp"
#include "run/readout.hpp"
#include "run/recordings.hpp"
#include "run/same_phase.hpp"
#include "run/spike_hash.hpp"

namespace bouton {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

/// One run from the first phase to the last.
class PhaseRunner {
 public:
  PhaseRunner(Network& network, const RunOptions& options)
      : network_(network), executor_(&executor_of(network)), options_(options) {
    read_phases();
    check_inputs();
    std::error_code error;
    std::filesystem::create_directories(options.out, error);
    if (error) throw Error(fmt::format("the folder {} cannot be made: {}", options.out.string(), error.message()));
  }

  RunResult run() {
    Recordings recordings(*executor_, options_.out);
    recordings_ = &recordings;
    try {
      const bool scored = executor_->description.readout &&
                          std::any_of(phases_.begin(), phases_.end(), [](const auto& p) { return p.trials; });
      if (scored) {
        readout_.emplace(*executor_, *executor_->description.readout);
        scores_.emplace(options_.out);
      }
      for (std::size_t i = 0; i < phases_.size() && !result_.stopped; ++i) run_phase(i);
    } catch (...) {
      // What was recorded so far is kept; the first error is the one to tell.
      try {
        close();
      } catch (const std::exception&) {
      }
      throw;
    }
    close();
    result_.steps = progress_.run_done;
    result_.spike_hash = spike_hash_.value();
    return std::move(result_);
  }

 private:
  void read_phases() {
    phases_ = executor_->description.phases;
    if (options_.steps) {
      PhaseDescription phase;
      phase.name = "0";
      phase.steps = *options_.steps;
      phases_ = {phase};
    }
    progress_.run_total = 0;
    for (auto& phase : phases_) {
      phase.learn = phase.learn && options_.learn;
      progress_.run_total += steps_of(phase);
    }
    progress_.phases = phases_.size();
  }

  /// Goes on with another network if there is one that fits; true if so.
  bool replace() {
    if (!options_.replace) return false;
    auto next = options_.replace(network_);
    if (!next) return false;
    auto& executor = executor_of(*next);
    std::string why;
    if (!options_.steps && executor.description.phases.size() != phases_.size())
      why = fmt::format("it has {} phases, the run {}", executor.description.phases.size(), phases_.size());
    if (executor.description.data.size() != executor_->description.data.size()) why = "it has other data sets";
    if (why.empty()) why = recordings_->why_not(executor);
    if (why.empty() && readout_) why = readout_->why_not(executor);
    if (!why.empty()) {
      if (options_.on_replacement) options_.on_replacement({executor_->steps, why, ""});
      return false;
    }
    const auto ignored = ignored_phases(executor.description.phases);
    recordings_->go_on_with(executor);
    if (readout_) readout_->go_on_with(executor);
    network_ = std::move(*next);
    executor_ = &executor;
    read_phases();
    if (!progress_.is_trials) progress_.total = phases_[progress_.phase].steps;
    if (options_.on_replacement) options_.on_replacement({executor.steps, "", ignored});
    return true;
  }

  /// Which of the phases of another network come too late to have an effect.
  std::string ignored_phases(const std::vector<PhaseDescription>& others) const {
    const auto& own = executor_->description.phases;
    if (options_.steps) return std::ranges::equal(own, others, same_phase) ? "" : "the number of steps was given";
    const auto at = progress_.phase;
    for (std::size_t i = 0; i < at; ++i)
      if (!same_phase(own[i], others[i])) return fmt::format("phase '{}' is over", own[i].name);
    // The steps of a phase without trials, and whether it learns, are followed while it runs.
    auto present = others[at];
    if (!own[at].trials && !present.trials) present.steps = own[at].steps, present.learn = own[at].learn;
    if (!same_phase(own[at], present)) return fmt::format("phase '{}' goes on as it began", own[at].name);
    return "";
  }

  static std::uint64_t steps_of(const PhaseDescription& phase) {
    return phase.trials ? phase.trials->count * (phase.steps + phase.trials->flush) : phase.steps;
  }

  void check_inputs() const {
    if (progress_.run_total == 0) return;
    for (const auto& node : executor_->layers)
      if (!node.description.type)
        throw Error(fmt::format("input '{}' has no source; give it one in the file, or feed it from a program",
                                node.description.name));
  }

  /// Closes all; the first error is thrown once everything is.
  void close() {
    std::exception_ptr first;
    const auto attempt = [&](auto&& f) {
      try {
        f();
      } catch (...) {
        if (!first) first = std::current_exception();
      }
    };
    attempt([&] { recordings_->close(); });
    if (scores_) attempt([&] { scores_->close(); });
    result_.files = recordings_->files();
    if (scores_)
      for (const auto& file : scores_->files()) result_.files.push_back(file);
    if (options_.on_written && !result_.files.empty()) options_.on_written(result_.files);
    if (first) std::rethrow_exception(first);
  }

  void run_phase(std::size_t index) {
    const auto phase = phases_[index];
    progress_.phase = index;
    progress_.phase_name = phase.name;
    progress_.is_trials = phase.trials.has_value();
    progress_.done = progress_.correct = 0;
    progress_.total = phase.trials ? phase.trials->count : phase.steps;
    progress_.has_readout = phase.trials && readout_;
    progress_.learn = phase.learn;
    const auto begin = Clock::now();
    const auto steps_before = executor_->steps;

    // What comes after the last step is not seen by what is recorded at the end.
    if (progress_.run_done == progress_.run_total) recordings_->sample_end();
    if (phase.reset) executor_->reset();
    for (const auto& change : phase.changes) {
      executor_->set(change.element, change.settings);
      executor_->note_change(change.element, change.settings);
    }
    if (phase.trials)
      run_trials(phase);
    else
      while (progress_.done < phases_[index].steps && !result_.stopped) {
        if (replace() && progress_.done >= phases_[index].steps) break;
        progress_.done += advance(phases_[index].steps - progress_.done, phases_[index].learn);
        tell(false);
      }
    tell(true);
    result_.phases.push_back({phase.name, phase.learn, executor_->steps - steps_before,
                              phase.trials ? progress_.done : 0, progress_.correct, seconds_since(begin)});
  }

  /// Takes at most `most` steps and says how many; those before a failure are recorded, too.
  std::uint64_t advance(std::uint64_t most, bool learn) {
    const auto first = executor_->steps;
    most = std::min(most, recordings_->steps_until_sample(first));
    if (options_.stop_after && *options_.stop_after > progress_.run_done)
      most = std::min(most, *options_.stop_after - progress_.run_done);
    std::exception_ptr failure;
    try {
      executor_->advance(most, learn);
    } catch (...) {
      failure = std::current_exception();
    }
    for (auto step = first; step < executor_->steps; ++step) {
      ++progress_.run_done;
      recordings_->sample(step);
      spike_hash_.add(*executor_, step);
      if (progress_.is_trials && readout_) readout_->observe(step);
    }
    if (failure) std::rethrow_exception(failure);
    if (options_.stop_after && progress_.run_done >= *options_.stop_after) result_.stopped = true;
    return executor_->steps - first;
  }

  void run_trials(const PhaseDescription& phase) {
    const auto& trials = *phase.trials;
    const auto target = target_field(*executor_->description.data[trials.data].set);
    std::vector<double> target_values;
    if (readout_) {
      target_values.resize(executor_->description.data[trials.data].set->fields()[target].size);
      scores_->begin_phase(phase.name, progress_.phase,
                           executor_->layer(executor_->description.readout->of).description.size);
    }
    for (std::uint64_t i = 0; i < trials.count && !result_.stopped; ++i, ++progress_.done, tell(false)) {
      if (replace() || i == 0) find_fields(*executor_->description.data[trials.data].set, phase.learn);
      const auto& data = executor_->description.data[trials.data];
      const std::uint64_t sample = trials.from + i;
      if (trials.reset) executor_->reset();
      present(data, sample);
      if (readout_) readout_->begin_trial();
      run_steps(phase.steps, phase.learn);
      if (trials.flush) {
        silence(false);
        run_steps(trials.flush, phase.learn);
      }
      if (!readout_) continue;
      read(data, sample, target, target_values);
      const auto wanted = static_cast<std::size_t>(std::max_element(target_values.begin(), target_values.end()) -
                                                   target_values.begin());
      const auto predicted = readout_->predict();
      progress_.correct += wanted == predicted;
      scores_->add(sample, wanted, predicted);
    }
    silence(true);
  }

  void run_steps(std::uint64_t count, bool learn) {
    while (count > 0) count -= advance(count, learn);
  }

  /// An input's parameter and the field that it follows in the present phase.
  struct Follower {
    const LayerNode* input;
    const DataBinding* binding;
    std::size_t field;
  };

  static std::size_t field_index(const DataSet& data, const std::string& name) {
    const auto fields = data.fields();
    return static_cast<std::size_t>(
        std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.name == name; }) - fields.begin());
  }

  std::size_t target_field(const DataSet& data) const {
    const auto& readout = executor_->description.readout;
    if (readout && !readout->target.empty()) return field_index(data, readout->target);
    const auto fields = data.fields();
    return static_cast<std::size_t>(
        std::find_if(fields.begin(), fields.end(), [](const auto& f) { return f.is_class; }) - fields.begin());
  }

  void find_fields(const DataSet& data, bool learn) {
    followers_.clear();
    for (const auto& node : executor_->layers)
      for (const auto& binding : node.description.bindings)
        if (learn || !binding.learning_only) followers_.push_back({&node, &binding, field_index(data, binding.field)});
  }

  void read(const DataDescription& data, std::uint64_t sample, std::size_t field, std::span<double> out) const {
    guarded(data, executor_->steps, [&] { data.set->read(sample, field, out); });
  }

  void present(const DataDescription& data, std::uint64_t sample) {
    for (const auto& follower : followers_) {
      std::vector<double> values(follower.input->description.size);
      read(data, sample, follower.field, values);
      for (double& x : values) x *= follower.binding->scale;
      set(follower, std::move(values));
    }
  }

  /// Sets what follows a field to zero; what is held in the flush only if `all`.
  void silence(bool all) {
    for (const auto& follower : followers_)
      if (all || !follower.binding->hold_in_flush) set(follower, {0.0});
  }

  void set(const Follower& follower, std::vector<double> values) {
    const ParameterSetting setting{follower.binding->parameter, std::move(values)};
    executor_->set(follower.input->description.name, {&setting, 1});
  }

  void tell(bool now) {
    if (!options_.on_progress) return;
    constexpr auto interval = std::chrono::milliseconds(5);
    if (!now && Clock::now() - told_ < interval) return;
    told_ = Clock::now();
    if (!options_.on_progress(progress_)) result_.stopped = true;
  }

  Network& network_;
  Executor* executor_;
  const RunOptions& options_;
  std::vector<PhaseDescription> phases_;
  Progress progress_;
  RunResult result_;
  SpikeHash spike_hash_;
  Recordings* recordings_ = nullptr;
  std::optional<Readout> readout_;
  std::optional<Scores> scores_;
  std::vector<Follower> followers_;
  Clock::time_point told_;
};

}  // namespace

RunResult run(Network& network, const RunOptions& options) { return PhaseRunner(network, options).run(); }

}  // namespace bouton
