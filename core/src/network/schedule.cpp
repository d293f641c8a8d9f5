#include "network/schedule.hpp"

#include <algorithm>
#include <utility>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/depth_first_search.hpp>
#include <boost/graph/topological_sort.hpp>
#include <boost/range/iterator_range.hpp>

#include "description/edges.hpp"

namespace bouton {

namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;
/// Its edges are numbered.
using EdgeGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property,
                                        boost::property<boost::edge_index_t, std::size_t>>;

/// Remembers the path of tree edges, and finds at each back edge the cycle that it closes.
class CycleFinder : public boost::default_dfs_visitor {
 public:
  struct State {
    std::vector<std::size_t> path, position;  // of the present path, and where on it each vertex stands
    std::vector<std::pair<std::vector<std::size_t>, std::size_t>> cycles;  // with the number of the closing edge
  };

  explicit CycleFinder(State& state) : state_(&state) {}
  void discover_vertex(std::size_t v, const EdgeGraph&) {
    state_->position[v] = state_->path.size();
    state_->path.push_back(v);
  }
  void finish_vertex(std::size_t, const EdgeGraph&) { state_->path.pop_back(); }
  void back_edge(EdgeGraph::edge_descriptor edge, const EdgeGraph& graph) {
    if (state_->cycles.size() == most_cycles) return;
    const auto begin = state_->path.begin() + static_cast<std::ptrdiff_t>(state_->position[target(edge, graph)]);
    state_->cycles.push_back({{begin, state_->path.end()}, get(boost::edge_index, graph, edge)});
  }

 private:
  static constexpr std::size_t most_cycles = 20;
  State* state_;
};

}  // namespace

std::vector<Cycle> find_cycles(const std::vector<LayerDescription>& layers,
                               const std::vector<SynapseDescription>& synapses) {
  EdgeGraph graph(layers.size());
  std::vector<std::string> pointers;
  for_each_edge(layers, synapses, [&](const Edge& edge) {
    if (edge.order_delay() > 0) return;
    add_edge(edge.source.layer, edge.target, pointers.size(), graph);
    const auto& layer = layers[edge.target];
    pointers.push_back(edge.synapse     ? edge.synapse->pointer
                       : layer.is_input ? layer.pointer
                                        : layer.pointer + "/input");
  });
  CycleFinder::State state;
  state.position.resize(layers.size());
  boost::depth_first_search(graph, boost::visitor(CycleFinder(state)));
  std::vector<Cycle> cycles;
  for (auto& [members, closing] : state.cycles) cycles.push_back({std::move(members), pointers[closing]});
  return cycles;
}

std::optional<Schedule> make_schedule(const std::vector<LayerDescription>& layers,
                                      const std::vector<SynapseDescription>& synapses, std::uint64_t window,
                                      const std::vector<bool>& is_cut) {
  // Edges lead from a layer to what it reads: the sort lists a vertex after all it leads to, and begins with the first
  // vertex, which keeps the order of the file where no edge says otherwise.
  Graph reads(layers.size());
  const auto add = [&](std::size_t source, std::uint64_t delay, std::size_t target) {
    if (delay >= window) return;
    // A layer in one piece takes one step after the other anyway.
    if (source == target && delay > 0 && !is_cut[target]) return;
    add_edge(target, source, reads);
  };
  for (std::size_t i = 0; i < layers.size(); ++i)
    if (is_cut[i] && layers[i].type && !layers[i].type->declaration.local) add(i, 1, i);
  for_each_edge(layers, synapses, [&](const Edge& edge) { add(edge.source.layer, edge.order_delay(), edge.target); });
  Schedule schedule;
  try {
    boost::topological_sort(reads, std::back_inserter(schedule.order));
  } catch (const boost::not_a_dag&) {
    return std::nullopt;
  }
  schedule.level.assign(layers.size(), 0);
  for (const auto target : schedule.order)
    for (const auto source : boost::make_iterator_range(adjacent_vertices(target, reads)))
      schedule.level[target] = std::max(schedule.level[target], schedule.level[source] + 1);
  return schedule;
}

}  // namespace bouton
