#include "network/schedule.hpp"

#include <algorithm>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/depth_first_search.hpp>
#include <boost/graph/topological_sort.hpp>

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

Schedule make_schedule(const std::vector<LayerDescription>& layers, const std::vector<SynapseDescription>& synapses) {
  Graph forward(layers.size());
  // For the sort, edges lead from a layer to what it reads: the sort lists a vertex after all it leads to, and begins
  // with the first vertex, which keeps the order of the file where no edge says otherwise.
  Graph reads(layers.size());
  const auto add = [&](const SynapseSource& source, std::size_t target) {
    if (source.delay != 0) return;
    add_edge(source.layer, target, forward);
    add_edge(target, source.layer, reads);
  };
  for (std::size_t i = 0; i < layers.size(); ++i)
    for (const auto& direct : layers[i].direct) add(direct.source, i);
  for (const auto& synapse : synapses)
    for (const auto& source : synapse.sources) add(source, synapse.target);
  Schedule schedule;
  std::vector<std::size_t> path;
  boost::depth_first_search(forward, boost::visitor(CycleFinder(path, schedule.cycle)));
  if (schedule.cycle.empty()) boost::topological_sort(reads, std::back_inserter(schedule.order));
  return schedule;
}

}  // namespace bouton
