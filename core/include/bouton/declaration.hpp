/// How a plugin declares its types: name, ports, parameters, state. The core makes everything else from it.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <bouton/data_set.hpp>
#include <bouton/layer.hpp>
#include <bouton/listing_layer.hpp>
#include <bouton/parameter.hpp>
#include <bouton/recorder.hpp>
#include <bouton/state_declaration.hpp>
#include <bouton/synapse.hpp>

namespace bouton {

enum class TypeKind { neuron, generator, transform, synapse, data_set, recorder };

/// What a layer publishes.
enum class OutputKind {
  spikes,  ///< every value is 0 or 1; the core lists the active units
  analog,  ///< any number
  either,  ///< the core looks in each step
};

/// Which weights a synapse type works with.
enum class WeightsKind {
  matrix,    ///< dense or sparse, from all presynaptic to all postsynaptic units
  diagonal,  ///< one per unit, or one for all; both sides have the same size
};

struct PortDeclaration {
  std::string name;
  std::string summary;
  std::string unit = {};   ///< of the weights that lead to it; "" if dimensionless
  std::string state = {};  ///< the state variable that what arrives is added to; "": it is summed for the step
  bool subtracts = false;  ///< what arrives is taken from the state variable
};

/// All that a plugin declares of one type.
struct TypeDeclaration {
  TypeKind kind = TypeKind::neuron;
  std::string name;
  std::vector<std::string> aliases;
  std::string summary;
  std::string version;
  std::string author;
  std::vector<PortDeclaration> ports;         ///< of a neuron
  OutputKind output = OutputKind::spikes;     ///< of a neuron or generator
  std::size_t least_sources = 1;              ///< of a synapse
  std::size_t most_sources = 1;               ///< of a synapse
  WeightsKind weights = WeightsKind::matrix;  ///< of a synapse
  bool local = false;                         ///< of a layer: reads the previous outputs of its own units only
  bool lists_spikes = false;                  ///< of a layer: it is a ListingLayer
  bool single_precision = false;              ///< of a synapse: takes weights in float32 as well
  bool any_storage = false;                   ///< of a synapse: takes weights and targets however they are stored
  bool fixed_weights = false;                 ///< of a synapse: does no more than carry signals
  /// Of a recorder: what it writes.
  std::vector<RecordShape> shapes = {RecordShape::spikes, RecordShape::values, RecordShape::weights};
  bool several_targets = false;  ///< of a recorder: a file holds several targets
  bool one_sample = false;       ///< of a recorder: a file holds one sample
  std::vector<ParameterDeclaration> parameters;
  std::vector<StateDeclaration> states;  ///< of a layer or synapse
  std::function<std::unique_ptr<Element>()> create;
};

namespace detail {

template <class M>
struct ParameterTraits;
template <>
struct ParameterTraits<double> {
  static constexpr ParameterType type = ParameterType::real;
  static double read(const ParameterValue& v) { return std::get<double>(v); }
};
template <>
struct ParameterTraits<std::optional<double>> {
  static constexpr ParameterType type = ParameterType::real;
  static constexpr bool may_be_absent = true;
  static std::optional<double> read(const ParameterValue& v) { return std::get<double>(v); }
};
template <>
struct ParameterTraits<std::int64_t> {
  static constexpr ParameterType type = ParameterType::integer;
  static std::int64_t read(const ParameterValue& v) { return std::get<std::int64_t>(v); }
};
template <>
struct ParameterTraits<bool> {
  static constexpr ParameterType type = ParameterType::boolean;
  static bool read(const ParameterValue& v) { return std::get<bool>(v); }
};
template <>
struct ParameterTraits<std::string> {
  static constexpr ParameterType type = ParameterType::text;
  static std::string read(const ParameterValue& v) { return std::get<std::string>(v); }
};
template <>
struct ParameterTraits<std::filesystem::path> {
  static constexpr ParameterType type = ParameterType::path;
  static std::filesystem::path read(const ParameterValue& v) { return std::get<std::string>(v); }
};
template <>
struct ParameterTraits<PerUnit> {
  static constexpr ParameterType type = ParameterType::per_unit;
  static PerUnit read(const ParameterValue& v) { return PerUnit(std::get<std::vector<double>>(v)); }
};
template <>
struct ParameterTraits<std::vector<double>> {
  static constexpr ParameterType type = ParameterType::list;
  static std::vector<double> read(const ParameterValue& v) { return std::get<std::vector<double>>(v); }
};
template <std::size_t N>
struct ParameterTraits<std::array<double, N>> {
  static constexpr ParameterType type = ParameterType::list;
  static constexpr std::size_t length = N;
  static std::array<double, N> read(const ParameterValue& v) {
    std::array<double, N> a;
    const auto& values = std::get<std::vector<double>>(v);
    for (std::size_t i = 0; i < N; ++i) a[i] = values.at(i);
    return a;
  }
};
template <>
struct ParameterTraits<Matrix> {
  static constexpr ParameterType type = ParameterType::matrix;
  static Matrix read(const ParameterValue& v) { return std::get<Matrix>(v); }
};

}  // namespace detail

/// Handed to the plugin's `static void declare(Declaration<T>&)`. Calls return the object itself where that is useful.
template <class T>
class Declaration {
 public:
  static_assert(std::is_base_of_v<Element, T>);

