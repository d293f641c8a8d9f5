#include <chrono>
#include <cstdlib>
#include <thread>

#include <bouton/run.hpp>
#include <support/network.hpp>

#include "network/stopwatch.hpp"

namespace {

/// Waits without work, as a thread does that has no processor; and has state.
class Waiting final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Waiting>& d) { d.type("waiting", "waits").version("1.0", "tests"); }
  void prepare() override { state_.assign(100 * size(), 0.0); }
  void step(const bouton::LayerInputs&, std::span<double> out) override {
    std::ranges::fill(out, 0.0);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  void visit_state(bouton::StateVisitor& visitor) override { visitor.per_unit("v", state_, {"", "nothing"}); }

 private:
  std::vector<double> state_;
};

/// Writes nothing, and takes its time.
class Slow final : public bouton::Recorder {
 public:
  static void declare(bouton::Declaration<Slow>& d) { d.type("slow", "writes nothing").version("1.0", "tests"); }
  std::filesystem::path open(std::span<const bouton::RecordTarget>, const std::filesystem::path& stem) override {
    return stem;
  }
  void spikes(std::size_t, std::uint64_t, std::span<const bouton::Unit>) override {}
  void values(std::size_t, std::uint64_t, std::span<const double>) override {
    const auto begin = std::clock();
    while (std::clock() - begin < CLOCKS_PER_SEC / 1000) {
    }
  }
  void weights(std::size_t, std::uint64_t, std::span<const bouton::WeightEntry>) override {}
  void close() override {}
};

}  // namespace

TEST_CASE("a profile counts the units and the synaptic events of every element") {
  auto r = support::registry();
  auto o = support::options();
  const std::string text = R"({"bouton": 1,
      "inputs": [{"name": "x", "size": 4, "source": {"type": "rows", "params": {"values": [[1, 0, 0, 1]]}}}],
      "layers": [{"name": "l", "type": "threshold", "size": 3}],
      "synapses": [{"name": "dense", "type": "plain", "from": "x", "to": "l", "weights": {"constant": 1}},
                   {"name": "sparse", "type": "plain", "from": "x", "to": "l",
                    "weights": {"entries": [[0, 0, 1], [1, 0, 1], [2, 1, 1]]}}]})";
  auto unmeasured = support::network(text, r, o);
  unmeasured.run(10);
  CHECK(unmeasured.profile().elements.empty());

  o.profile = true;
  auto n = support::network(text, r, o);
  n.run(6400);
  const auto profile = n.profile();
  REQUIRE(profile.elements.size() == 4);
  CHECK(profile.threads == 1);
  CHECK(profile.window == 32);
  const double counts[] = {4, 3, 2 * 3, 2};  // of a step: units, units, weights of two active units in each synapse
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& element = profile.elements[i];
    CHECK(element.name == std::vector<std::string>{"x", "l", "dense", "sparse"}[i]);
    CHECK(element.kind == (i >= 2 ? bouton::CostKind::synapse : bouton::CostKind::layer));
    CHECK(element.count == doctest::Approx(6400 * counts[i]));
    CHECK(element.seconds > 0);
    CHECK(element.bytes > 0);
  }
  CHECK(profile.elements[2].bytes == 12 * sizeof(double));
}

TEST_CASE("a short run is measured as a whole") {
  std::string rows = "[[0, 0]";
  for (int step = 1; step < 64; ++step) rows += step < 32 ? ", [0, 0]" : ", [1, 0]";
  auto r = support::registry();
  auto o = support::options();
  o.profile = true;
  auto n = support::network(R"({"bouton": 1,
      "inputs": [{"name": "x", "size": 2, "source": {"type": "rows", "params": {"values": )" +
                                rows + R"(]}}}], "layers": [{"name": "l", "type": "threshold", "size": 3}],
      "synapses": [{"name": "w", "type": "plain", "from": "x", "to": "l", "weights": {"constant": 1}}]})",
                            r, o);
  n.run(64);
  CHECK(n.profile().elements.at(2).count == 32 * 3);
  n.run(4);
  CHECK(n.profile().elements.at(2).count == 32 * 3);
  // Nothing takes more than a step at a time here.
  auto stepped = support::network(n.to_json(), r, o);
  for (int step = 0; step < 3; ++step) stepped.step();
  CHECK(stepped.profile().window == 1);
}

TEST_CASE("time in which a thread waits is no processor time, and state is memory") {
  auto r = support::registry();
  r.add<Waiting>();
  auto o = support::options();
  o.profile = true;
  auto n =
      support::network(R"({"bouton": 1, "inputs": [{"name": "l", "size": 10, "source": {"type": "waiting"}}]})", r, o);
  n.run(100);
  const auto layer = n.profile().elements.at(0);
  CHECK(layer.seconds < 0.02);  // of 0.1 s on the wall
  CHECK(layer.bytes >= 100 * 10 * sizeof(double));
}

TEST_CASE("a recording has a row: the processor time of its samples, and their number") {
  auto r = support::registry();
  r.add<Slow>();
  auto o = support::options();
  o.profile = true;
  auto n = support::network(
      R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source": {"type": "rows", "params": {"values": [[1]]}}}],
      "record": [{"name": "all", "of": "x", "variable": "output", "format": "slow", "every": 2},
                 {"name": "last", "of": "x", "variable": "output", "format": "slow", "when": "end"}],
      "run": [{"steps": 20}]})",
      r, o);
  const support::TemporaryFolder out;
  bouton::RunOptions options;
  options.out = out.path();
  bouton::run(n, options);
  const auto elements = n.profile().elements;
  REQUIRE(elements.size() == 3);
  CHECK(elements[1].name == "all");
  CHECK(elements[1].type == "slow");
  CHECK(elements[1].kind == bouton::CostKind::recording);
  CHECK(elements[1].count == 10);
  CHECK(elements[1].seconds > 0.008);
  CHECK(elements[2].count == 1);
  CHECK(elements[2].seconds < elements[1].seconds / 2);
}

TEST_CASE("laps that were interrupted are cut to one length, such that the processor time is left") {
  using Laps = bouton::Laps<true>;
  bouton::SliceCost a, b;
  const auto shortened = [&](std::vector<Laps::Lap> laps, double excess) {
    Laps::shorten(laps, excess);
    double of_a = 0, of_b = 0;
    for (const auto& [cost, seconds] : laps) (cost == &a ? of_a : of_b) += seconds;
    return std::pair(of_a, of_b);
  };
  CHECK(shortened({{&a, 1}, {&b, 2}, {&a, 1}}, 0) == std::pair(2.0, 2.0));
  CHECK(shortened({{&a, 1}, {&b, 1001}, {&a, 1}, {&b, 1}}, 1000) == std::pair(2.0, 2.0));
  CHECK(shortened({{&a, 1}, {&b, 101}, {&a, 201}, {&b, 1}}, 300) == std::pair(2.0, 2.0));
  CHECK(shortened({{&a, 1}, {&b, 2}}, 5) == std::pair(0.0, 0.0));
}
