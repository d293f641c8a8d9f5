/// The interface of recorders: they write what the core samples, and read it back.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <bouton/element.hpp>
#include <bouton/weights.hpp>

namespace bouton {

/// What is recorded. Decides which of a recorder's calls will come.
enum class RecordShape {
  spikes,   ///< the list of active units
  values,   ///< one number per unit, or a few numbers with names
  weights,  ///< (post, pre, value), and a delay where connections have delays of their own
};

/// "spikes", "values" or "weights".
BOUTON_API std::string_view to_string(RecordShape shape);

/// Units by their numbers in the whole layer, ascending: at even distances, or listed.
struct RecordedUnits {
  std::size_t count = 0;
  Unit first = 0;  ///< unit number k is `first + k stride`, if `listed` is empty
  Unit stride = 1;
  std::vector<Unit> listed = {};  ///< empty, or all of them

  std::size_t size() const { return count; }
  Unit operator[](std::size_t k) const { return listed.empty() ? static_cast<Unit>(first + k * stride) : listed[k]; }
  friend bool operator==(const RecordedUnits&, const RecordedUnits&) = default;
};

/// What is recorded of one element. How its units were chosen (a part, a list, at random) a recorder need not know.
struct RecordTarget {
  std::string element;   ///< name of the layer or synapse
  std::string variable;  ///< "spikes", or the name of a state variable
  RecordShape shape = RecordShape::values;
  std::string unit = {};  ///< of the values, for example "mV"; "" if dimensionless, or if the type does not say
  /// The units whose spikes or values these are. Of state per presynaptic unit: those units. Of weights: the
  /// postsynaptic units.
  RecordedUnits units = {};
  /// How many units there are, of which `units` are some or all. Of weights: postsynaptic ones. 0: not known.
  std::size_t layer_size = 0;
  /// Not empty: the values belong to no units, and these are their names. Example: {"mean", "deviation"}.
  std::vector<std::string> columns = {};
  /// Steps from one sample to the next. Samples may be missing: a recording may begin late, end early, or be of some
  /// phases only. Spikes come in every step.
  std::uint64_t every = 1;
  /// Not 0: values are counts of spikes in so many steps, and `every` is the same. The step of a sample is the first
  /// that was counted.
  std::uint64_t bin = 0;
  bool at_end = false;       ///< there is one sample, after the last step
  bool has_delays = false;   ///< of weights: each entry has a delay of its own
  std::size_t pre_size = 0;  ///< of weights: how many presynaptic units there are; 0: not known
  double dt = 1.0;           ///< length of a step in ms

  /// How many numbers a sample of shape `values` has.
  std::size_t width() const { return columns.empty() ? units.size() : columns.size(); }
  /// The element, or the part of it as a network file names it: "e", "e[0:10]". Listed units stand for the whole.
  BOUTON_API std::string of() const;
};

/// Takes what a recorder reads back. The calls come as they came to the recorder that wrote: samples of one target in
/// ascending order of steps.
class BOUTON_API RecordSink {
 public:
  virtual ~RecordSink();
  /// Comes first: what the file holds, as far as the file or the caller says it.
  virtual void targets(std::span<const RecordTarget> targets) = 0;
  /// The units that spiked, ascending. Steps without a spike may be left out.
  virtual void spikes(std::size_t target, std::uint64_t step, std::span<const Unit> units) = 0;
  virtual void values(std::size_t target, std::uint64_t step, std::span<const double> values) = 0;
  virtual void weights(std::size_t target, std::uint64_t step, std::span<const WeightEntry> entries) = 0;
};

/// Writes what is recorded of one or several elements to a file. `open`, then samples, those of one target in ascending
/// order of steps, then `close`. The calls come one at a time, though not all from the same thread.
///
/// A type declares which shapes it writes (`d.writes({RecordShape::spikes})`; all, if it does not say) and whether a
/// file of it can hold several targets (`d.several_targets()`); what it does not declare never comes.
class BOUTON_API Recorder : public Element {
 public:
  ~Recorder() override;

  /// [required] Starts a file at `stem` plus a suffix of the recorder's own; the folder exists. It is a temporary one:
  /// what lies in it after `close` gets its place among the outputs then, further files as well. Returns the path of
  /// the file. There is one target, or several if the type declares that it takes them; they stay where they are until
  /// the recorder is destroyed. Throw if the file cannot be written.
  virtual std::filesystem::path open(std::span<const RecordTarget> targets, const std::filesystem::path& stem) = 0;
  /// [required for the shape `spikes`] The units that spiked, ascending, in numbers of the whole layer; only those that
  /// are recorded. `target` is the number of the target in `open`. Comes in each recorded step, also without spikes.
  virtual void spikes(std::size_t target, std::uint64_t step, std::span<const Unit> units);
  /// [required for the shape `values`] As many values as the target's `width()`.
  virtual void values(std::size_t target, std::uint64_t step, std::span<const double> values);
  /// [required for the shape `weights`] All weights, ordered by post, then pre, then delay.
  virtual void weights(std::size_t target, std::uint64_t step, std::span<const WeightEntry> entries);
  /// When a step begins, in ms: its number times dt, without the error that dt has in binary. Any call may use it.
  double milliseconds(std::uint64_t step) const;
  /// [required] Writes out what is buffered and ends. Called once, also after a run that failed. Throw if data was
  /// lost.
  virtual void close() = 0;

  /// [optional] Reads a file that this type wrote, with the same parameters, and tells it to the sink, in pieces: a
  /// file may be larger than memory. Called in place of `open` and all others. `known` are the targets that the file
  /// was written with, if the caller knows them, else nothing: what the file does not say of them (names, units of
  /// measure, `every`) is taken from there. Throw if the file is damaged, with the place. The default throws that
  /// recordings of this type cannot be read back.
  virtual void read(const std::filesystem::path& file, std::span<const RecordTarget> known, RecordSink& sink);
};

}  // namespace bouton
