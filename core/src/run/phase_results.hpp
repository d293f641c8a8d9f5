/// Collects what each phase of a file did over all its repetitions.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <bouton/run.hpp>

#include "description/description.hpp"
#include "run/trials.hpp"

namespace bouton {

class PhaseResults {
 public:
  /// Begins a repetition of the phase with this index in the file. Until the next call, the others are of it.
  void begin(std::size_t index, const PhaseDescription& phase, bool learn);
  /// What its trials said, and how they were scored; no scoring if there is no readout.
  void add_trials(const RepetitionResult& repetition, const std::optional<Scoring>& scoring);
  void add_time(std::uint64_t steps, double seconds);

  std::vector<PhaseResult> take() { return std::move(results_); }

 private:
  PhaseResult& present() { return results_[present_]; }

  std::vector<PhaseResult> results_;
  std::size_t present_ = 0;
  // A network that takes the place of the running one may have another phase at the same index.
  std::map<std::pair<std::size_t, std::string>, std::size_t> places_;
};

}  // namespace bouton
