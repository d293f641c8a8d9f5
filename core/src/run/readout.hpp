/// Predicts the class of each trial from what a layer does in it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "network/executor.hpp"

namespace bouton {

/// Counts spikes per unit: the unit with the most spikes is the predicted class. Ties go to the larger summed input or
/// to the lowest unit.
class Readout {
 public:
  Readout(Executor& executor, const ReadoutDescription& description);

  void begin_trial();
  /// Each step of the trial in turn.
  void observe(std::uint64_t step);
  std::size_t predict() const;

  /// Why another network cannot be read out in place of this one, or "".
  std::string why_not(Executor& other) const;
  void go_on_with(Executor& other);

 private:
  void watch(LayerNode& layer);

  const ReadoutDescription* description_;
  Executor* executor_;
  const LayerNode* layer_;
  std::vector<double> spikes_;
  std::vector<double> input_;
};

/// predictions.csv, and the counts for confusion.csv.
class Scores {
 public:
  explicit Scores(const std::filesystem::path& folder);

  /// Several phases may have one name; the number, from 0 and repeats counted, tells them apart.
  void begin_phase(const std::string& name, std::size_t number, std::size_t classes);
  void add(std::uint64_t sample, std::size_t target, std::size_t predicted);
  /// Writes out everything. Throws Error if that fails.
  void close();
  /// The files that are complete.
  const std::vector<std::filesystem::path>& files() const { return files_; }

 private:
  void write_confusion(std::ostream& out) const;

  std::filesystem::path predictions_path_, confusion_path_;
  std::ofstream predictions_;
  std::vector<std::filesystem::path> files_;
  struct Phase {
    std::string name;
    std::size_t number;
    std::size_t classes;
    std::vector<std::uint64_t> counts;  // [target][predicted]
  };
  std::vector<Phase> phases_;
};

}  // namespace bouton
