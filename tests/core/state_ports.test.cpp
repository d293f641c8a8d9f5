#include <limits>

#include <bouton/trace.hpp>

#include <support/edit.hpp>
#include <support/jumping.hpp>

using support::contains;
using support::thrown;
using Values = std::vector<double>;

namespace {

/// Two states that halve in each step: what arrives at `more` is added to one, what arrives at `less` is taken from the
/// other. Publishes what it finds when it steps, and counts a plain port and its lack.
class Halving final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Halving>& d) {
    d.type("halving", "halves its states").version("1.0", "tests").output(bouton::OutputKind::analog).local();
    d.port("exc", "adds").adds_to("up").port("inh", "takes away").subtracts_from("down").port("plain", "is summed");
    d.state("up", &Halving::up_, "what was added").initial(1);
    d.state("down", &Halving::down_, "what was taken away");
    d.state("empty", &Halving::empty_, "ports without a sum");
    d.state("unreached", &Halving::unreached_, "whether nothing leads to the plain port");
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) {
      out[k] = up_[k] + 100 * down_[k] + 10000 * in.port(2)[k];
      up_[k] *= 0.5;
      down_[k] *= 0.5;
      empty_[k] = in.port(0).empty() + in.port(1).empty();
      unreached_[k] = !in.has_input(2);
    }
  }

 private:
  bouton::StateArray up_, down_, empty_, unreached_;
};

/// Weights grow with each presynaptic spike.
class Growing final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Growing>& d) { d.type("growing", "grows").version("1.0", "tests"); }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
  void update(const bouton::SynapseInputs& in, const bouton::Signal& post, bool) override {
    for (const auto pre : in.source(0).active) {
      const auto column = weights().column(pre);
      for (std::size_t k = 0; k < column.values.size(); ++k) column.values[k] += 0.01 + post.values[column.post(k)];
    }
  }
};

bouton::Registry registry() {
  auto r = support::registry();
  r.add<Halving>();
  r.add<support::Jumping>();
  r.add<Growing>();
  return r;
}

std::string halving(const std::string& synapses, const std::string& layer = "") {
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": 2, "source": {"type": "rows",
      "params": {"values": [[8, 16], [0, 0], [0, 0], [0, 0]]}}}],
      "layers": [{"name": "l", "type": "halving", "size": 2)" +
         layer + R"(}], "synapses": [)" + synapses + "]}";
}

std::string synapse(const std::string& port, const std::string& more = "") {
  return R"({"name": "to )" + port + R"(", "type": "plain", "from": "x", "to": "l", "weights": {"identity": 1},
      "port": ")" +
         port + "\"" + more + "}";
}

bouton::Network built(const std::string& text, std::size_t slices = 1) {
  auto r = registry();
  auto o = support::options();
  o.slices = o.threads = slices;
  return support::network(text, r, o);
}

/// A recurrent network of units that jump, driven through weights that grow, with inhibition on the single port.
const std::string recurrent = R"({"bouton": 1, "inputs": [{"name": "x", "size": 4, "source": {"type": "rows",
      "params": {"values": [[1, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 1]]}}}],
      "layers": [{"name": "e", "type": "jumping", "size": 37}, {"name": "i", "type": "jumping", "size": 11}],
      "synapses": [
        {"name": "w", "type": "growing", "from": "x", "to": "e", "weights": {"distribution": "uniform", "low": 0, "high": 0.4}},
        {"name": "ee", "type": "plain", "from": "e", "to": "e", "delay": 3,
         "weights": {"distribution": "uniform", "low": 0, "high": 0.1}},
        {"name": "ei", "type": "plain", "from": "e", "to": "i", "delay": 5,
         "weights": {"distribution": "uniform", "low": 0, "high": 0.2}},
        {"name": "ie", "type": "plain", "from": "i", "to": "e", "delay": 4, "syn_type": "inh",
         "weights": {"distribution": "uniform", "low": 0, "high": 0.3}}]})";

}  // namespace

TEST_CASE("what arrives at a port that adds to a state is there after the layer has stepped, and acts a step later") {
  auto n = built(halving(synapse("exc") + "," + synapse("inh")));
  n.step();
  CHECK(support::output(n, "l") == Values{1, 1});
  CHECK(n.state("l", "up") == Values{0.5 + 8, 0.5 + 16});
  CHECK(n.state("l", "down") == Values{-8, -16});
  n.step();
  CHECK(support::output(n, "l") == Values{8.5 - 800, 16.5 - 1600});
  CHECK(n.state("l", "up") == Values{4.25, 8.25});
}

TEST_CASE("a delay counts to the step in whose state the jump is") {
  auto n = built(halving(synapse("exc", R"(, "delay": 2)")));
  n.run(2);
  CHECK(n.state("l", "up") == Values{0.25, 0.25});
  n.step();
  CHECK(n.state("l", "up") == Values{8.125, 16.125});
}

TEST_CASE("a direct input leads to such a port as a synapse does") {
  auto n = built(halving("", R"(, "input": [{"from": "x", "port": "exc"}, {"from": "x", "port": "inh", "delay": 1}])"));
  n.run(2);
  CHECK(n.state("l", "up") == Values{4.25, 8.25});
  CHECK(n.state("l", "down") == Values{-8, -16});
}

