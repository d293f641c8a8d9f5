#include "run/phase_results.hpp"

namespace bouton {

void PhaseResults::begin(std::size_t index, const PhaseDescription& phase, bool learn) {
  const auto [place, is_new] = places_.try_emplace({index, phase.name}, results_.size());
  present_ = place->second;
  if (is_new) {
    results_.emplace_back();
    present().name = phase.name;
    present().learn = learn;
    present().has_trials = phase.trials.has_value();
  }
  ++present().repetitions;
}

void PhaseResults::add_trials(const RepetitionResult& repetition, const std::optional<Scoring>& scoring) {
  auto& result = present();
  result.trials += repetition.trials;
  if (!scoring) return;
  result.classes = scoring->classes;
  result.shown_by = scoring->shown_by;
  result.is_scored = scoring->is_scored();
  if (!result.is_scored) return;
  result.correct += repetition.correct;
  result.ties += repetition.ties;
  result.silent += repetition.silent;
  result.unpredicted += repetition.unpredicted;
  if (result.latest.size() == PhaseResult::most_latest) result.latest.erase(result.latest.begin());
  result.latest.push_back(repetition);
}

void PhaseResults::add_time(std::uint64_t steps, double seconds) {
  present().steps += steps;
  present().seconds += seconds;
}

}  // namespace bouton
