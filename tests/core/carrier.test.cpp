// Whole windows carried at once, against a type that does not promise that its weights are fixed.
#include <atomic>
#include <map>
#include <stdexcept>

#include <support/network.hpp>

#include "numerics/weight_rows.hpp"

namespace {

std::atomic<int> propagations = 0;

struct Fixed final : bouton::Synapse {
  static void declare(bouton::Declaration<Fixed>& d) {
    d.type("fixed", "fixed weights").version("1.0", "tests").single_precision().fixed_weights();
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    ++propagations;
    weights().accumulate(in.source(0), port);
  }
};

struct Unpromised final : bouton::Synapse {
  static void declare(bouton::Declaration<Unpromised>& d) {
    d.type("unpromised", "fixed weights").version("1.0", "tests").single_precision();
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
};

using Journal = std::map<std::uint64_t, std::vector<double>>;
Journal journal;  // what arrives in each step
std::uint64_t failing_step = ~std::uint64_t{0};

/// Writes the journal, and spikes now and then.
struct Writing final : bouton::Layer {
  static void declare(bouton::Declaration<Writing>& d) {
    d.type("writing", "notes its input").version("1.0", "tests").port("in", "anything").local();
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    if (in.step.index == failing_step) {
      failing_step = ~std::uint64_t{0};
      throw std::runtime_error("as wanted");
    }
    auto& row = journal[in.step.index];
    row.resize(std::max<std::size_t>(row.size(), slice().end));
    for (std::size_t k = 0; k < size(); ++k) row[slice().begin + k] = in.port(0)[k];
    for (std::size_t k = 0; k < size(); ++k) out[k] = (slice().begin + k + in.step.index) % 3 == 0 ? 1.0 : 0.0;
  }
};

/// Spikes, and from step 40 on now and then values that are none.
struct Mixed final : bouton::Layer {
  static void declare(bouton::Declaration<Mixed>& d) {
    d.type("mixed", "spikes, then values").version("1.0", "tests").output(bouton::OutputKind::either).local();
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    const auto t = in.step.index;
    for (std::size_t k = 0; k < size(); ++k)
      out[k] = (slice().begin + k + t) % 2 == 0 ? (t > 40 && t % 3 == 0 ? 0.5 : 1.0) : 0.0;
  }
};

/// Many spikes in some windows, few in others.
struct Bursts final : bouton::Layer {
  static void declare(bouton::Declaration<Bursts>& d) {
    d.type("bursts", "many spikes, then few").version("1.0", "tests").local();
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    const auto t = in.step.index;
    for (std::size_t k = 0; k < size(); ++k) out[k] = (slice().begin + k + 7 * t) % (t < 50 ? 3 : 97) == 0 ? 1.0 : 0.0;
  }
};

bouton::Registry registry() {
  bouton::Registry r;
  r.add<Fixed>();
  r.add<Unpromised>();
  r.add<Writing>();
  r.add<Bursts>();
  r.add<Mixed>();
  return r;
}

/// Sets all weights to other values.
struct Turning final : bouton::StateVisitor {
  void per_unit(std::string_view, std::span<double>, bouton::StateText) override {}
  void per_source(std::string_view, std::span<double>, std::size_t, bouton::StateText) override {}
  void counter(std::string_view, std::uint64_t&, bouton::StateText) override {}
  void weights(std::string_view, bouton::WeightMatrix& weights, bouton::StateText) override {
    std::vector<double> values;
    for (const auto& entry : weights.entries()) values.push_back(2 - entry.value);
    weights.assign_in_order(values);
  }
};

constexpr std::uint64_t steps = 100;

struct Case {
  std::string synapses = R"({"name": "w", "type": "TYPE", "from": "x", "to": "l", WEIGHTS})";
  std::string layer = "";  // members
  std::size_t slices = 1;
  std::uint64_t in_one_go = steps;
  bool profile = false;

