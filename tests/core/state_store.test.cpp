#include <support/counting.hpp>

using support::counting_text;
using support::network;
using Values = std::vector<double>;

namespace {

/// Everything that can be seen of the network after some steps, a reset and some more.
std::vector<Values> history(std::size_t slices, std::size_t threads = 1) {
  auto r = support::registry_with_state();
  auto o = support::options();
  o.slices = slices, o.threads = threads;
  auto n = network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 2, "source": {"type": "rows",
      "params": {"values": [[1, 0], [1, 1], [0, 1]]}}},
      {"name": "m", "size": 1, "source": {"type": "rows", "params": {"values": [[0.5], [2]]}}}],
      "layers": [{"name": "l", "type": "counting", "size": 100,
                  "initial": {"v": {"distribution": "uniform", "low": -70, "high": -60}}}],
      "synapses": [{"name": "s", "type": "remembering", "from": ["x", "m"], "to": "l",
                    "weights": {"distribution": "uniform", "low": 0, "high": 3},
                    "initial": {"pre": [0.25, 0.5], "post": {"distribution": "uniform", "low": 0, "high": 1}}}]})",
                   r, o);
  std::vector<Values> seen;
  const auto look = [&] {
    for (const char* name : {"v", "left", "rise"}) seen.push_back(n.state("l", name));
    for (const char* name : {"pre", "post", "mod", "seen"}) seen.push_back(n.state("s", name));
  };
  look();
  for (int t = 0; t < 20; ++t) n.step(), look();
  n.reset();
  look();
  for (int t = 0; t < 20; ++t) n.step(t % 2 == 0), look();
  return seen;
}

/// Tells where the arrays of its slice lie.
class Addresses final : public bouton::StateVisitor {
 public:
  std::vector<const double*> units, sources;
  std::vector<std::size_t> sizes;
  std::vector<const std::int32_t*> counts;

  void per_unit(std::string_view, std::span<double> values, bouton::StateText) override {
    units.push_back(values.data());
    sizes.push_back(values.size());
  }
  void per_source(std::string_view, std::span<double> values, std::size_t, bouton::StateText) override {
    sources.push_back(values.data());
  }
  void counts_per_unit(std::string_view, std::span<std::int32_t> values, bouton::StateText) override {
    counts.push_back(values.data());
  }
  void counter(std::string_view, std::uint64_t&, bouton::StateText) override {}
  void weights(std::string_view, bouton::WeightMatrix&, bouton::StateText) override {}
};

std::string addresses_text() {
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": 5}],
      "layers": [{"name": "l", "type": "counting", "size": 1000}],
      "synapses": [{"name": "s", "type": "remembering", "from": "x", "to": "l", "weights": {"constant": 1}}]})";
}

}  // namespace

TEST_CASE("declared state begins at its initial values") {
  auto r = support::registry_with_state();
  auto n = network(counting_text(), r);
  CHECK(n.state("l", "v") == Values{-65, -65, -65});
  CHECK(n.state("l", "left") == Values{0, 0, 0});
  CHECK(n.state("s", "seen") == Values{7, 7});
  CHECK(n.state("s", "post") == Values{0, 0, 0});
}

TEST_CASE("a reset returns declared state to its initial values, whatever it was") {
  auto r = support::registry_with_state();
  auto n = network(counting_text(), r);
  const auto before = n.state("l", "v");
  for (int t = 0; t < 5; ++t) n.step(false);
  CHECK(n.state("s", "seen") == Values{11, 10});
  CHECK(n.state("s", "pre") != Values{0, 0});
  n.reset();
  CHECK(n.state("l", "v") == before);
  CHECK(n.state("l", "left") == Values{0, 0, 0});
  CHECK(n.state("s", "seen") == Values{7, 7});
  CHECK(n.state("s", "pre") == Values{0, 0});
}

TEST_CASE("a count is a whole number that takes part in the dynamics") {
  auto r = support::registry_with_state();
  auto n = network(counting_text(R"("params": {"rest": 2})"), r);
  std::vector<Values> left;
  for (int t = 0; t < 6; ++t) n.step(), left.push_back(n.state("l", "left"));
  // 3, then 6 more: a spike, and two steps of rest.
  CHECK(left == std::vector<Values>{{0, 0, 0}, {2, 2, 2}, {1, 1, 1}, {0, 0, 0}, {2, 2, 2}, {1, 1, 1}});
}

TEST_CASE("cut into slices, on one thread or several, declared state has the same bits") {
  const auto whole = history(1);
  for (const std::size_t slices : {2, 3, 8, 101}) CHECK(history(slices) == whole);
  CHECK(history(2, 2) == whole);
  CHECK(history(8, 3) == whole);
}

TEST_CASE("the slices of a layer see one array, in which large slices begin at cache lines") {
  auto r = support::registry_with_state();
  auto o = support::options();
  o.slices = 3;
  auto n = network(addresses_text(), r, o);
  Addresses layer;
  n.visit_state("l", layer);
  REQUIRE(layer.units.size() == 6);  // v and rise, of three slices
  CHECK(layer.units[2] == layer.units[0] + layer.sizes[0]);
  CHECK(layer.units[4] == layer.units[2] + layer.sizes[2]);
  for (const auto* begin : layer.units) CHECK(reinterpret_cast<std::uintptr_t>(begin) % 64 == 0);
  REQUIRE(layer.counts.size() == 3);
  CHECK(layer.counts[1] == layer.counts[0] + layer.sizes[0]);
  for (const auto* begin : layer.counts) CHECK(reinterpret_cast<std::uintptr_t>(begin) % 64 == 0);
}

