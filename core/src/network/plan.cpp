#include "network/plan.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "connect/weight_bytes.hpp"
#include "description/edges.hpp"
#include "network/schedule.hpp"

namespace bouton {

namespace {

/// About how long a step of each layer takes with its synapses, in ns. It only has to tell large from small.
std::vector<double> estimated_cost(const NetworkDescription& network) {
  constexpr double of_call = 60, of_unit = 2, of_sparse_event = 2.8, of_dense_event = 0.8, activity = 0.05;
  std::vector<double> cost(network.layers.size());
  for (std::size_t i = 0; i < cost.size(); ++i) cost[i] = of_call + of_unit * network.layers[i].size;
  for (const auto& synapse : network.synapses) {
    const auto& source = synapse.sources[0];
    const auto pre = part_size(source.part, network.layers[source.layer].size);
    const auto post = part_size(synapse.target_part, network.layers[synapse.target].size);
    const auto weights = weight_memory(synapse, pre, post);
    const double of_event = weights.is_sparse ? of_sparse_event : of_dense_event;
    cost[synapse.target] += of_call + of_event * activity * weights.connections;
  }
  return cost;
}

/// Large slices begin at a cache line, of whole numbers as of doubles, so that two threads do not write into the same
/// one.
std::vector<Slice> cut(Unit size, std::size_t count) {
  constexpr std::size_t line = 64 / sizeof(std::int32_t);
  const std::size_t step = size / count >= 4 * line ? line : 1;
  const auto bound = [&](std::size_t i) {
    return static_cast<Unit>(i == count ? size : size * i / count / step * step);
  };
  std::vector<Slice> result;
  for (std::size_t i = 0; i < count; ++i) result.push_back({bound(i), bound(i + 1)});
  return result;
}

std::vector<bool> cut_layers(const std::vector<std::vector<Slice>>& slices) {
  std::vector<bool> is_cut;
  for (const auto& of_layer : slices) is_cut.push_back(of_layer.size() > 1);
  return is_cut;
}

/// A matrix is given whole to each slice, and may be large.
bool has_matrix(const RegisteredType& type) {
  return std::ranges::any_of(type.declaration.parameters,
                             [](const auto& parameter) { return parameter.type == ParameterType::matrix; });
}

/// Which layers nothing leads to, while something leads from them to a layer that is cut.
std::vector<bool> drive_slices(const NetworkDescription& network, const std::vector<std::vector<Slice>>& slices) {
  std::vector<bool> drive(slices.size()), is_driven(slices.size());
  for_each_edge(network.layers, network.synapses, [&](const Edge& edge) {
    is_driven[edge.target] = true;
    if (slices[edge.target].size() > 1) drive[edge.source.layer] = true;
  });
  for (std::size_t i = 0; i < drive.size(); ++i) drive[i] = drive[i] && !is_driven[i];
  return drive;
}

std::vector<std::vector<Slice>> whole_layers(const NetworkDescription& network) {
  std::vector<std::vector<Slice>> result;
  for (const auto& layer : network.layers) result.push_back(cut(layer.size, 1));
  return result;
}

/// Whether the threads have as much to do each if no layer is cut: then a spike is handled once, not once for each
/// slice, and on one thread nothing is lost. What layers cost is estimated, and differs less from that for several
/// together.
bool fill_threads(const NetworkDescription& network, const std::vector<std::vector<Slice>>& whole,
                  std::size_t threads) {
  constexpr std::size_t fewest_for_each = 4;
  constexpr double full = 0.9;
  const auto neurons = std::ranges::count_if(
      network.layers, [](const auto& layer) { return layer.type && !layer.type->declaration.ports.empty(); });
  if (static_cast<std::size_t>(neurons) < fewest_for_each * threads) return false;
  return make_plan(network, whole, longest_window(network, whole), threads).gain >= full * static_cast<double>(threads);
}

}  // namespace

std::vector<std::vector<Slice>> make_slices(const NetworkDescription& network, std::size_t slices,
                                            std::size_t threads) {
  auto whole = whole_layers(network);
  if (slices == 0 && (threads == 1 || fill_threads(network, whole, threads))) return whole;
  // In ns. The slices of a smaller layer cost more than the whole, and wait for each other about as long as they save.
  constexpr double worthwhile = 12000;
  // Where threads meet anyway, they share a generator's work, too, which costs little more in slices.
  constexpr double worthwhile_for_generator = 1000;
  constexpr std::size_t fewest_units = 64;
  const auto cost = estimated_cost(network);
  const auto cut_for_threads = [&](const LayerDescription& layer) {
    return cut(layer.size, std::clamp<std::size_t>(layer.size / fewest_units, 1, threads));
  };
  std::vector<std::vector<Slice>> result;
  for (std::size_t i = 0; i < cost.size(); ++i) {
    const auto& layer = network.layers[i];
    if (!layer.type || (slices == 0 && cost[i] < worthwhile))
      result.push_back(cut(layer.size, 1));
    else
      result.push_back(slices == 0 ? cut_for_threads(layer) : cut(layer.size, slices));
  }
  if (slices > 0) return result;
  const auto drives = drive_slices(network, result);
  for (std::size_t i = 0; i < cost.size(); ++i) {
    const auto& layer = network.layers[i];
    if (!drives[i] || result[i].size() > 1 || cost[i] < worthwhile_for_generator) continue;
    if (layer.type && layer.type->declaration.local && !has_matrix(*layer.type)) result[i] = cut_for_threads(layer);
  }
  return result;
}

std::uint64_t longest_window(const NetworkDescription& network, const std::vector<std::vector<Slice>>& slices) {
  // What such a synapse changes must be there in the next step.
  if (std::ranges::any_of(network.synapses, &SynapseDescription::is_late)) return 1;
  constexpr std::size_t cache = 1 << 22;
  std::size_t bytes = 1;
  for (const auto& layer : network.layers) {
    if (!layer.type) return 1;
    const auto ports = static_cast<std::size_t>(
        std::ranges::count(layer.type->declaration.ports, std::string(), &PortDeclaration::state));
    bytes += layer.size * ((1 + ports) * sizeof(double) + sizeof(Unit));
  }
  const auto is_cut = cut_layers(slices);
  std::uint64_t legal = 1, illegal = std::clamp<std::uint64_t>(cache / bytes, 1, most_steps_of_window) + 1;
  while (legal + 1 < illegal) {
    const auto middle = (legal + illegal) / 2;
    const bool is_legal = make_schedule(network.layers, network.synapses, middle, is_cut).has_value();
    (is_legal ? legal : illegal) = middle;
  }
  return legal;
}

namespace {

/// Gives each task a thread. A slice always comes to the same one, whose caches then hold its weights; of whole layers,
/// those that cost most are given first, each to the thread that has least to do.
void divide(Level& level, const std::vector<std::vector<Slice>>& slices, const std::vector<double>& cost,
            std::vector<double>& load) {
  const auto give = [&](const Task& task, std::size_t thread) {
    load[thread] += cost[task.layer] / static_cast<double>(slices[task.layer].size());
    level.of_thread[thread].push_back(task);
  };
  std::vector<Task> whole;
  for (const Task& task : level.tasks)
    if (slices[task.layer].size() > 1)
      give(task, task.slice % load.size());
    else
      whole.push_back(task);
  std::ranges::stable_sort(whole, std::greater<>(), [&](const Task& task) { return cost[task.layer]; });
  for (const Task& task : whole) give(task, static_cast<std::size_t>(std::ranges::min_element(load) - load.begin()));
}

/// After all layers have stepped, synapses with a dendritic delay work.
void add_late_level(const NetworkDescription& network, const std::vector<std::vector<Slice>>& slices,
                    const std::vector<double>& cost, std::size_t threads, std::size_t rank, Plan& plan) {
  std::vector<bool> is_late(network.layers.size());
  for (const auto& synapse : network.synapses)
    if (synapse.is_late()) is_late[synapse.target] = true;
  Level level{{}, std::vector<std::vector<Task>>(threads), {}};
  for (std::size_t layer = 0; layer < is_late.size(); ++layer)
    for (std::size_t s = 0; is_late[layer] && s < slices[layer].size(); ++s)
      level.tasks.push_back({layer, s, rank++, true});
  std::vector<double> load(threads);
  divide(level, slices, cost, load);
  if (!level.tasks.empty()) plan.levels.push_back(std::move(level));
}

}  // namespace

Plan make_plan(const NetworkDescription& network, const std::vector<std::vector<Slice>>& slices, std::uint64_t window,
               std::size_t threads) {
  auto schedule = make_schedule(network.layers, network.synapses, window, cut_layers(slices)).value();
  const auto cost = estimated_cost(network);
  Plan plan;
  std::vector<std::vector<double>> load;  // of each level and thread
  std::size_t rank = 0;
  for (const auto layer : schedule.order) {
    const auto level = schedule.level[layer];
    while (plan.levels.size() <= level) {
      plan.levels.push_back({{}, std::vector<std::vector<Task>>(threads), {}});
      load.emplace_back(threads, 0.0);
    }
    auto& at = plan.levels[level];
    const std::size_t count = slices[layer].size();
    if (count > 1) at.cut_layers.push_back(layer);
    for (std::size_t s = 0; s < count; ++s) at.tasks.push_back({layer, s, rank++});
  }
  for (std::size_t l = 0; l < plan.levels.size(); ++l) divide(plan.levels[l], slices, cost, load[l]);
  add_late_level(network, slices, cost, threads, rank, plan);
  plan.order = std::move(schedule.order);
  // After each level the threads meet, which takes them about so long, in ns.
  constexpr double meeting = 1000;
  double of_one = 0, of_all = 0;
  for (const auto& of_threads : load) {
    of_one += static_cast<double>(window) * std::accumulate(of_threads.begin(), of_threads.end(), 0.0);
    of_all += static_cast<double>(window) * *std::max_element(of_threads.begin(), of_threads.end()) + meeting;
  }
  plan.gain = of_one / of_all;
  return plan;
}

}  // namespace bouton