  bouton::Network build(const std::string& type, bouton::Registry& r) const {
    std::string all = synapses;
    const auto replace = [&](const std::string& what, const std::string& by) {
      for (std::size_t at; (at = all.find(what)) != std::string::npos;) all.replace(at, what.size(), by);
    };
    replace("TYPE", type);
    replace(
        "WEIGHTS",
        R"("connect": {"rule": "fixed_probability", "p": 0.5}, "weights": {"distribution": "uniform", "low": 0.1, "high": 1})");
    auto o = support::options();
    o.slices = slices;
    o.profile = profile;
    return support::network(R"({"bouton": 1, "inputs": [
        {"name": "x", "size": 101, "source": {"type": "bursts"}},
        {"name": "y", "size": 67, "source": {"type": "bursts"}},
        {"name": "z", "size": 50, "source": {"type": "mixed"}}],
        "layers": [{"name": "l", "type": "writing", "size": 67)" +
                                layer + R"(}], "synapses": [)" + all + "]}",
                            r, o);
  }
  Journal run(const std::string& type) const {
    auto r = registry();
    auto n = build(type, r);
    journal.clear();
    for (std::uint64_t done = 0; done < steps; done += std::min(in_one_go, steps - done))
      n.run(std::min(in_one_go, steps - done));
    REQUIRE(journal.size() == steps);
    return journal;
  }
  /// How many steps were taken one by one; checks that it makes no difference.
  int check() const {
    const auto expected = run("unpromised");
    propagations = 0;
    CHECK(run("fixed") == expected);
    return bouton::WeightRows::are_fast() ? propagations.load() : -1;
  }
};

std::string synapse(const std::string& name, const std::string& more) {
  return R"({"name": ")" + name + R"(", "type": "TYPE", "to": "l", WEIGHTS, )" + more + "}";
}

}  // namespace

TEST_CASE("windows with many spikes are carried at once, others step after step, with the same sums") {
  const int one_by_one = Case{}.check();
  if (one_by_one >= 0) CHECK(one_by_one > 0);
  CHECK(one_by_one < static_cast<int>(steps));
  for (const std::uint64_t in_one_go : {1, 2, 5, 16, 17, 31, 33}) {
    CAPTURE(in_one_go);
    const int left = Case{.in_one_go = in_one_go}.check();
    if (in_one_go == 1 && left >= 0) CHECK(left == static_cast<int>(steps));
  }
}

TEST_CASE("sums carried at once do not depend on slices, delays and precision") {
  for (const std::size_t slices : {1, 2, 3, 5}) {
    CAPTURE(slices);
    for (const auto* more : {R"("from": "x")", R"("from": "x", "delay": 3)", R"("from": "x", "dtype": "float32")",
                             R"("from": "x", "syn_type": "inh")"}) {
      CAPTURE(std::string(more));
      const int left = Case{.synapses = synapse("w", more), .slices = slices}.check();
      CHECK(left < static_cast<int>(steps * slices));
    }
  }
}

TEST_CASE("synapses to one port add in the order of the file") {
  const auto x = synapse("a", R"("from": "x")"), inhibition = synapse("b", R"("from": "y", "syn_type": "inh")");
  const std::string dense = R"({"name": "c", "type": "TYPE", "from": "y", "to": "l", "weights": {"constant": 0.3}})";
  const auto loop = synapse("d", R"("from": "l", "delay": 1)");
  for (const std::string& both : {x + ", " + inhibition, inhibition + ", " + x, x + ", " + dense, dense + ", " + x,
                                  x + ", " + loop, loop + ", " + x}) {
    CAPTURE(both);
    Case{.synapses = both}.check();
  }
  CHECK(Case{.synapses = x + ", " + inhibition}.check() < static_cast<int>(2 * steps));
}

TEST_CASE("a layer's own output is carried ahead where its delay is longer than a window") {
  CHECK(Case{.synapses = synapse("w", R"("from": "l", "delay": 40)")}.check() < static_cast<int>(steps));
  // Nothing is called while nothing arrives.
  const int left = Case{.synapses = synapse("w", R"("from": "l", "delay": 31)")}.check();
  if (left >= 0) CHECK(left == static_cast<int>(steps) - 31);
}

TEST_CASE("a window with values that are no spikes is carried step after step") {
  const int left = Case{.synapses = synapse("w", R"("from": "z")")}.check();
  CHECK(left < static_cast<int>(steps));
  if (left >= 0) CHECK(left > 0);
}

TEST_CASE("what arrives directly is added before what synapses carry") { Case{.layer = R"(, "input": "y")"}.check(); }

TEST_CASE("a window that fails is begun anew where it failed") {
  const auto run = [](const std::string& type) {
    std::vector<Journal> journals;
    for (const std::uint64_t at : {7, 20}) {
      auto r = registry();
      auto n = Case{}.build(type, r);
      journal.clear();
      n.run(20);
      failing_step = 20 + at;
      n.run(at == 20 ? 20 : 1);
      const auto sums = n.port_input("l", 0);
      const std::vector<double> before(sums.begin(), sums.end());
      CHECK(before == journal.at(n.steps() - 1));
      CHECK_THROWS_AS(n.run(steps), bouton::RunFailed);
      CHECK(n.steps() == 20 + at);
      if (at == 20 && type == "fixed" && bouton::WeightRows::are_fast()) {
        const auto after = n.port_input("l", 0);
        CHECK(std::vector<double>(after.begin(), after.end()) == before);
      }
      n.run(steps);
      journals.push_back(journal);
    }
    return journals;
  };
  CHECK(run("fixed") == run("unpromised"));
}

TEST_CASE("weights that are set between windows are those that count") {
  const auto run = [](const std::string& type) {
    auto r = registry();
    auto n = Case{}.build(type, r);
    journal.clear();
    n.run(10);
    std::vector<double> values;
    for (const auto& entry : n.weights("w")) values.push_back(1 - entry.value);
    n.set_weights("w", values);
    n.run(10);
    auto other = Case{.slices = 3}.build(type, r);
    other.take_over(n);
    other.run(10);
    Turning visitor;
    other.visit_state("w", visitor);
    other.run(10);
    CHECK(journal.size() == 40);
    return journal;
  };
  CHECK(run("fixed") == run("unpromised"));
}

TEST_CASE("a profile counts the same events") {
  const auto run = [](const std::string& type) {
    auto r = registry();
    auto n = Case{.profile = true}.build(type, r);
    n.run(20);
    for (const auto& element : n.profile().elements)
      if (element.name == "w") return element.count;
    return 0.0;
  };
  CHECK(run("fixed") == run("unpromised"));
  CHECK(run("fixed") > 0);
}

TEST_CASE("the sums of the latest step can be read after a window, and are zero after a reset") {
  const auto run = [](const std::string& type) {
    auto r = registry();
    auto n = Case{}.build(type, r);
    n.run(13);
    const auto sums = n.port_input("l", 0);
    std::vector<double> copy(sums.begin(), sums.end());
    n.reset();
    const auto after = n.port_input("l", 0);
    CHECK(std::vector<double>(after.begin(), after.end()) == std::vector<double>(67, 0.0));
    return copy;
  };
  CHECK(run("fixed") == run("unpromised"));
}
