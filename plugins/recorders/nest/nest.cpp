#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include <bouton/output_file.hpp>
#include <bouton/plugin.hpp>

#include "read_nest.hpp"

namespace {

/// Text as NEST 3 writes it (its recording backend `ascii`, version 2): what a spike_recorder and a multimeter leave.
/// What happens in a step has the time of the step's end, as in NEST.
class Nest final : public bouton::Recorder {
 public:
  static void declare(bouton::Declaration<Nest>& d) {
    d.type("nest", "a .dat file as the ascii backend of NEST 3 writes it").version("1.0", "Bouton");
    d.writes({bouton::RecordShape::spikes, bouton::RecordShape::values});
    d.parameter("first_id", &Nest::first_id_, "the sender that unit 0 is; NEST counts nodes from 1")
        .default_value(1)
        .at_least(0);
    d.parameter("precision", &Nest::precision_, "digits behind the point, of times and values")
        .default_value(3)
        .at_least(0)
        .at_most(100);
    d.parameter("time_in_steps", &Nest::time_in_steps_, "times as a step and an offset, in place of ms")
        .default_value(false);
  }

  std::filesystem::path open(std::span<const bouton::RecordTarget> targets,
                             const std::filesystem::path& stem) override {
    target_ = targets.data();
    if (!target_->columns.empty())
      throw std::runtime_error("a file of NEST has values of units only; '" + target_->variable + "' of '" +
                               target_->element + "' is recorded as numbers of the whole; choose another format");
    file_ = std::make_unique<bouton::OutputFile>(stem.string() + ".dat");
    file_->text("# NEST version: 3.4.0 (the format; written by Bouton)\n# RecordingBackendASCII version: 2\nsender\t");
    file_->text(time_in_steps_ ? "time_step\ttime_offset" : "time_ms");
    if (target_->shape == bouton::RecordShape::values) {
      file_->text("\t");
      file_->text(recordable());
    }
    file_->text("\n");
    return file_->path();
  }

  void spikes(std::size_t, std::uint64_t step, std::span<const bouton::Unit> units) override {
    if (units.empty()) return;
    begin_sample(step);
    for (const bouton::Unit unit : units) {
      begin_line(unit);
      end_line();
    }
    end_sample();
  }

  void values(std::size_t, std::uint64_t step, std::span<const double> values) override {
    begin_sample(step);
    for (std::size_t k = 0; k < values.size(); ++k) {
      begin_line(target_->units[k]);
      file_->text("\t");
      file_->fixed(values[k], static_cast<int>(precision_));
      end_line();
    }
    end_sample();
  }

  void close() override {
    if (!file_) return;
    const auto file = std::move(file_);
    file->close();
  }

  void read(const std::filesystem::path& file, std::span<const bouton::RecordTarget> known,
            bouton::RecordSink& sink) override {
    read_nest(file, {first_id_, time_in_steps_, dt()}, known, sink);
  }

 private:
  /// As NEST calls the membrane potential.
  std::string recordable() const { return target_->variable == "v" ? "V_m" : target_->variable; }

  /// Works out the time once for all that happens in a step. A count has the time at which its bin ends.
  void begin_sample(std::uint64_t step) {
    const auto end = step + std::max<std::uint64_t>(target_->bin, 1);
    const auto digits = static_cast<int>(precision_);
    const double number = time_in_steps_ ? 0.0 : milliseconds(end);
    char text[512];
    const auto* behind = std::to_chars(text, text + sizeof text, number, std::chars_format::fixed, digits).ptr;
    time_.assign(1, '\t');
    if (time_in_steps_) {
      time_ += std::to_string(end);
      time_ += '\t';
    }
    time_.append(static_cast<const char*>(text), behind);
  }

  void begin_line(bouton::Unit unit) {
    file_->number(static_cast<std::int64_t>(unit) + first_id_);
    file_->text(time_);
  }

  void end_line() {
    file_->text("\n");
    if (file_->is_full()) file_->flush();
  }

  void end_sample() {
    if (file_->is_due()) file_->flush();
  }

  std::int64_t first_id_ = 1, precision_ = 3;
  bool time_in_steps_ = false;
  std::string time_;  // of the present sample, as it stands in a line
  const bouton::RecordTarget* target_ = nullptr;
  std::unique_ptr<bouton::OutputFile> file_;
};

}  // namespace

BOUTON_PLUGIN(Nest)
