/// The executor: what a Network holds, builds and steps.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <bouton/aligned.hpp>
#include <bouton/network.hpp>

#include "description/description.hpp"
#include "description/findings.hpp"
#include "network/arrivals.hpp"
#include "network/carrier.hpp"
#include "network/finite_check.hpp"
#include "network/kept_state.hpp"
#include "network/late_sums.hpp"
#include "network/name_index.hpp"
#include "network/output_ring.hpp"
#include "network/pace.hpp"
#include "network/part_views.hpp"
#include "network/plan.hpp"
#include "network/port_sums.hpp"
#include "network/spike_calendar.hpp"
#include "network/state.hpp"
#include "network/state_store.hpp"
#include "network/stopwatch.hpp"
#include "network/team.hpp"

namespace bouton {

/// A layer or input at work. An input without a source has no instances.
struct LayerNode {
  LayerDescription description;
  std::vector<Slice> slices;
  StateStore state;
  std::vector<std::unique_ptr<Layer>> instances;
  std::vector<PortSums> ports;
  bool has_state_ports = false;                                    // ports that add to state variables
  std::uint64_t unreached = 0;                                     // bit p: nothing leads to port p
  std::vector<AlignedVector<std::span<const double>>> port_views;  // of the present step; per slice, per port
  std::vector<std::size_t> incoming;                               // synapses, in the order of the file
  std::vector<std::vector<std::size_t>> carried;  // of each port, those synapses at its begin that have carriers
  OutputRing ring;
  std::vector<double> fed;
  bool is_fed = false;
  std::vector<std::vector<double>> kept_inputs;  // the first port's sums of the latest steps, if kept; by step
  std::vector<KeptState> kept_states;
};

/// A synapse at work. Its units are numbered within the parts of layers that it connects.
struct SynapseNode {
  SynapseDescription description;
  struct Source {
    const OutputRing* ring;
    std::uint64_t delay;
  };
  StateStore state;
  std::vector<std::unique_ptr<Synapse>> instances;  // one per slice of the target layer
  std::vector<Source> sources;
  std::vector<AlignedVector<Signal>> signals;      // of the present step; per slice
  std::vector<std::unique_ptr<Carrier>> carriers;  // per slice, or none
  // Per slice, if connections have delays of their own: calendars for fixed weights and spikes, else arrivals.
  std::vector<Arrivals> arrivals;
  std::vector<SpikeCalendar> calendars;
  std::vector<LateSums> late_sums;  // per slice, if it works once all layers have stepped
  std::vector<PartViews> parts;     // per slice, if it connects parts of layers

  /// What the units that slice s leads to published, of what the layer's slice did.
  Signal post(std::size_t s, const Signal& of_slice) { return parts.empty() ? of_slice : parts[s].post(of_slice); }
};

/// All weights of a synapse, ordered by post, then pre; what its rule has put off is written first.
std::vector<WeightEntry> settled_weights(const SynapseNode& node);

/// The tick of step 0: no delay reaches back before tick 0.
inline constexpr std::uint64_t first_tick = 1 << 20;
static_assert(first_tick > longest_delay);

struct Executor {
  NetworkDescription description;  // without layers and synapses, which the nodes hold
  std::vector<LayerNode> layers;
  std::vector<SynapseNode> synapses;
  std::uint64_t steps = 0;
  FiniteCheck finite;
  std::map<std::string, std::vector<std::string>> changed;  // parameters that differ from the file, by element

  /// Builds everything. What a plugin refuses is reported; the executor may then not be stepped.
  Executor(NetworkDescription description, const NetworkOptions& options, Findings& findings);
  virtual ~Executor();

  /// Takes at most `most` (> 0) steps in one go and returns how many. If it throws, `steps` counts those that were
  /// completed.
  std::uint64_t advance(std::uint64_t most, bool learn);
  /// Takes so many steps.
  void run(std::uint64_t count, bool learn) {
    while (count > 0) count -= advance(count, learn);
  }
  void reset();
  /// When a plugin ends the process in a window on one thread: has all others complete the steps before that one, and
  /// counts these. Only for LastWork.
  void complete_before_end();
  /// Writes what a synapse's rule has put off. Its weights may be set afterwards: whoever has copied them is told.
  void settle(SynapseNode& node);
  /// Changes parameters of one element together. If the element refuses them, it keeps the old ones.
  void set(const std::string& element, std::span<const ParameterSetting> settings);

  /// Remembers a change for when the network is saved.
  void note_change(const std::string& element, std::span<const ParameterSetting> settings);

  /// Shows the state of every slice in turn: what is declared, then what the instance shows itself.
  template <class Node>
  static void show_state(Node& node, StateVisitor& visitor) {
    for (std::size_t s = 0; s < node.instances.size(); ++s) {
      node.state.show(*node.instances[s], s, visitor);
      node.instances[s]->visit_state(visitor);
    }
  }

