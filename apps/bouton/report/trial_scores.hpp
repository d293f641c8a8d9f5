/// What predictions.csv and confusion.csv say of a run's trials.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace bouton_program {

/// Neighbouring trials of a phase, taken together.
struct TrialBlock {
  std::string phase;
  bool is_scored = false;
  std::uint64_t first = 0;  ///< number of its first trial in the run, from 0
  std::uint64_t trials = 0;
  std::uint64_t correct = 0;
};

/// A trial that was predicted wrongly.
struct Mistake {
  std::uint64_t sample = 0;
  std::size_t target = 0;
  std::optional<std::size_t> predicted;  ///< none: there was no prediction
};

struct Predictions {
  std::uint64_t trials = 0;
  std::vector<TrialBlock> blocks;  ///< in order of time, at most a few hundred
  /// Of the last phase that was scored: the first mistakes of each kind.
  std::vector<Mistake> mistakes;
  std::string mistakes_phase;
  std::size_t mistakes_phase_number = 0;
};

/// Of one phase, [target][predicted]; the last column counts trials without a prediction.
struct Confusion {
  std::string phase;
  std::size_t phase_number = 0;
  std::size_t units = 0;
  std::vector<std::vector<std::uint64_t>> counts;
};

/// Reads a file of any length. Throws bouton::Error with the line.
Predictions read_predictions(const std::filesystem::path& file);
/// The latest phases, at most `most`.
std::vector<Confusion> read_confusion(const std::filesystem::path& file, std::size_t most);

}  // namespace bouton_program
