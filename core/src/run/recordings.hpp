/// The recordings of a run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <bouton/run.hpp>

#include "base/first_error.hpp"
#include "network/executor.hpp"
#include "output/recorded_file.hpp"
#include "process/last_work.hpp"
#include "run/sampler.hpp"
#include "run/writer.hpp"

namespace bouton {

/// Samples what the file's `record` asks for, and has recorders write it.
class Recordings {
 public:
  /// Opens the files in `folder`. Throws RunFailed if a recorder cannot.
  Recordings(Executor& executor, const std::filesystem::path& folder);

  /// A phase of this name begins; what is recorded may depend on it.
  void begin_phase(const std::string& name);
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
  const std::vector<RecordingFile>& recorded() const { return recorded_; }

  /// Why another network cannot be recorded into the same files, or "".
  std::string why_not(Executor& other) const;
  void go_on_with(Executor& other);

 private:
  /// A file with what is recorded in it.
  struct Recording {
    explicit Recording(const RecordDescription& d) : description(&d) {}
    const RecordDescription* description;
    std::vector<Sampler> samplers;
    std::vector<RecordTarget> targets;  // what the recorder was told
    std::unique_ptr<Recorder> recorder;
    std::optional<RecordedFile> file;
    bool has_failed = false;  // what comes after that is not written
    SliceCost writing;        // if the network is measured
  };
  /// Hands samples to the writer.
  class ToWriter;
  void open(const std::filesystem::path& folder);
  void begin(Recording& recording, const std::filesystem::path& folder);
  void end(Recording& recording);
  /// Has a recorder write a sample; called by the writer.
  void write(const Sample& sample);
  /// Hands on what is not yet a whole bin.
  void finish_samples();
  // Measured only where the network is, since to look at a clock takes as long as a short sample.
  template <bool measured, class Work>
  void take(std::size_t index, std::uint64_t step, Laps<measured>& laps, Work&& work);
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
  std::vector<RecordingFile> recorded_;
  std::uint64_t last_step_ = 0;
  bool has_sampled_ = false, has_ended_ = false;
  Writer writer_{[this](const Sample& sample) { write(sample); }};
  LastWork last_work_{[this] { write_out(); }, [this] { writer_.stop_thread(); }};
};

}  // namespace bouton
