/// A network: built once from its description, then stepped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <bouton/error.hpp>
#include <bouton/profile.hpp>
#include <bouton/registry.hpp>
#include <bouton/signal.hpp>
#include <bouton/state.hpp>

namespace bouton {

class DataSet;
class Document;
struct Executor;

/// The longest delay that a synapse may have, in steps.
inline constexpr std::uint64_t longest_delay = 1'000'000;
/// More threads than that are never made.
inline constexpr std::size_t most_threads = 1024;

/// When a network looks whether its state, its outputs and the weights that learn are finite.
enum class FiniteChecks {
  never,
  at_intervals,  ///< every 1024 steps; what synapses remember less often. Costs well below 1 % of the time
  every_step,    ///< finds the very step in which a value became NaN or infinite; slow
};

/// What an element of a network takes, in bytes; where connections are drawn, what is expected. See Network::plan.
struct PlannedElement {
  std::string name;
  std::string type;  ///< "" of an input that is fed
  bool is_synapse = false;
  std::uint64_t units = 0;        ///< of a layer or input
  std::uint64_t connections = 0;  ///< of a synapse
  std::uint64_t state = 0;        ///< declared state, and the values of parameters
  std::uint64_t weights = 0;
  std::uint64_t index = 0;    ///< which units the weights lead to
  std::uint64_t buffers = 0;  ///< outputs as far back as delays reach, and sums on ports
};

/// How a layer, an input or a transform is stepped. See NetworkPlan::schedule.
struct PlannedStep {
  std::string name;
  std::size_t level = 0;      ///< what stands on one level can step at the same time, once all levels before have
  std::vector<Slice> slices;  ///< the parts into which it is cut: each can step on a thread of its own
};

struct NetworkPlan {
  std::vector<PlannedElement> elements;  ///< layers, then synapses, in the order of the file
  std::uint64_t total = 0;
  std::uint64_t peak = 0;             ///< the most that is in use, also while the network is made
  std::vector<PlannedStep> schedule;  ///< in the order in which they step
  std::uint64_t window = 1;           ///< so many steps are taken in one go at most
  bool draws_delays = false;          ///< delays are drawn: then `window` is what the shortest possible ones allow
};

/// How to build a network.
struct NetworkOptions {
  /// In place of the seed in the file.
  std::optional<std::uint64_t> seed;
  /// Replacements in the document before it is read: JSON pointer and new value, for example
  /// {"/layers/0/params/tau", "5"}. A value that is not JSON is taken as a string.
  std::vector<std::pair<std::string, std::string>> replacements;
  /// How many threads step the network, where that is faster than one; 0: as many as there are cores for the process.
  /// The results do not depend on it. At most `most_threads` count.
  std::size_t threads = 1;
  /// Into how many slices every layer is cut; some are empty where a layer has fewer units. 0: as many as threads where
  /// a layer has enough to do, or drives one that has, else one. With another number all `threads` are used in every
  /// step, faster or not. The results do not depend on it.
  std::size_t slices = 0;
  /// Called now and then while connections are made, with how many there are and will be, about. It is called on any
  /// thread, never twice at the same time, and must not throw.
  std::function<void(std::uint64_t made, std::uint64_t all)> on_building = {};
  /// Called before a data set is opened, which may take long, with its name. On the thread that builds the network.
  std::function<void(std::string_view data_set)> on_reading = {};
  /// Measure what each element costs; see Network::profile. Costs less than 2 % of the time itself.
  bool profile = false;
  /// A network that needs more bytes is refused; the machine's memory if not said.
  std::optional<std::uint64_t> memory_limit = {};
  /// Search the default folders for plugins, after those that the file names.
  bool default_plugins = true;
  /// When `step` and `run` look for NaN and infinity, and then throw NotFinite. A network that ends or is reset between
  /// two looks is not checked for the steps since the last one: call Network::check_finite there.
  FiniteChecks finite_checks = FiniteChecks::at_intervals;
  /// Inputs without a source are fed by the caller; false: one is a finding.
  bool live_inputs = true;
};

/// A plugin library and what a network uses of it.
struct UsedLibrary {
  std::filesystem::path path;
  std::map<std::string, std::string> versions;  ///< of each type
  /// Of each type: the units of parameters, state variables and, under "port NAME", ports; only those that have one.
  std::map<std::string, std::map<std::string, std::string>> units = {};
};

/// A network of layers and synapses. Movable. One thread at a time.
class BOUTON_API Network {
 public:
  /// Builds the network of a file. Libraries that the file names under "plugins" are added to the registry.
  /// Throws InvalidNetwork with all that is wrong.
  static Network from_file(const std::filesystem::path& file, Registry& registry, const NetworkOptions& options = {});
  /// The same from a text; `file` stands in messages, and relative paths start at its folder.
  static Network from_text(std::string text, const std::filesystem::path& file, Registry& registry,
                           const NetworkOptions& options = {});
  /// Everything that is wrong with a file, warnings included; empty if nothing is. Builds the network and drops it.
  /// Reads and checks a file, and says what its network would take in memory, without making any of it. What a plugin
  /// takes beside its declared state is not known. Throws InvalidNetwork with all that is wrong.
  static NetworkPlan plan(const std::filesystem::path& file, Registry& registry, const NetworkOptions& options = {});
  static std::vector<Finding> validate(const std::filesystem::path& file, Registry& registry,
                                       const NetworkOptions& options = {});

