/// What a network file says, checked and with all names resolved. Made by the reader, consumed by the builder.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <bouton/network.hpp>
#include <bouton/registry.hpp>

#include "description/layer_part.hpp"
#include "description/phase_tree.hpp"
#include "numerics/distribution.hpp"

namespace bouton {

/// A parameter and its value; `declaration` points into the element's type.
struct ParameterSetting {
  const ParameterDeclaration* declaration = nullptr;
  ParameterValue value;
};

/// Where a declared state variable begins; `declaration` points into the element's type.
struct InitialSetting {
  const StateDeclaration* declaration = nullptr;
  std::vector<double> values;  ///< one for all, or one per unit of the layer or source
};

/// A parameter that follows the present sample of a data set: `{"data": "images", "scale": 1}`.
struct DataBinding {
  const ParameterDeclaration* parameter = nullptr;
  std::string field;
  double scale = 1.0;
  bool hold_in_flush = false;  ///< stays on during the flush steps
  bool learning_only = false;  ///< zero in phases that do not learn
  std::string pointer;
};

struct ElementDescription {
  std::string name;
  std::shared_ptr<const RegisteredType> type;  ///< null: an input that the caller feeds
  std::vector<ParameterSetting> parameters;    ///< complete: defaults filled in
  std::vector<InitialSetting> initial;         ///< only what the file gives
  std::string pointer;                         ///< of the element in the file
  std::string weight_unit = {};                ///< of a synapse's weights: that of the port
};

/// A signal that a synapse or port reads.
struct SynapseSource {
  std::size_t layer = 0;               ///< index in NetworkDescription::layers
  std::uint64_t delay = 0;             ///< in steps; the shortest one, where connections have delays of their own
  std::uint64_t longest = 0;           ///< the longest one then, as far as it is known
  std::optional<LayerPart> part = {};  ///< none: all units of the layer

  std::uint64_t longest_delay() const { return std::max(delay, longest); }
};

/// A signal that leads straight to a port, unit i to unit i.
struct DirectInput {
  SynapseSource source;
  std::size_t port = 0;
};

struct LayerDescription : ElementDescription {
  Unit size = 0;
  bool is_input = false;
  std::vector<DataBinding> bindings;
  std::vector<DirectInput> direct;

  OutputKind output_kind() const { return type ? type->declaration.output : OutputKind::either; }
};

/// `weights` of a synapse: nothing, a matrix [post][pre], a row, listed pairs, or a rule for each value.
using WeightsDescription =
    std::variant<std::monostate, Matrix, std::vector<double>, std::vector<WeightEntry>, ValueDistribution>;

struct AllToAll {
  bool autapses = true;
};
struct FixedIndegree {
  std::uint64_t indegree = 0;
  bool autapses = true;
  bool multapses = false;  ///< a pair may be drawn several times
};
struct FixedProbability {
  double probability = 0.0;
  bool autapses = true;
};
struct FixedOutdegree {
  std::uint64_t outdegree = 0;
  bool autapses = true;
  bool multapses = false;
};
struct FixedTotal {
  std::uint64_t total = 0;
  bool autapses = true;
  bool multapses = false;
};
/// Unit i to unit i.
struct OneToOne {};
struct ListedPairs {
  std::vector<std::pair<Unit, Unit>> pairs;  ///< post, pre
};
/// Each postsynaptic unit sees a random rectangle of a presynaptic image and draws pixels in it, with replacement.
struct ReceptiveField {
  std::uint64_t rows = 0, columns = 0;
  std::uint64_t window_rows = 0, window_columns = 0;
  struct Group {
    std::uint64_t count = 0;
    double weight = 0.0;
  };
  std::vector<Group> groups;
};
using ConnectDescription = std::variant<std::monostate, AllToAll, OneToOne, FixedIndegree, FixedOutdegree, FixedTotal,
                                        FixedProbability, ListedPairs, ReceptiveField>;

/// Delays that are drawn, one for each connection, and rounded to the nearest step, but at least `least`.
struct DrawnDelay {
  ValueDistribution values;
  double steps_per_unit = 1;
  std::uint64_t least = 0;
};
/// A delay in steps for each pair [post][pre].
struct DelayMatrix {
  std::size_t columns = 0;
  std::vector<std::uint32_t> steps;

