#include <memory>
#include <string>

#include <bouton/output_file.hpp>
#include <bouton/plugin.hpp>

#include "read_csv.hpp"

namespace {

/// Comma-separated text. Numbers are written in the shortest form that reads back to the same bits.
class Csv final : public bouton::Recorder {
 public:
  static void declare(bouton::Declaration<Csv>& d) {
    d.type("csv", "comma-separated text with a header line").version("1.2", "Bouton");
    d.parameter("time", &Csv::time_, "the first column: the number of the step, or when it begins, in ms")
        .one_of({"steps", "ms"})
        .default_value("steps");
  }

  std::filesystem::path open(std::span<const bouton::RecordTarget> targets,
                             const std::filesystem::path& stem) override {
    const auto& target = targets.front();
    shape_ = target.shape;
    has_delays_ = target.has_delays;
    file_ = std::make_unique<bouton::OutputFile>(stem.string() + ".csv");
    file_->text(time_ == "ms" ? "ms" : "step");
    switch (target.shape) {
      case bouton::RecordShape::spikes: file_->text(",index\n"); break;
      case bouton::RecordShape::weights: file_->text(has_delays_ ? ",post,pre,delay,value" : ",post,pre,value"); break;
      case bouton::RecordShape::values:
        for (const auto& name : target.columns) file_->text("," + name);
        for (std::size_t k = 0; target.columns.empty() && k < target.units.size(); ++k) add(target.units[k]);
        file_->text("\n");
        break;
    }
    return file_->path();
  }

  void spikes(std::size_t, std::uint64_t step, std::span<const bouton::Unit> units) override {
    for (const bouton::Unit unit : units) {
      begin_line(step);
      add(unit);
      end_line();
    }
    end_sample();
  }

  void values(std::size_t, std::uint64_t step, std::span<const double> values) override {
    begin_line(step);
    for (const double value : values) add(value);
    end_line();
    end_sample();
  }

  /// A blank before the first value and one behind the last show whoever reads the weights again that none are missing.
  /// So each line is ended by what follows it.
  void weights(std::size_t, std::uint64_t step, std::span<const bouton::WeightEntry> entries) override {
    for (const auto& entry : entries) {
      end_line();
      begin_line(step);
      add(entry.post);
      add(entry.pre);
      if (has_delays_) add(entry.delay);
      file_->text(has_entries_ ? "," : ", ");
      file_->number(entry.value);
      has_entries_ = true;
    }
    end_sample();
  }

  void close() override {
    if (!file_) return;
    if (shape_ == bouton::RecordShape::weights) file_->text(has_entries_ ? " \n" : "\n");
    const auto file = std::move(file_);
    file->close();
  }

  void read(const std::filesystem::path& file, std::span<const bouton::RecordTarget> known,
            bouton::RecordSink& sink) override {
    read_csv(
        file, known, dt(), [&](std::uint64_t step) { return milliseconds(step); }, sink);
  }

 private:
  void begin_line(std::uint64_t step) {
    if (time_ == "ms")
      file_->number(milliseconds(step));
    else
      file_->number(step);
  }

  template <class Number>
  void add(Number number) {
    file_->text(",");
    file_->number(number);
  }

  void end_line() {
    file_->text("\n");
    if (file_->is_full()) file_->flush();
  }

  void end_sample() {
    if (file_->is_due()) file_->flush();
  }

  std::string time_;
  bouton::RecordShape shape_ = bouton::RecordShape::values;
  bool has_delays_ = false;
  bool has_entries_ = false;
  std::unique_ptr<bouton::OutputFile> file_;
};

}  // namespace

BOUTON_PLUGIN(Csv)