  Network(Network&&) noexcept;
  Network& operator=(Network&&) noexcept;
  ~Network();

  /// What the file's check found that is no error.
  const std::vector<Finding>& warnings() const;
  /// The name in the file, or the file's own name without extension.
  const std::string& name() const;
  double dt() const;
  /// Steps taken since the network was built.
  std::uint64_t steps() const;

  /// Sets what an input without a source publishes in the next step, one value per unit. Must be given before each
  /// step. Throws UnknownName, SizeMismatch, or Error if the input has a source.
  void feed(std::string_view input, std::span<const double> values);
  /// Advances by one step: inputs publish; layers step in topological order, each after its synapses have propagated;
  /// all synapses update, their weights only if `learn`. Throws MissingInput; RunFailed if a plugin throws, or if
  /// a layer that declares spikes publishes anything but 0 and 1; NotFinite (see NetworkOptions::finite_checks), after
  /// a step that is complete.
  void step(bool learn = true);
  /// Feeds the inputs that are named, then steps: `network.step({{"stim", values}, {"reward", reward}})`.
  void step(std::initializer_list<std::pair<std::string_view, std::span<const double>>> inputs, bool learn = true);
  /// Takes so many steps and calls `after_step` after each; without it, several steps are taken in one go where delays
  /// allow.
  void run(std::uint64_t steps, bool learn = true, const std::function<void(const Network&)>& after_step = {});
  /// Clears all dynamic state, outputs in flight included. Weights and kept state stay.
  void reset();
  /// Looks whether all state, what was published last and all weights that learn are finite, whatever
  /// NetworkOptions::finite_checks says. Throws NotFinite.
  void check_finite();

  /// What an input or layer published in the latest step. Valid until the next call.
  Signal output(std::string_view name) const;
  /// What the synapses summed up on a layer's port in the latest step. Valid until the next call. Throws UnknownName if
  /// there is no such port, and Error if it is one that adds to a state variable, where no sum is made.
  std::span<const double> port_input(std::string_view layer, std::size_t port = 0) const;
  /// Visits the named state of every slice of an element in turn, weights included.
  void visit_state(std::string_view element, StateVisitor& visitor);
  /// The values of one state variable; weights row by row as stored pairs in the order of `weights`.
  std::vector<double> state(std::string_view element, std::string_view variable);
  /// All weights of a synapse, ordered by post, then pre.
  std::vector<WeightEntry> weights(std::string_view synapse) const;
  /// Sets the weights of a synapse, in the order of `weights`. Throws SizeMismatch.
  void set_weights(std::string_view synapse, std::span<const double> values);
  /// The network as JSON, with its present parameters, weights and kept state. Read back, it behaves as this one does
  /// after a reset, except that steps count from 0 again: random inputs draw other numbers than this one would.
  std::string to_json() const;
  /// Writes the same to a file, the weights of each synapse to a CSV file beside it, `<file>.<synapse>.weights.csv`,
  /// and kept state to `<file>.<element>.<variable>.csv`; the folder may be moved. Throws Error if that fails.
  void save(const std::filesystem::path& file) const;
  /// The network as it was described when it was built: the file with all replacements, every default filled in,
  /// and absolute paths. Weights stay as they are given. Read back, it runs the same.
  std::string described() const;
  /// The file that it was built from, and what that file names: weights, values of parameters, files and folders of
  /// data sets, libraries. Absolute paths, the network file first.
  std::vector<std::filesystem::path> files() const;
  /// A data set of the file, open. It lives as long as the network. Throws UnknownName.
  const DataSet& data_set(std::string_view name) const;
  /// The plugin libraries that its types come from, each once.
  std::vector<UsedLibrary> libraries() const;
  /// Takes over from another network what it remembers: the number of steps, outputs in flight, changed parameters,
  /// named state and weights, for elements of the same name and as far as shapes agree. Returns a sentence for each
  /// that could not be moved. Throws RunFailed if a plugin throws.
  std::vector<std::string> take_over(Network& other);
  /// The names under `outputs` in the file.
  const std::vector<std::string>& outputs() const;
  /// Changes a parameter, for example ("l1", "tau", 5.0); a number may be given as a quantity, "20 ms". Throws
  /// UnknownName, Error if the value is out of range, or RunFailed if the element refuses it; it then keeps the old
  /// one.
  void set(std::string_view element, std::string_view parameter, ParameterValue value);

  /// What its elements cost since it was built, if NetworkOptions::profile asked for it.
  Profile profile() const;

  /// The immediate edges' order: the names of inputs and layers as they step.
  std::vector<std::string> schedule() const;

 private:
  friend Executor& executor_of(Network& network);
  friend Network build_network(Document document, Registry& registry, const NetworkOptions& options);
  explicit Network(std::unique_ptr<Executor> executor);
  std::unique_ptr<Executor> executor_;
  std::vector<Finding> warnings_;
};

}  // namespace bouton