TEST_CASE("each slice has its own copy of what is per presynaptic unit, on cache lines of its own") {
  auto r = support::registry_with_state();
  auto o = support::options();
  o.slices = 2;
  auto n = network(addresses_text(), r, o);
  Addresses synapse;
  n.visit_state("s", synapse);
  REQUIRE(synapse.sources.size() == 4);  // pre and, as doubles, seen
  CHECK(synapse.sources[2] == synapse.sources[0] + 8);
  CHECK(reinterpret_cast<std::uintptr_t>(synapse.sources[0]) % 64 == 0);
}

TEST_CASE("state of a presynaptic signal that the network does not have is not there") {
  auto r = support::registry_with_state();
  auto n = network(counting_text(), r);
  CHECK_THROWS_WITH_AS(n.state("s", "mod"), doctest::Contains("'s' has no state variable 'mod'"), bouton::UnknownName);
}

TEST_CASE("declared state moves to a reloaded network") {
  auto r = support::registry_with_state();
  auto o = support::options();
  o.slices = 2;
  auto first = network(counting_text(), r), second = network(counting_text(), r, o);
  for (int t = 0; t < 6; ++t) first.step();  // the input plays its three rows
  CHECK(second.take_over(first).empty());
  for (int t = 0; t < 7; ++t) {
    first.step(), second.step();
    for (const char* name : {"v", "left", "rise"}) CHECK(first.state("l", name) == second.state("l", name));
    for (const char* name : {"pre", "post", "seen"}) CHECK(first.state("s", name) == second.state("s", name));
  }
}

TEST_CASE("a trace that a visitor writes goes on from what was written") {
  class Writer final : public bouton::StateVisitor {
   public:
    void per_unit(std::string_view, std::span<double>, bouton::StateText) override {}
    void per_source(std::string_view name, std::span<double> values, std::size_t, bouton::StateText) override {
      if (name == "pre") values[1] = 4;
    }
    void counter(std::string_view, std::uint64_t&, bouton::StateText) override {}
    void weights(std::string_view, bouton::WeightMatrix&, bouton::StateText) override {}
  };
  auto r = support::registry_with_state();
  auto n = network(counting_text(), r);
  Writer writer;
  n.visit_state("s", writer);
  n.step();
  CHECK(n.state("s", "pre") == Values{1, 2});
}

namespace {

/// Its `u` begins where a parameter says.
class Following final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Following>& d) {
    d.type("following", "its u begins at 2 v")
        .version("1.0", "tests")
        .output(bouton::OutputKind::analog)
        .port("in", "x");
    d.state("v", &Following::v_, "first").initial(1.5);
    d.state("u", &Following::u_, "second; begins at 2 v");
  }
  void reset() override {
    for (std::size_t k = 0; k < size(); ++k) u_[k] = 2 * v_[k];
  }
  void step(const bouton::LayerInputs&, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) out[k] = v_[k] += u_[k];
  }

 private:
  bouton::StateArray v_, u_;
};

bouton::Network following(const std::string& initial) {
  auto r = support::registry();
  r.add<Following>();
  return network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1}], "layers": [{"name": "l", "type": "following",
      "size": 1, "input": "x", "initial": )" +
                     initial + "}]}",
                 r);
}

}  // namespace

TEST_CASE("an element's reset sees the initial values, and what a file gives wins over what it sets") {
  const Values none{0};
  auto own = following("{}");
  CHECK(own.state("l", "u") == Values{3});
  auto first = following(R"({"v": 4})");
  CHECK(first.state("l", "u") == Values{8});
  auto given = following(R"({"u": 0.5})");
  CHECK(given.state("l", "u") == Values{0.5});
  given.step({{"x", none}});
  CHECK(given.state("l", "v") == Values{2});
  given.reset();
  CHECK(given.state("l", "u") == Values{0.5});
  CHECK(given.state("l", "v") == Values{1.5});
}

TEST_CASE("declared state counts in what an element costs") {
  auto r = support::registry_with_state();
  auto o = support::options();
  o.profile = true;
  const auto bytes_of = [&](int size) {
    const auto text = R"({"bouton": 1, "inputs": [{"name": "x", "size": )" + std::to_string(size) +
                      R"(}], "layers": [{"name": "l", "type": "counting", "size": )" + std::to_string(size) +
                      R"(, "input": "x"}]})";
    const auto profile = network(text, r, o).profile();
    return std::ranges::find(profile.elements, "l", &bouton::ElementCost::name)->bytes;
  };
  // Two doubles and a count of 32 bits for each unit, beside what a layer without state has.
  auto plain = R"({"bouton": 1, "inputs": [{"name": "x", "size": 1000}], "layers": [{"name": "l", "type": "threshold",
      "size": 1000, "input": "x"}]})";
  const auto without = network(plain, r, o).profile();
  CHECK(bytes_of(1000) - std::ranges::find(without.elements, "l", &bouton::ElementCost::name)->bytes == 20'000);
}
