#include <memory>

#include <bouton/plugin.hpp>

#include "npy_file.hpp"
#include "read_npy.hpp"

namespace {

/// Arrays for numpy.load, also with mmap_mode. Spikes and weights are records with names; values are a matrix with a
/// row for each sample, whose steps stand in a second file.
class Npy final : public bouton::Recorder {
 public:
  static void declare(bouton::Declaration<Npy>& d) {
    d.type("npy", "an array for numpy.load, which can be mapped into memory").version("1.0", "Bouton");
  }

  std::filesystem::path open(std::span<const bouton::RecordTarget> targets,
                             const std::filesystem::path& stem) override {
    target_ = targets.data();
    const auto path = stem.string() + ".npy";
    file_ = std::make_unique<NpyFile>(path, NpyType::of(*target_));
    if (target_->shape == bouton::RecordShape::values)
      steps_ = std::make_unique<NpyFile>(steps_beside(path), NpyType::steps());
    return path;
  }

  void spikes(std::size_t, std::uint64_t step, std::span<const bouton::Unit> units) override {
    for (const bouton::Unit unit : units) {
      file_->out().raw(step);
      file_->out().raw(unit);
      file_->end_element();
    }
    file_->end_sample();
  }

  void values(std::size_t, std::uint64_t step, std::span<const double> values) override {
    file_->out().bytes(values.data(), values.size_bytes());
    file_->end_element();
    steps_->out().raw(step);
    steps_->end_element();
    file_->end_sample();
    steps_->end_sample();
  }

  void weights(std::size_t, std::uint64_t step, std::span<const bouton::WeightEntry> entries) override {
    for (const auto& entry : entries) {
      auto& out = file_->out();
      out.raw(step);
      out.raw(entry.post);
      out.raw(entry.pre);
      if (target_->has_delays) out.raw(entry.delay);
      out.raw(entry.value);
      file_->end_element();
    }
    file_->end_sample();
  }

  void close() override {
    const auto file = std::move(file_), steps = std::move(steps_);
    if (file) file->close();
    if (steps) steps->close();
  }

  void read(const std::filesystem::path& file, std::span<const bouton::RecordTarget> known,
            bouton::RecordSink& sink) override {
    read_npy(file, known, sink);
  }

 private:
  const bouton::RecordTarget* target_ = nullptr;
  std::unique_ptr<NpyFile> file_, steps_;
};

}  // namespace

BOUTON_PLUGIN(Npy)
