#include <support/network.hpp>

#include "network/schedule.hpp"

using bouton::LayerDescription;
using bouton::SynapseDescription;

namespace {

struct Edge {
  std::size_t from, to;
  std::uint64_t delay;
};

/// Layers without types, and the synapses between them.
struct Graph {
  std::vector<LayerDescription> layers;
  std::vector<SynapseDescription> synapses;
  std::vector<bool> is_cut;

  Graph(std::size_t count, const std::vector<Edge>& edges) : layers(count), is_cut(count) {
    for (const auto& [from, to, delay] : edges) {
      auto& synapse = synapses.emplace_back();
      synapse.sources.push_back({from, delay});
      synapse.target = to;
      synapse.pointer = "/synapses/" + std::to_string(synapses.size() - 1);
    }
  }
  auto schedule(std::uint64_t window) const { return bouton::make_schedule(layers, synapses, window, is_cut); }
};

using Order = std::vector<std::size_t>;

}  // namespace

TEST_CASE("layers step in the order of the file where no connection says otherwise") {
  CHECK(Graph(4, {}).schedule(1).value().order == Order{0, 1, 2, 3});
  CHECK(Graph(4, {{3, 0, 1}}).schedule(1).value().order == Order{0, 1, 2, 3});
}

TEST_CASE("a layer steps after those that it reads in the same step") {
  const auto schedule = Graph(4, {{3, 0, 0}, {2, 3, 0}}).schedule(1).value();
  CHECK(schedule.order == Order{2, 3, 0, 1});
  CHECK(schedule.level == Order{2, 0, 0, 1});
}

TEST_CASE("a connection orders layers if its delay is shorter than the window") {
  const Graph graph(2, {{1, 0, 5}});
  CHECK(graph.schedule(5).value().level == Order{0, 0});
  CHECK(graph.schedule(6).value().level == Order{1, 0});
}

TEST_CASE("a cycle has a schedule as long as the window is not longer than one of its delays") {
  const Graph graph(3, {{0, 1, 0}, {1, 2, 2}, {2, 0, 4}});
  CHECK(graph.schedule(4).has_value());
  CHECK_FALSE(graph.schedule(5).has_value());
}

TEST_CASE("a layer that reads its own output goes on alone, but not if it is cut") {
  Graph graph(1, {{0, 0, 1}});
  CHECK(graph.schedule(32).has_value());
  graph.is_cut[0] = true;
  CHECK_FALSE(graph.schedule(2).has_value());
  CHECK(graph.schedule(1).has_value());
}

TEST_CASE("direct inputs order layers as synapses do") {
  Graph graph(2, {});
  graph.layers[0].direct.push_back({{1, 0}, 0});
  CHECK(graph.schedule(1).value().order == Order{1, 0});
}

TEST_CASE("each cycle without delay is found, with the connection that closes it") {
  const Graph graph(5, {{0, 1, 0}, {1, 0, 0}, {2, 3, 0}, {3, 4, 0}, {4, 2, 0}, {0, 2, 0}, {4, 0, 1}});
  const auto cycles = bouton::find_cycles(graph.layers, graph.synapses);
  REQUIRE(cycles.size() == 2);
  for (const auto& cycle : cycles) {
    auto members = cycle.layers;
    std::ranges::sort(members);
    CHECK(members == (cycle.layers.size() == 2 ? Order{0, 1} : Order{2, 3, 4}));
    const auto& closing = graph.synapses.at(std::stoul(cycle.pointer.substr(cycle.pointer.rfind('/') + 1)));
    CHECK(closing.sources[0].layer == cycle.layers.back());
    CHECK(closing.target == cycle.layers.front());
  }
  CHECK(bouton::find_cycles(graph.layers, {}).empty());
}
