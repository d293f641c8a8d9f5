/// The recordings of a run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <bouton/run.hpp>

#include "base/first_error.hpp"
#include "network/executor.hpp"
#include "network/state.hpp"
#include "output/recorded_file.hpp"
#include "process/last_work.hpp"

namespace bouton {

/// Samples what the file's `record` asks for.
class Recordings {
 public:
  /// Opens a file for each recording in `folder`. Throws RunFailed if a recorder cannot.
  Recordings(Executor& executor, const std::filesystem::path& folder);

  /// How many steps may be taken in one go from `step` on: state is sampled after the last of them.
  std::uint64_t steps_until_sample(std::uint64_t step) const;
  /// Samples the steps from `first` to before `end`, which the network has just taken; they are numbered from 0.
  void sample(std::uint64_t first, std::uint64_t end);
  /// Samples what is recorded at the end: to be called when no step is left, before anything else changes.
  void sample_end();
  /// Closes all files, after `sample_end` if that was not yet called, and gives them their names. Throws after all are
  /// closed if one could not write.
  void close();

  /// The files that are complete: after `close`, all that could be written.
  const std::vector<std::filesystem::path>& files() const { return files_; }
  /// What those that recorders wrote hold.
  const std::vector<RecordedVariable>& recorded() const { return recorded_; }

  /// Why another network cannot be recorded into the same files, or "".
  std::string why_not(Executor& other) const;
  void go_on_with(Executor& other);

 private:
  struct Recording {
    explicit Recording(const RecordDescription& d) : description(&d), reader(d.variable) {}
    const RecordDescription* description;
    RecordTarget target;
    std::unique_ptr<Recorder> recorder;
    std::optional<RecordedFile> file;
    StateReader reader;
    const LayerNode* layer = nullptr;  // null: of a synapse
    // Of a part of a layer, if that is recorded: of the present sample.
    std::vector<Unit> own_units;
    std::vector<double> own_values;
    std::span<const Unit> units(std::span<const Unit> of_layer);
    std::span<const double> values(std::span<const double> of_layer);
    /// What the network keeps of the latest steps; everything else can only be had of the last one.
    bool is_of_output() const {
      return layer && (description->variable == "output" || description->variable == "spikes");
    }
  };
  void open(const std::filesystem::path& folder);
  /// Which of a recorder's calls will come, for how many values, and in which unit these are.
  static RecordTarget target_of(Executor& executor, const RecordDescription& record);
  void begin(Recording& recording, const std::filesystem::path& folder);
  void end(Recording& recording);
  void take(Recording& recording, std::uint64_t step);
  // Measured only where the network is, since to look at a clock takes as long as a short sample.
  template <bool measured>
  void take(Recording& recording, std::size_t index, std::uint64_t step, Laps<measured>& laps);
  template <bool measured>
  void sample(std::uint64_t first, std::uint64_t end);
  template <bool measured>
  void sample_end();
  template <bool measured>
  void close_all(FirstError& error);
  /// Has each recorder write what it holds, but for the one whose call ends the process.
  void write_out();

  Executor* executor_;
  std::vector<Recording> recordings_;
  std::vector<std::filesystem::path> files_;
  std::vector<RecordedVariable> recorded_;
  std::uint64_t last_step_ = 0;
  bool has_sampled_ = false, has_ended_ = false;
  LastWork last_work_{[this] { write_out(); }};
};

}  // namespace bouton