  /// Where the element of that name stands in `layers` or `synapses`; nothing if there is none.
  std::optional<std::size_t> layer_index(std::string_view name) const { return layer_names_.find(name); }
  std::optional<std::size_t> synapse_index(std::string_view name) const { return synapse_names_.find(name); }
  /// The layer or input of that name, or null.
  LayerNode* find_layer(std::string_view name);
  /// The element itself. Throws UnknownName with the nearest one if there is none.
  LayerNode& layer(std::string_view name);
  SynapseNode& synapse(std::string_view name);
  /// Any element of that name, with the number of its (postsynaptic) units. Throws UnknownName.
  std::pair<const ElementDescription&, std::size_t> element(std::string_view name) const;
  void visit_state(std::string_view element, StateVisitor& visitor);
  /// The reader's variable; what is declared is read where it lies.
  void read_state(std::string_view element, StateReader& reader);
  /// What a layer published in one of the latest steps; `step` is at most `window` steps back, and not before a reset.
  Signal output(const LayerNode& node, std::uint64_t step) const { return node.ring.signal(first_tick + step); }
  /// From now on, what arrives at the layer's first port is kept for as many steps as one go takes.
  void keep_inputs(LayerNode& node);
  std::span<const double> kept_input(const LayerNode& node, std::uint64_t step) const {
    return node.kept_inputs[step % node.kept_inputs.size()];
  }
  /// From now on, the state of these units is kept in each step whose number is a multiple of `every`, for as many
  /// steps as one go takes. Returns its number in `kept_states`, or nothing if the type does not declare the variable.
  std::optional<std::size_t> keep_state(LayerNode& node, std::string_view variable, const RecordedUnits& units,
                                        std::uint64_t every);
  /// No state is kept any more.
  void stop_keeping_state();
  Profile profile();
  /// Null if nothing is measured.
  Stopwatch* stopwatch() { return stopwatch_.get(); }
  /// All layers, inputs included, as they step.
  const std::vector<std::size_t>& order() const { return single_.order; }

 private:
  std::vector<std::vector<WeightMatrix>> build_weights(const std::vector<std::vector<Slice>>& slices,
                                                       const NetworkOptions& options, Findings& findings);
  void build_layer(LayerNode& node, Findings& findings);
  void build_synapse(SynapseNode& node, std::vector<WeightMatrix> weights, Findings& findings);
  void build_carriers(std::size_t layer);
  bool build_carriers(SynapseNode& node);
  void check_records(Findings& findings);
  void check_changes(Findings& findings);

  void run_window();
  void work(std::size_t thread);
  void take(const Task& task);
  void take_all(const Level* first, const Task* after);
  template <bool measured>
  void take(const Task& task);
  template <bool measured>
  void carry(const Task& task, Laps<measured>& laps);
  void reset(const Task& task);
  void note_failure(std::uint64_t tick, const Task& task);
  enum class PortKind { sums, states };
  template <bool measured>
  void arrive(std::size_t layer, PortKind kind, std::size_t slice, std::uint64_t tick, Laps<measured>& laps);
  template <bool measured>
  void step_late(std::size_t layer, std::size_t slice, std::uint64_t tick, Laps<measured>& laps);
  bool propagate(SynapseNode& synapse, std::size_t slice, std::uint64_t tick, std::span<double> port);
  void read_signals(SynapseNode& synapse, std::size_t slice, std::uint64_t tick);
  void step_layer(LayerNode& node, std::size_t slice, std::uint64_t tick);
  template <bool measured>
  void step_slice(std::size_t layer, std::size_t slice, std::uint64_t tick, Laps<measured>& laps);
  void finish(const Level& level);
  bool runs_parallel();
  void mark_unreached_ports();

  NameIndex layer_names_, synapse_names_;
  std::uint64_t window_ = 1;
  Plan single_, several_;  // for one step and for a window
  Pace single_pace_, several_pace_;
  std::vector<std::size_t> fed_layers_;  // inputs without a source
  std::size_t threads_;
  std::unique_ptr<Team> team_;            // made when it is first tried
  bool is_paced_ = true;                  // threads are used where they are faster; false: always
  std::unique_ptr<Stopwatch> stopwatch_;  // null: nothing is measured
  bool measures_ = false;                 // in the window at work

  // The window at work: all threads read it, and a failure ends it early.
  const Plan* plan_ = nullptr;
  Pace* pace_ = nullptr;
  bool resets_ = false;                // instead of taking steps
  std::uint64_t begin_ = 0, end_ = 0;  // ticks
  const Level* level_ = nullptr;       // at work, if on one thread
  const Task* task_ = nullptr;
  bool learn_ = true;
  struct Failure {
    std::uint64_t tick;
    std::size_t rank;
    std::exception_ptr error;
  };
  std::mutex failure_mutex_;
  std::optional<Failure> failure_;
  std::atomic<std::uint64_t> last_ = 0;  // tick
};

/// The executor behind a network, for the rest of the core.
Executor& executor_of(Network& network);

}  // namespace bouton