TEST_CASE("on a layer with one port an inhibitory synapse takes away from the state") {
  auto n = built(
      R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source": {"type": "rows", "params": {"values": [[1]]}}}],
      "layers": [{"name": "l", "type": "jumping", "size": 1}],
      "synapses": [{"name": "w", "type": "plain", "from": "x", "to": "l", "syn_type": "inh", "weights": [[0.25]]}]})");
  n.run(2);
  CHECK(n.state("l", "v") == Values{-0.25 * 0.9 - 0.25});
}

TEST_CASE("a layer sees which ports have no sum, and to which nothing leads") {
  for (const bool reached : {false, true}) {
    auto n = built(halving(synapse(reached ? "plain" : "exc")));
    n.step();
    CHECK(n.state("l", "empty") == Values{2, 2});
    CHECK(n.state("l", "unreached") == Values(2, reached ? 0 : 1));
    CHECK(support::output(n, "l") == (reached ? Values{80001, 160001} : Values{1, 1}));
  }
}

TEST_CASE("states that are added to end in the same bits for any slices, windows and ways to take steps") {
  auto whole = built(recurrent);
  whole.run(200);
  const auto potentials = whole.state("e", "v"), weights = whole.state("w", "weights");
  for (const std::size_t slices : {1, 2, 3, 8}) {
    CAPTURE(slices);
    auto n = built(recurrent, slices);
    for (int t = 0; t < 100; ++t) n.step();
    n.run(100);
    CHECK(n.state("e", "v") == potentials);
    CHECK(n.state("i", "v") == whole.state("i", "v"));
    CHECK(n.state("w", "weights") == weights);
  }
}

TEST_CASE("a reset brings back the initial values, and a network goes on where another one stood") {
  auto n = built(halving(synapse("exc")));
  n.run(3);
  const auto after = n.state("l", "up");
  n.run(1);
  n.reset();
  CHECK(n.state("l", "up") == Values{1, 1});
  n.run(3);
  CHECK(n.state("l", "up") == after);
  auto given = built(halving(synapse("exc"), R"(, "initial": {"up": [2, 4]})"));
  given.step();
  CHECK(given.state("l", "up") == Values{9, 18});

  // The input's row is not named and starts anew after a multiple of its rows.
  auto first = built(recurrent), second = built(recurrent, 2), whole = built(recurrent);
  first.run(30);
  second.take_over(first);
  second.run(34);
  whole.run(64);
  CHECK(second.state("e", "v") == whole.state("e", "v"));
}

TEST_CASE("a value that is not finite is found in the state in the step in which it arrives") {
  auto o = support::options();
  o.finite_checks = bouton::FiniteChecks::every_step;
  auto r = registry();
  auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 2, "source": {"type": "rows",
      "params": {"values": [[1, 1]]}}}], "layers": [{"name": "l", "type": "halving", "size": 1}],
      "synapses": [{"name": "w", "type": "plain", "from": "x", "to": "l", "port": "exc", "weights": {"constant": 1.5e308}}]})",
                            r, o);
  const auto error = thrown<bouton::NotFinite>([&] { n.step(); });
  CHECK(error.found.variable == "up");
  CHECK(error.found.last_step == 0);
}

TEST_CASE("what arrives at such a port is not summed, and whoever asks for the sum is told where it is") {
  auto n = built(halving(synapse("exc")));
  n.step();
  CHECK(contains(thrown<bouton::Error>([&] { n.port_input("l", 0); }).what(),
                 "what arrives at the port 'exc' of 'l' is not summed: it is added straight to 'up'; read that state"));
  auto r = registry();
  auto text =
      support::with(recurrent, "\"synapses\"", R"("readout": {"of": "e", "rule": "spike_count", "ties": "input"},
      "synapses")");
  CHECK(contains(support::findings(text, r), "'e' does not have one input port whose sum could decide"));
}

TEST_CASE("a port that adds to what is no plain state is refused when its type is registered") {
  class Wrong final : public bouton::Layer {
   public:
    static void declare(bouton::Declaration<Wrong>& d) {
      d.type("wrong", "has many states").version("1.0", "tests").port("in", "anything").adds_to("g");
      d.state("g", &Wrong::g_, "conductance");
      d.state("count", &Wrong::count_, "a number");
      d.state("trace", &Wrong::trace_, "a trace");
      d.state("kept", &Wrong::kept_, "stays").kept();
    }
    void step(const bouton::LayerInputs&, std::span<double>) override {}

   private:
    bouton::StateArray g_, kept_;
    bouton::CountArray count_;
    bouton::Trace trace_;
  };
  const auto refusal = [](const std::string& state) -> std::string {
    bouton::Declaration<Wrong> declaration;
    Wrong::declare(declaration);
    auto type = std::move(declaration).take();
    type.ports[0].state = state;
    try {
      bouton::Registry().add(std::move(type));
    } catch (const bouton::Error& error) {
      return error.what();
    }
    return "";
  };
  CHECK(refusal("g") == "");
  CHECK(refusal("h") ==
        "type 'wrong': the port 'in' adds to the state 'h', which is not declared; declare it with d.state");
  CHECK(contains(refusal("count"), "adds to the state 'count', which is no StateArray; only to one can be added"));
  CHECK(contains(refusal("trace"), "which is no StateArray"));
  CHECK(contains(refusal("kept"), "which is kept: that changes only where a phase learns"));
  CHECK(contains(thrown<std::logic_error>([] { bouton::Declaration<Wrong>().adds_to("g"); }).what(),
                 "adds_to and subtracts_from complete a port; call port() before them"));
}
