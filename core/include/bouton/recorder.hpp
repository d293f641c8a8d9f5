/// The interface of recorders: they write what the core samples.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include <bouton/element.hpp>
#include <bouton/weights.hpp>

namespace bouton {

/// What is recorded. Decides which of a recorder's calls will come.
enum class RecordShape {
  spikes,   ///< the list of active units
  values,   ///< one number per unit
  weights,  ///< (post, pre, value), and a delay where connections have delays of their own
};

struct RecordTarget {
  std::string element;   ///< name of the layer or synapse
  std::string variable;  ///< "spikes", or the name of a state variable
  RecordShape shape = RecordShape::values;
  std::size_t units = 0;    ///< of a sample with shape `values`
  std::string unit = {};    ///< of the values, for example "mV"; "" if dimensionless, or if the type does not say
  bool has_delays = false;  ///< of weights: each entry has a delay of its own
  /// Of shape `values`, where a part of a layer is recorded: value k belongs to unit `first_unit + k unit_stride`.
  Unit first_unit = 0;
  Unit unit_stride = 1;
};

/// Writes one variable of one element to a file. `open`, then samples in ascending order of steps, then `close`.
class BOUTON_API Recorder : public Element {
 public:
  ~Recorder() override;

  /// [required] Starts a recording at `stem` plus a suffix of the recorder's own; the folder exists. It is a temporary
  /// one: what lies in it after `close` gets its place among the outputs then, further files as well.
  /// Returns the path of the file. Throw if it cannot be written.
  virtual std::filesystem::path open(const RecordTarget& target, const std::filesystem::path& stem) = 0;
  /// [required] The units that spiked, ascending, in numbers of the whole layer; of a part, only its own.
  virtual void spikes(std::uint64_t step, std::span<const Unit> units) = 0;
  /// [required] One value per unit.
  virtual void values(std::uint64_t step, std::span<const double> values) = 0;
  /// [required] All weights, ordered by post, then pre, then delay.
  virtual void weights(std::uint64_t step, std::span<const WeightEntry> entries) = 0;
  /// When a step begins, in ms: its number times dt, without the error that dt has in binary. Any call may use it.
  double milliseconds(std::uint64_t step) const;
  /// [required] Writes out what is buffered and ends. Called once, also after a run that failed. Throw if data was
  /// lost.
  virtual void close() = 0;
};

}  // namespace bouton