  std::uint32_t at(Unit post, Unit pre) const { return steps[post * columns + pre]; }
};
/// The delays stand beside the weights in a list of entries.
struct ListedDelays {};
/// Where the connections of a synapse have delays of their own; else all have that of the first source.
using ConnectionDelays = std::variant<std::monostate, DrawnDelay, DelayMatrix, ListedDelays>;

struct SynapseDescription : ElementDescription {
  std::vector<SynapseSource> sources;
  std::size_t target = 0;  ///< index in NetworkDescription::layers; only valid if the file has no errors
  std::optional<LayerPart> target_part = {};  ///< none: all units of the layer
  std::size_t port = 0;
  SynapseType syn_type = SynapseType::hybrid;
  bool subtract = false;    ///< what it carries is taken from the port's sum, or state, and not added
  SharedUnits shared = {};  ///< units that are pre- and postsynaptic, so autapses can exist
  WeightsDescription weights;
  WeightPrecision precision = WeightPrecision::float64;
  ConnectDescription connect;
  ConnectionDelays delays;
  std::uint64_t dendritic_delay = 0;  ///< behind the synapse, in steps
  std::uint64_t taken_delay = 0;      ///< how much of each connection's delay lies before a transform
  bool multapses = false;  ///< listed entries of the same pair are connections of their own; else they are added up

  /// Whether it works once all layers have stepped, since what it sends reaches the units later anyway. With fixed
  /// weights it makes no difference where a delay lies: there the first source has it all.
  bool is_late() const { return dendritic_delay > 0 && type && !type->declaration.fixed_weights; }
  /// The delay of the first source for a connection that has a delay of its own.
  std::uint64_t delay_of_source(std::uint64_t of_connection) const {
    return of_connection - taken_delay + (is_late() ? 0 : dendritic_delay);
  }
  /// What slices of the target cover, in numbers of the part of it that the synapse leads to.
  std::vector<Slice> slices_of_target(std::vector<Slice> slices) const {
    if (target_part)
      for (auto& slice : slices) slice = target_part->numbers_in(slice);
    return slices;
  }
};

/// What is recorded in place of all weights.
struct WeightReduction {
  enum class Kind { moments, histogram } kind = Kind::moments;
  std::size_t bins = 0;  ///< of the histogram
  double low = 0, high = 0;

  friend bool operator==(const WeightReduction&, const WeightReduction&) = default;
};

/// What is sampled of one element.
struct TargetDescription {
  std::string of;                           ///< a layer, an input or a synapse
  std::string of_pointer;                   ///< where `of` stands
  std::string pointer;                      ///< of the entry of `record`
  std::optional<RecordedUnits> units = {};  ///< of the layer, or postsynaptic ones of the synapse; none: all
  std::string variable;
  std::uint64_t every = 1;
  bool at_end = false;
  std::uint64_t from = 0;                                           ///< the first step
  std::uint64_t until = std::numeric_limits<std::uint64_t>::max();  ///< the first step after the last
  std::string phase = {};  ///< the name of the phases in which it is sampled; "": all
  std::uint64_t bin = 0;   ///< spikes are counted in so many steps; 0: they are not
  bool sum = false;        ///< ... and over all units
  std::optional<WeightReduction> reduction = {};

  bool is_sampled_at(std::uint64_t step) const { return step >= from && step < until; }
};

/// A file of recordings, by its recorder.
struct RecordDescription : ElementDescription {
  std::vector<TargetDescription> targets;
};

/// How trials are scored.
struct ReadoutDescription {
  std::string of;
  std::optional<LayerPart> part = {};  ///< of that layer; none: all units
  enum class Ties { input, lowest } ties = Ties::lowest;
  std::string target;  ///< field with the class; "" is the data set's only one
  std::string pointer;
};

struct TrialsDescription {
  std::size_t data = 0;  ///< index in NetworkDescription::data
  std::uint64_t from = 0;
  std::uint64_t count = 0;
  std::uint64_t flush = 0;
  bool reset = true;
};

/// The parameters of one element that change at the beginning of a phase.
struct ChangeDescription {
  std::string pointer;
  std::string element;
  std::vector<ParameterSetting> settings;
};

struct PhaseDescription {
  std::string name;
  std::uint64_t steps = 0;  ///< of the phase, or of each trial
  bool learn = true;
  bool reset = false;  ///< before the phase
  std::optional<TrialsDescription> trials;
  std::vector<ChangeDescription> changes;
};

struct DataDescription : ElementDescription {
  std::shared_ptr<DataSet> set;  ///< open
};

struct NetworkDescription {
  std::filesystem::path file;
  std::vector<std::filesystem::path> named_files;  ///< all that the file names: weights, parameters, data, libraries
  std::string name;
  std::uint64_t seed = 1;
  double dt = 1.0;
  std::vector<DataDescription> data;
  std::vector<LayerDescription> layers;  ///< inputs first, then layers, in the order of the file
  std::vector<SynapseDescription> synapses;
  std::vector<std::string> outputs;
  std::vector<RecordDescription> records;
  std::optional<ReadoutDescription> readout;
  std::vector<PhaseDescription> phases;  ///< of the file, each once
  PhaseTree run = phase_list();          ///< in which order they run, and how often
};

}  // namespace bouton
