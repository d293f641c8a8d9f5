#include <support/edit.hpp>

using support::contains;
using support::findings;
using support::only;
using support::with;
using Values = std::vector<double>;

namespace {

/// Twice its input.
class Double final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Double>& d) {
    d.transform("double", "twice its input").version("1.0", "tests");
    d.parameter("times", &Double::times_, "the factor").default_value(2).above(0);
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = times_ * in.port(0)[k];
  }

 private:
  double times_ = 0;
};

/// Two ports, of which the second counts a hundredfold.
class TwoPorts final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<TwoPorts>& d) {
    d.type("two_ports", "shows both ports").version("1.0", "tests").output(bouton::OutputKind::analog);
    d.port("exc", "counts once");
    d.port("inh", "counts a hundredfold");
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = in.port(0)[k] + 100 * in.port(1)[k];
  }
};

/// Carries source 0, scaled by source 1.
class Gated final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Gated>& d) {
    d.type("gated", "a synapse with a modulator").version("1.0", "tests").sources(1, 2);
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
    if (in.sources() > 1)
      for (double& x : port) x *= in.source(1).values[0];
  }
};

bouton::Registry registry() {
  auto r = support::registry();
  r.add<Double>();
  r.add<TwoPorts>();
  r.add<Gated>();
  return r;
}

/// Input x plays 1, 2, 3, … on both its units.
std::string text(const std::string& layers, const std::string& synapses = "") {
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": 2, "source": {"type": "rows",
      "params": {"values": [[1, 1], [2, 2], [3, 3], [4, 4], [5, 5]]}}}],
    "layers": [)" +
         layers + "],\n\"synapses\": [" + synapses + "]}";
}

std::string layer(const std::string& input, const std::string& type = "sum", const std::string& size = "2") {
  return R"({"name": "l", "type": ")" + type + R"(", "size": )" + size + R"(, "input": )" + input + "}";
}

std::string found(const std::string& text) {
  auto r = registry();
  return findings(text, r);
}

Values played(const std::string& text, int steps) {
  auto r = registry();
  auto n = support::network(text, r);
  Values values;
  for (int i = 0; i < steps; ++i) n.step(), values.push_back(n.output("l").values[1]);
  return values;
}

std::string synapse(const std::string& members) {
  return R"({"name": "w", "type": "gated", "to": "l", "weights": [[1, 0], [0, 1]], )" + members + "}";
}

const std::string sum = R"({"name": "l", "type": "sum", "size": 2})";

}  // namespace

TEST_CASE("a layer's input leads unit to unit into its port, from an input at once, from a layer a step later") {
  CHECK(played(text(layer("\"x\"")), 3) == Values{1, 2, 3});
  CHECK(played(text(layer(R"([{"from": "x", "delay": 2}, "x"])")), 4) == Values{1, 2, 3 + 1, 4 + 2});
  CHECK(played(text(R"({"name": "a", "type": "sum", "size": 2, "input": "x"},)" + layer("\"a\"")), 3) ==
        Values{0, 1, 2});
  CHECK(played(text(layer(R"({"from": "x", "port": "inh"})", "two_ports")), 2) == Values{100, 200});
}

TEST_CASE("a layer with a direct input is not warned of as unreached") {
  CHECK(found(text(layer("\"x\""))) == "(no finding)");
}

TEST_CASE("what is wrong with a direct input is a finding") {
  CHECK(contains(found(text(layer("\"y\""))), "/layers/0/input: no layer or input 'y'"));
  CHECK(contains(found(text(layer("3"))), "/layers/0/input: wanted an object with from, port, delay, found 3"));
  CHECK(contains(found(text(layer("[\"x\", {}]"))), "/layers/0/input/1: 'from' is missing"));
  CHECK(contains(found(text(layer(R"({"from": "x", "prot": "in"})"))),
                 "/layers/0/input/prot: unknown key 'prot'; did you mean 'port'?"));
  CHECK(contains(found(text(layer("\"x\"", "sum", "3"))),
                 "/layers/0/input: 'x' has 2 units and 'l' 3; without a synapse they must be equal"));
  CHECK(contains(found(text(layer(R"({"from": "x", "delay": -1})"))),
                 "/layers/0/input/delay: wanted a whole number from 0 up, found -1"));
  CHECK(contains(found(text(layer(R"({"from": "x", "port": "out"})"))),
                 "/layers/0/input/port: wanted one of in, found 'out'"));
}

TEST_CASE("a direct input's delay is at most as long as a synapse's") {
  CHECK(contains(found(text(layer(R"({"from": "x", "delay": 1000001})"))),
                 "/layers/0/input/delay: a delay must be at most 1000000 steps"));
}

TEST_CASE("with several ports, a direct input must say which") {
  CHECK(contains(found(text(layer("\"x\"", "two_ports"))),
                 R"('l' has the ports exc, inh; say which: {"from": "x", "port": "exc"})"));
}

TEST_CASE("direct inputs without delay that form a cycle name its members") {
  CHECK(contains(found(text(layer(R"({"from": "l", "delay": 0})"))), "form a cycle: l -> l; give"));
}

TEST_CASE("a transform stands between the source and the synapse, and delays nothing") {
  CHECK(played(text(sum, synapse(R"("from": "x", "transform": {"type": "double"})")), 3) == Values{2, 4, 6});
  CHECK(
      played(text(sum, synapse(R"("from": "x", "delay": 1, "transform": {"type": "double", "params": {"times": 10}})")),
             3) == Values{0, 10, 20});
  CHECK(played(text(sum, synapse(R"("from": ["x", "x"], "transform_mod": {"type": "double"})")), 3) ==
        Values{2, 8, 18});
}

TEST_CASE("the output of a transform is that of a layer with the synapse's name and '.transform'") {
  auto r = registry();
  auto n = support::network(text(sum, synapse(R"("from": "x", "transform": {"type": "double"})")), r);
  n.step();
  CHECK(support::output(n, "w.transform") == Values{2, 2});
}

TEST_CASE("what is wrong with a transform is a finding") {
  const auto of = [](const std::string& members) { return found(text(sum, synapse(members))); };
  CHECK(contains(of(R"("from": "x", "transform": 3)"),
                 "/synapses/0/transform: wanted an object with type, params, initial, found 3"));
  CHECK(contains(of(R"("from": "x", "transform": {})"), "/synapses/0/transform: 'type' is missing"));
  CHECK(contains(of(R"("from": "x", "transform": {"type": "duoble"})"),
                 "/synapses/0/transform/type: no transform type 'duoble'; did you mean 'double'?"));
  CHECK(contains(of(R"("from": "x", "transform": {"type": "sum"})"),
                 "/synapses/0/transform/type: 'sum' is a neuron; wanted a transform"));
  CHECK(contains(of(R"("from": "x", "transform": {"type": "double", "params": {"times": 0}})"),
                 "/synapses/0/transform/params/times: 'times' is 0; it must be > 0"));
  CHECK(only(of(R"("from": "x", "transform_mod": {"type": "double"})"),
             "/synapses/0/transform_mod: there is no modulator to transform: 'from' has one name"));
  CHECK(contains(found(text(R"({"name": "w.transform", "type": "sum", "size": 2, "input": "x"},)" + sum,
                            synapse(R"("from": "x", "transform": {"type": "double"})"))),
                 "/synapses/0/transform: the name 'w.transform' is already that of /layers/0"));
}

TEST_CASE("a transform is no layer's type") {
  CHECK(contains(found(text(R"({"name": "l", "type": "double", "size": 2})")),
                 "/layers/0/type: 'double' is a transform; wanted a neuron"));
}
