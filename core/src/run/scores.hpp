/// What is written of predictions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "process/last_work.hpp"

namespace bouton {

/// Writes predictions.csv, a line for each trial, and confusion.csv, a matrix for each phase that is scored. Both are
/// written as the run goes on, so that the memory does not grow with it.
class Scores {
 public:
  /// `units` is the size of the layer that is read out. Throws Error if a file cannot be opened.
  Scores(const std::filesystem::path& folder, std::size_t units);

  /// Several phases may have one name; the number, from 0 and repeats counted, tells them apart.
  void begin_phase(const std::string& name, std::size_t number);
  void add(std::uint64_t sample, std::size_t target, std::optional<std::size_t> predicted, bool is_scored);
  /// Writes the matrix of the phase, unless one of its trials was not scored.
  void end_phase();
  /// Writes out everything, and gives the files their names. Throws Error if that fails.
  void close();
  /// The files that are complete.
  const std::vector<std::filesystem::path>& files() const { return files_; }

 private:
  void complete(std::ofstream& out, const std::filesystem::path& file);

  std::filesystem::path predictions_path_, confusion_path_;
  std::ofstream predictions_, confusion_;
  std::vector<std::filesystem::path> files_;
  std::size_t units_;
  std::string phase_;
  std::size_t number_ = 0;
  bool is_scored_ = false;             // all of the present phase so far; false between phases
  std::vector<std::uint64_t> counts_;  // of the present phase, [target][predicted]; the last column has no prediction
  LastWork last_work_{[this] {
    predictions_.flush();
    confusion_.flush();
  }};
};

}  // namespace bouton
