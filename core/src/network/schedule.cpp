#include "network/schedule.hpp"

#include <algorithm>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/depth_first_search.hpp>
#include <boost/graph/topological_sort.hpp>
#include <boost/range/iterator_range.hpp>

namespace bouton {

namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

/// Remembers the path of tree edges and, at the first back edge, the cycle that it closes.
class CycleFinder : public boost::default_dfs_visitor {
 public:
  CycleFinder(std::vector<std::size_t>& path, std::vector<std::size_t>& cycle) : path_(&path), cycle_(&cycle) {}
  void discover_vertex(std::size_t v, const Graph&) { path_->push_back(v); }
  void finish_vertex(std::size_t, const Graph&) { path_->pop_back(); }
  void back_edge(Graph::edge_descriptor edge, const Graph& graph) {
    if (cycle_->empty()) cycle_->assign(std::find(path_->begin(), path_->end(), target(edge, graph)), path_->end());
  }

 private:
  std::vector<std::size_t>* path_;
  std::vector<std::size_t>* cycle_;
};

}  // namespace

std::vector<Cycle> find_cycles(const std::vector<LayerDescription>& layers,
                               const std::vector<SynapseDescription>& synapses) {
  std::vector<std::pair<std::size_t, std::size_t>> edges;
  std::vector<std::string> pointers;
  const auto add = [&](const SynapseSource& source, std::size_t target, const std::string& pointer) {
    if (source.delay > 0) return;
    edges.emplace_back(source.layer, target);
    pointers.push_back(pointer);
  };
  for (std::size_t i = 0; i < layers.size(); ++i)
    for (const auto& direct : layers[i].direct)
      add(direct.source, i, layers[i].is_input ? layers[i].pointer : layers[i].pointer + "/input");
  for (const auto& synapse : synapses)
    for (const auto& source : synapse.sources) add(source, synapse.target, synapse.pointer);
  std::vector<Cycle> cycles;
  for (;;) {
    const Graph graph(edges.begin(), edges.end(), layers.size());
    std::vector<std::size_t> path, cycle;
    boost::depth_first_search(graph, boost::visitor(CycleFinder(path, cycle)));
    if (cycle.empty()) return cycles;
    const auto closing = std::find(edges.begin(), edges.end(), std::pair(cycle.back(), cycle.front())) - edges.begin();
    cycles.push_back({std::move(cycle), pointers[static_cast<std::size_t>(closing)]});
    edges.erase(edges.begin() + closing);
    pointers.erase(pointers.begin() + closing);
  }
}

std::optional<Schedule> make_schedule(const std::vector<LayerDescription>& layers,
                                      const std::vector<SynapseDescription>& synapses, std::uint64_t window,
                                      const std::vector<bool>& is_cut) {
  // Edges lead from a layer to what it reads: the sort lists a vertex after all it leads to, and begins with the first
  // vertex, which keeps the order of the file where no edge says otherwise.
  Graph reads(layers.size());
  const auto add = [&](const SynapseSource& source, std::size_t target) {
    if (source.delay >= window) return;
    // A layer in one piece takes one step after the other anyway.
    if (source.layer == target && source.delay > 0 && !is_cut[target]) return;
    add_edge(target, source.layer, reads);
  };
  for (std::size_t i = 0; i < layers.size(); ++i)
    if (is_cut[i] && layers[i].type && !layers[i].type->declaration.local) add({i, 1}, i);
  for (std::size_t i = 0; i < layers.size(); ++i)
    for (const auto& direct : layers[i].direct) add(direct.source, i);
  for (const auto& synapse : synapses)
    for (const auto& source : synapse.sources) add(source, synapse.target);
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