  Declaration() {
    d_.create = []() -> std::unique_ptr<Element> { return std::make_unique<T>(); };
    if constexpr (std::is_base_of_v<Synapse, T>) d_.kind = TypeKind::synapse;
    if constexpr (std::is_base_of_v<DataSet, T>) d_.kind = TypeKind::data_set;
    if constexpr (std::is_base_of_v<Recorder, T>) d_.kind = TypeKind::recorder;
    if constexpr (std::is_base_of_v<Layer, T>) d_.kind = TypeKind::generator;
    d_.lists_spikes = std::is_base_of_v<ListingLayer, T>;
  }

  /// [required] The name that network files use, and a sentence.
  Declaration& type(std::string name, std::string summary) {
    d_.name = std::move(name);
    d_.summary = std::move(summary);
    return *this;
  }
  /// Other names for the same type.
  Declaration& aliases(std::vector<std::string> names) { return d_.aliases = std::move(names), *this; }
  /// [required] Version of this type and who to ask about it.
  Declaration& version(std::string version, std::string author) {
    d_.version = std::move(version);
    d_.author = std::move(author);
    return *this;
  }
  /// Adds an input port; a layer with a port is a neuron, without one a generator. Ports are numbered from 0. `unit` is
  /// that of the weights that lead to it, for example "pA"; see Parameter::unit.
  Declaration& port(std::string name, std::string summary, std::string unit = {}) {
    static_assert(std::is_base_of_v<Layer, T>, "only a layer has ports");
    d_.kind = TypeKind::neuron;
    d_.ports.push_back({std::move(name), std::move(summary), std::move(unit)});
    return *this;
  }
  /// Of the port that was declared last: what arrives is not summed for the step, but added straight to the state
  /// variable of that name, a StateArray that is not kept. The synapses add *after* the layer has stepped, in the same
  /// step: what arrives is in the state that is recorded of this step, and the layer finds it there in the next one.
  /// This is the order of a synaptic current or conductance that decays and jumps at the end of a step, and it saves
  /// the core to clear an array of sums and the layer to read it. Example: `d.port("exc", "excitatory
  /// conductance").adds_to("g_ex");`
  Declaration& adds_to(std::string state) { return lead_to(std::move(state), false); }
  /// The same, with the sign turned: what arrives is taken from the state variable.
  Declaration& subtracts_from(std::string state) { return lead_to(std::move(state), true); }
  /// In place of `type` and `port`: the type is a transform of a synapse's input, with one port and analog output.
  Declaration& transform(std::string name, std::string summary) {
    port("in", "what is transformed").type(std::move(name), std::move(summary)).output(OutputKind::analog);
    return d_.kind = TypeKind::transform, *this;
  }
  /// What a layer publishes; spikes if not said.
  Declaration& output(OutputKind kind) {
    static_assert(std::is_base_of_v<Layer, T>, "only a layer publishes");
    return d_.output = kind, *this;
  }
  /// A promise: unit k of a slice reads nothing of `LayerInputs::previous` but its own value,
  /// `previous.values[slice().begin + k]`. The slices of such a layer need not wait for each other in every step.
  Declaration& local() {
    static_assert(std::is_base_of_v<Layer, T>, "only a layer reads its previous output");
    return d_.local = true, *this;
  }
  /// How many presynaptic signals a synapse takes; one if not said.
  Declaration& sources(std::size_t least, std::size_t most) {
    static_assert(std::is_base_of_v<Synapse, T>, "only a synapse has sources");
    d_.least_sources = least;
    d_.most_sources = most;
    return *this;
  }
  /// Which weights a synapse works with; a matrix if not said.
  Declaration& weights(WeightsKind kind) {
    static_assert(std::is_base_of_v<Synapse, T>, "only a synapse has weights");
    return d_.weights = kind, *this;
  }
  /// The rule works on its weights however they are stored: in single precision (`"dtype": "float32"` in a network
  /// file), with targets in 2 bytes each, or one for all. It reaches them only through WeightMatrix::visit_column,
  /// visit_values and accumulate, and the units of a column through `post` or `posts`, but not `posts.data()`.
  Declaration& any_storage() {
    static_assert(std::is_base_of_v<Synapse, T>, "only a synapse has weights");
    d_.any_storage = true;
    return d_.single_precision = true, *this;
  }
  /// The part of `any_storage` that concerns float32; for types that were written before that was there.
  Declaration& single_precision() {
    static_assert(std::is_base_of_v<Synapse, T>, "only a synapse has weights");
    return d_.single_precision = true, *this;
  }
  /// A promise: `propagate` is `weights().accumulate(in.source(0), port)` and no more, whatever the parameters,
  /// `update` does nothing, and nothing but the core changes the weights. The core then never calls `update`, and calls
  /// `propagate` only in steps for which it has not done the same itself, for many at once.
  Declaration& fixed_weights() {
    static_assert(std::is_base_of_v<Synapse, T>, "only a synapse has weights");
    return d_.fixed_weights = true, *this;
  }
  /// What a recorder writes; all shapes if not said. A network that asks for another one is refused.
  Declaration& writes(std::vector<RecordShape> shapes) {
    static_assert(std::is_base_of_v<Recorder, T>, "only a recorder writes");
    return d_.shapes = std::move(shapes), *this;
  }
  /// A file of the recorder can hold several targets. If this is not said, each target gets a file of its own.
  Declaration& several_targets() {
    static_assert(std::is_base_of_v<Recorder, T>, "only a recorder has targets");
    return d_.several_targets = true, *this;
  }
  /// A file of the recorder holds a single sample: a network has to say `"when": "end"`.
  Declaration& one_sample() {
    static_assert(std::is_base_of_v<Recorder, T>, "only a recorder takes samples");
    return d_.one_sample = true, *this;
  }

