#include <memory>
#include <stdexcept>
#include <string>

#include <bouton/output_file.hpp>
#include <bouton/plugin.hpp>

namespace {

/// Weights in the coordinate format of Matrix Market (Boisvert, Pozo and Remington 1996, NISTIR 5935): rows are
/// postsynaptic units and columns presynaptic ones, both counted from 1.
class Mtx final : public bouton::Recorder {
 public:
  static void declare(bouton::Declaration<Mtx>& d) {
    d.type("mtx", "one sample of weights as a Matrix Market file").version("1.0", "Bouton");
    d.writes({bouton::RecordShape::weights}).one_sample();
  }

  std::filesystem::path open(std::span<const bouton::RecordTarget> targets,
                             const std::filesystem::path& stem) override {
    target_ = targets.data();
    if (target_->has_delays)
      throw std::runtime_error("the connections of '" + target_->element +
                               "' have delays of their own, for which a Matrix Market file has no place; choose "
                               "another format");
    file_ = std::make_unique<bouton::OutputFile>(stem.string() + ".mtx");
    file_->text("%%MatrixMarket matrix coordinate real general\n");
    file_->text("% " + target_->variable + " of " + target_->element);
    if (!target_->unit.empty()) file_->text(", in " + target_->unit);
    file_->text("; rows are postsynaptic units, columns presynaptic ones\n");
    return file_->path();
  }

  void weights(std::size_t, std::uint64_t step, std::span<const bouton::WeightEntry> entries) override {
    file_->text("% after step ");
    file_->number(step);
    file_->text("\n");
    write_size(entries.size());
    for (const auto& entry : entries) {
      file_->number(std::uint64_t{entry.post} + 1);
      file_->text(" ");
      file_->number(std::uint64_t{entry.pre} + 1);
      file_->text(" ");
      file_->number(entry.value);
      file_->text("\n");
      if (file_->is_full()) file_->flush();
    }
  }

  void close() override {
    if (!file_) return;
    if (!has_size_) write_size(0);
    const auto file = std::move(file_);
    file->close();
  }

 private:
  void write_size(std::size_t entries) {
    file_->number(target_->layer_size);
    file_->text(" ");
    file_->number(target_->pre_size);
    file_->text(" ");
    file_->number(entries);
    file_->text("\n");
    has_size_ = true;
  }

  const bouton::RecordTarget* target_ = nullptr;
  std::unique_ptr<bouton::OutputFile> file_;
  bool has_size_ = false;
};

}  // namespace

BOUTON_PLUGIN(Mtx)