  /// Adds a parameter that the core writes into a member. Example:
  /// `d.parameter("tau", &Lif::tau_, "membrane time constant").unit("steps").above(0);`
  template <class Owner, class M>
  Parameter parameter(std::string name, M Owner::*member, std::string summary) {
    using Traits = detail::ParameterTraits<M>;
    static_assert(std::is_base_of_v<Owner, T>);
    ParameterDeclaration p;
    p.name = std::move(name);
    p.type = Traits::type;
    p.summary = std::move(summary);
    if constexpr (requires { Traits::length; }) p.length = Traits::length;
    if constexpr (requires { Traits::may_be_absent; }) p.may_be_absent = Traits::may_be_absent;
    p.assign = [member](Element& element, const ParameterValue& value) {
      static_cast<T&>(element).*member = Traits::read(value);
    };
    p.clear = [member](Element& element) { static_cast<T&>(element).*member = M{}; };
    d_.parameters.push_back(std::move(p));
    return Parameter(d_.parameters.back());
  }

  /// Adds a state variable that is a member: a `StateArray`, a `CountArray` or a `Trace`. The core sizes it, resets it,
  /// records and saves it. Example:
  /// `d.state("v", &Lif::v_, "membrane potential").unit("mV").initial(-65);`
  template <class Owner, class M>
  State state(std::string name, M Owner::*member, std::string summary) {
    static_assert(std::is_base_of_v<Owner, T>);
    static_assert(std::is_base_of_v<Layer, T> || std::is_base_of_v<Synapse, T>, "only layers and synapses have state");
    StateDeclaration s;
    s.name = std::move(name);
    s.summary = std::move(summary);
    s.is_count = std::is_same_v<M, CountArray>;
    s.bind = [member](Element& element, const StateMemory& memory) {
      detail::StateAccess::bind(static_cast<T&>(element).*member, memory);
    };
    if constexpr (requires(M & m) { m.list_again(); })
      s.note_written = [member](Element& element) { (static_cast<T&>(element).*member).list_again(); };
    d_.states.push_back(std::move(s));
    return State(d_.states.back());
  }

  /// The finished declaration.
  TypeDeclaration take() && { return std::move(d_); }

 private:
  Declaration& lead_to(std::string state, bool subtracts) {
    if (d_.ports.empty()) throw std::logic_error("adds_to and subtracts_from complete a port; call port() before them");
    d_.ports.back().state = std::move(state);
    d_.ports.back().subtracts = subtracts;
    return *this;
  }

  TypeDeclaration d_;
};

/// Receives the types of a library.
class BOUTON_API TypeCollector {
 public:
  virtual ~TypeCollector();
  virtual void add(TypeDeclaration declaration) = 0;

  /// Adds class T, which has a `static void declare(Declaration<T>&)`.
  template <class T>
  void add() {
    Declaration<T> declaration;
    T::declare(declaration);
    add(std::move(declaration).take());
  }
};

}  // namespace bouton
