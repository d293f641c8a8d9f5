#include <support/edit.hpp>

using support::contains;
using support::findings;
using support::only;
using support::small;
using support::with;

namespace {

/// Two ports, for excitation and inhibition.
class TwoPorts final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<TwoPorts>& d) {
    d.type("two_ports", "publishes the difference").version("1.0", "tests").output(bouton::OutputKind::analog);
    d.port("exc", "added");
    d.port("inh", "subtracted");
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = in.port(0)[k] - 100 * in.port(1)[k];
  }
};

/// Carries source 0 if the others say so.
class Gated final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Gated>& d) {
    d.type("gated", "two or three sources").version("1.0", "tests").sources(2, 3);
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
};

std::string found(const std::string& part, const std::string& other) {
  auto r = support::registry();
  r.add<TwoPorts>();
  r.add<Gated>();
  return findings(with(small, part, other), r);
}

std::string found_in_synapse(const std::string& members) { return found("\"from\": \"x\", \"to\": \"l\"", members); }

std::string found_in_two_ports(const std::string& members) {
  auto r = support::registry();
  r.add<TwoPorts>();
  return findings(with(with(small, "\"sum\"", "\"two_ports\""), "\"to\": \"l\"", "\"to\": \"l\"" + members), r);
}

}  // namespace

TEST_CASE("the version of the file format must be 1") {
  CHECK(only(found("\"bouton\": 1,", ""), "test.json:1:1: 'bouton' is missing"));
  CHECK(only(found("\"bouton\": 1", "\"bouton\": 2"),
             "test.json:1:2: /bouton: file format version 2; this program reads version 1"));
  CHECK(only(found("\"bouton\": 1", "\"bouton\": \"1\""), "/bouton: wanted a whole number from 0 up, found \"1\""));
}

TEST_CASE("name, seed and dt are checked where they stand") {
  const auto header = [](const std::string& member) { return found("\"bouton\": 1", "\"bouton\": 1, " + member); };
  CHECK(only(header("\"name\": 3"), "test.json:1:15: /name: wanted a text, found 3"));
  CHECK(only(header("\"seed\": -1"), "/seed: wanted a whole number from 0 up, found -1"));
  CHECK(only(header("\"seed\": 1.5"), "/seed: wanted a whole number from 0 up, found 1.5"));
  CHECK(only(header("\"dt\": 0"), "/dt: 'dt' is 0; it must be > 0 (ms)"));
  CHECK(only(header("\"dt\": -0.1"), "/dt: 'dt' is -0.1; it must be > 0 (ms)"));
  CHECK(only(header("\"dt\": \"1\""), "/dt: wanted a number, found \"1\""));
}

TEST_CASE("a file that runs nothing is refused") {
  CHECK(only(findings("{\"bouton\": 1}"), "there is nothing to run: neither 'inputs' nor 'layers' has an entry"));
}

TEST_CASE("each list of the file must be an array") {
  for (const std::string key : {"plugins", "data", "record", "run"})
    CHECK(only(found("\"outputs\"", "\"" + key + "\": {}, \"outputs\""),
               "/" + key + ": wanted an array, found an object"));
  CHECK(only(found("[\"l\"]", "\"l\""), "/outputs: wanted an array, found \"l\""));
  CHECK(
      contains(found("[{\"name\": \"l\", \"type\": \"sum\", \"size\": 3}]", "2"), "/layers: wanted an array, found 2"));
}

TEST_CASE("a list that is no array is one finding") {
  CHECK(only(findings(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1}], "layers": 2})"),
             "/layers: wanted an array"));
  CHECK(
      only(findings(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1}], "synapses": 2})"), "/synapses: wanted an"));
}

TEST_CASE("each entry must be an object, and the message lists its keys") {
  CHECK(only(found("\"layers\": [", "\"layers\": [7, "),
             "/layers/0: wanted an object with name, type, size, params, initial, input, found 7"));
  CHECK(contains(found("\"inputs\": [", "\"inputs\": [null, "),
                 "/inputs/0: wanted an object with name, size, source, found null"));
  CHECK(
      only(found("\"synapses\": [", "\"synapses\": [[], "), "/synapses/0: wanted an object with name, type, from, to"));
  CHECK(only(found("\"outputs\"", "\"record\": [1], \"outputs\""),
             "/record/0: wanted an object with name, of, variable"));
  CHECK(only(found("\"outputs\"", "\"run\": [1], \"outputs\""), "/run/0: wanted an object with name, steps, learn"));
  CHECK(only(found("\"outputs\"", "\"data\": [1], \"outputs\""), "/data/0: wanted an object with name, type, params"));
  CHECK(only(found("\"outputs\"", "\"readout\": 1, \"outputs\""), "/readout: wanted an object with of, rule, ties"));
}

TEST_CASE("an unknown key is a finding in each kind of entry") {
  CHECK(only(found("\"name\": \"x\"", "\"naem\": 1, \"name\": \"x\""),
             "test.json:2:15: /inputs/0/naem: unknown key 'naem'; did you mean 'name'?"));
  CHECK(only(found("\"params\"", "\"parms\": {}, \"params\""),
             "/inputs/0/source/parms: unknown key 'parms'; did you mean 'params'?"));
  CHECK(only(found("\"size\": 3", "\"size\": 3, \"siez\": 3"),
             "/layers/0/siez: unknown key 'siez'; did you mean 'size'?"));
  CHECK(only(found("\"weights\"", "\"weight\": 1, \"weights\""),
             "/synapses/0/weight: unknown key 'weight'; did you mean"));
}

TEST_CASE("names must be there, be texts, not be empty, and differ over the whole file") {
  CHECK(contains(found("\"name\": \"l\", ", ""), "test.json:3:14: /layers/0: 'name' is missing"));
  CHECK(contains(found("\"name\": \"l\"", "\"name\": 3"), "/layers/0/name: wanted a text, found 3"));
  CHECK(contains(found("\"name\": \"w\"", "\"name\": \"\""), "/synapses/0/name: the name is empty"));
  CHECK(only(found("\"name\": \"w\"", "\"name\": \"x\""),
             "test.json:4:17: /synapses/0/name: the name 'x' is already that of /inputs/0"));
  CHECK(contains(found("\"name\": \"l\"", "\"name\": \"x\""),
                 "/layers/0/name: the name 'x' is already that of /inputs/0"));
}

TEST_CASE("sizes are whole numbers from 1 up, and a wrong one is the only finding") {
  CHECK(only(found(", \"size\": 3", ""), "/layers/0: 'size' is missing"));
  CHECK(only(found("\"size\": 3", "\"size\": 0"), "/layers/0/size: 'size' is 0; it must be from 1 to 4294967294"));
  CHECK(only(found("\"size\": 3", "\"size\": 4294967295"), "'size' is 4294967295; it must be from 1 to"));
  CHECK(only(found("\"size\": 3", "\"size\": -3"),
             "/layers/0/size: wanted a whole number from 1 to 4294967294, found -3"));
  CHECK(only(found("\"size\": 3", "\"size\": 2.5"),
             "/layers/0/size: wanted a whole number from 1 to 4294967294, found 2.5"));
  CHECK(only(found("\"size\": 2", "\"size\": \"2\""),
             "/inputs/0/size: wanted a whole number from 1 to 4294967294, found \"2\""));
}

TEST_CASE("a wrong size is not followed by findings about what it should fit") {
  const auto matrix = with(small, "{\"constant\": 1}", "[[1, 2], [3, 4], [5, 6]]");
  CHECK(only(findings(with(matrix, "\"size\": 3", "\"size\": 0")), "/layers/0/size: 'size' is 0"));
  CHECK(only(findings(with(matrix, "\"size\": 2", "\"size\": 0")), "/inputs/0/size: 'size' is 0"));
}

TEST_CASE("a size that is whole but written as 3.0 is taken") {
  auto r = support::registry();
  CHECK(support::network(with(small, "\"size\": 3", "\"size\": 3.0"), r).output("l").values.size() == 3);
}

TEST_CASE("a type that is not registered is answered with the nearest of its kind") {
  CHECK(only(found("\"type\": \"sum\"", "\"type\": \"sums\""),
             "test.json:3:28: /layers/0/type: no neuron type 'sums'; did you mean 'sum'?"));
  CHECK(only(found("\"type\": \"rows\"", "\"type\": \"row\""),
             "/inputs/0/source/type: no generator type 'row'; did you mean 'rows'?"));
  CHECK(only(found("\"type\": \"plain\"", "\"type\": \"plane\""),
             "/synapses/0/type: no synapse type 'plane'; did you mean 'plain'?"));
  CHECK(only(found("\"type\": \"plain\"", "\"type\": 5"), "/synapses/0/type: wanted a text, found 5"));
  CHECK(only(found("\"type\": \"sum\", ", ""), "/layers/0: 'type' is missing"));
}

TEST_CASE("a type of another kind is refused where it stands") {
  CHECK(
      only(found("\"type\": \"sum\"", "\"type\": \"plain\""), "/layers/0/type: 'plain' is a synapse; wanted a neuron"));
  CHECK(
      only(found("\"type\": \"plain\"", "\"type\": \"sum\""), "/synapses/0/type: 'sum' is a neuron; wanted a synapse"));
  CHECK(contains(found("\"type\": \"rows\"", "\"type\": \"sum\""),
                 "/inputs/0/source/type: 'sum' is a neuron; wanted a generator"));
}

TEST_CASE("an input without a source is a finding only where nothing can feed it") {
  auto r = support::registry();
  auto o = support::options();
  const std::string text = R"({"bouton": 1, "inputs": [{"name": "x", "size": 2}]})";
  CHECK(findings(text, r, o) == "(no finding)");
  o.live_inputs = false;
  CHECK(only(findings(text, r, o), "/inputs/0: input 'x' has no 'source', and nothing feeds it here; give it one"));
}

TEST_CASE("layers that only reach each other are warned of") {
  auto r = support::registry();
  const auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1}],
      "layers": [{"name": "a", "type": "sum", "size": 1, "input": "x"},
                 {"name": "b", "type": "sum", "size": 1}, {"name": "c", "type": "sum", "size": 1, "input": "b"}],
      "synapses": [{"name": "w", "type": "plain", "from": "c", "to": "b", "weights": [[1]]}]})",
                                  r);
  REQUIRE(n.warnings().size() == 2);
  CHECK(to_string(n.warnings()[0]) == "test.json:3:18: warning: /layers/1: no input reaches layer 'b'");
  CHECK(to_string(n.warnings()[1]) == "test.json:3:59: warning: /layers/2: no input reaches layer 'c'");
}

TEST_CASE("a synapse that leads to a misspelt layer is one finding, without a warning for the layer that was meant") {
  CHECK(only(found_in_synapse("\"from\": \"x\", \"to\": \"k\""), "/synapses/0/to: no layer or input 'k'"));
}

TEST_CASE("a layer that no synapse leads to is a warning, not an error") {
  auto r = support::registry();
  const auto n = support::network(
      with(small, "\"layers\": [", "\"layers\": [{\"name\": \"idle\", \"type\": \"sum\", \"size\": 1},\n"), r);
  REQUIRE(n.warnings().size() == 1);
  CHECK(n.warnings()[0].is_warning);
  CHECK(to_string(n.warnings()[0]) == "test.json:3:14: warning: /layers/0: no synapse leads to layer 'idle'");
}

TEST_CASE("a synapse must lead from and to names that exist") {
  CHECK(only(found_in_synapse("\"to\": \"l\""), "test.json:4:16: /synapses/0: 'from' is missing"));
  CHECK(contains(found_in_synapse("\"from\": \"x\""), "/synapses/0: 'to' is missing"));
  CHECK(only(found_in_synapse("\"from\": \"y\", \"to\": \"l\""), "/synapses/0/from: no layer or input 'y'"));
  CHECK(contains(found_in_synapse("\"from\": \"x\", \"to\": \"k\""), "/synapses/0/to: no layer or input 'k'"));
  CHECK(only(found_in_synapse("\"from\": 3, \"to\": \"l\""), "/synapses/0/from: wanted a text, found 3"));
  CHECK(contains(found_in_synapse("\"from\": \"l\", \"to\": \"x\""),
                 "/synapses/0/to: 'x' is an input; a synapse leads to a layer"));
}

TEST_CASE("the number of presynaptic names must be what the synapse type takes") {
  CHECK(only(found_in_synapse("\"from\": [\"x\", \"l\"], \"to\": \"l\""),
             "/synapses/0/from: 'plain' takes 1 presynaptic name, found 2"));
  CHECK(only(found_in_synapse("\"from\": [], \"to\": \"l\""),
             "/synapses/0/from: 'plain' takes 1 presynaptic name, found 0"));
  CHECK(only(found("\"plain\"", "\"gated\""), "/synapses/0/from: 'gated' takes 2 to 3 presynaptic names, found 1"));
}

TEST_CASE("a modulator has one unit, or one per postsynaptic unit") {
  const auto modulated = [](const std::string& size) {
    auto text = with(small, "\"plain\", \"from\": \"x\"", "\"gated\", \"from\": [\"x\", \"m\"]");
    auto r = support::registry();
    r.add<Gated>();
    return findings(with(text, "\"inputs\": [", "\"inputs\": [{\"name\": \"m\", \"size\": " + size + "}, "), r);
  };
  CHECK(modulated("1") == "(no finding)");
  CHECK(modulated("3") == "(no finding)");
  CHECK(only(modulated("2"), "/synapses/0/from/1: modulator 'm' has 2 units; wanted 1, or 3 (one per unit of 'l')"));
}

TEST_CASE("with several ports, 'port' or 'syn_type' must say which") {
  CHECK(only(found_in_two_ports(""),
             "/synapses/0: 'l' has the ports exc, inh; say which with 'port' or with 'syn_type'"));
  CHECK(only(found_in_two_ports(", \"syn_type\": \"hybrid\""), "'l' has the ports exc, inh; say which"));
  CHECK(only(found_in_two_ports(", \"port\": \"ihn\""),
             "/synapses/0/port: wanted one of exc, inh, found 'ihn'; did you mean 'inh'?"));
  for (const char* member :
       {", \"port\": \"exc\"", ", \"port\": \"inh\"", ", \"syn_type\": \"exc\"", ", \"syn_type\": \"inh\""})
    CHECK(found_in_two_ports(member) == "(no finding)");
  CHECK(only(found_in_synapse("\"from\": \"x\", \"to\": \"l\", \"port\": \"exc\""),
             "/synapses/0/port: wanted one of in, found 'exc'"));
}

TEST_CASE("weights of a sign that contradicts syn_type are warned of, once") {
  auto r = support::registry();
  const auto warnings = [&](const std::string& type, const std::string& weight) {
    auto o = support::options();
    o.slices = 3;
    const auto text = with(with(small, "\"to\": \"l\"", "\"to\": \"l\", \"syn_type\": \"" + type + "\""),
                           "{\"constant\": 1}", "{\"constant\": " + weight + "}");
    std::string all;
    const auto n = support::network(text, r, o);
    for (const auto& warning : n.warnings()) all += to_string(warning) + "\n";
    return all;
  };
  CHECK(warnings("inh", "-0.8") ==
        "test.json:4:90: warning: /synapses/0/weights: 'w' has the syn_type inh and negative weights, which excite; "
        "inhibition takes the magnitude\n");
  CHECK(contains(warnings("exc", "-0.8"), "'w' has the syn_type exc and negative weights, which inhibit\n"));
  for (const char* type : {"hybrid", "exc", "inh"}) CHECK(warnings(type, "0.8") == "");
  CHECK(warnings("hybrid", "-0.8") == "");
}

TEST_CASE("syn_type is hybrid, exc or inh") {
  CHECK(only(found_in_synapse("\"from\": \"x\", \"to\": \"l\", \"syn_type\": \"ihn\""),
             "/synapses/0/syn_type: wanted one of hybrid, exc, inh, found 'ihn'; did you mean 'inh'?"));
}

TEST_CASE("dtype is float64 or float32, and a type may take only float64") {
  CHECK(only(found_in_synapse("\"from\": \"x\", \"to\": \"l\", \"dtype\": \"float16\""),
             "/synapses/0/dtype: wanted one of float64, float32, found 'float16'"));
  CHECK(only(found_in_synapse("\"from\": \"x\", \"to\": \"l\", \"dtype\": \"float32\""),
             "/synapses/0/dtype: 'plain' keeps its weights in float64 only"));
}

TEST_CASE("outputs must exist") {
  CHECK(only(found("[\"l\"]", "[\"l\", \"ll\"]"),
             "test.json:5:20: /outputs/1: no layer or input 'll'; did you mean 'l'?"));
}

TEST_CASE("the seed of the options stands in for that of the file") {
  auto r = support::registry();
  const auto text = with(small, "{\"constant\": 1}", R"({"distribution": "uniform", "low": 0, "high": 1})");
  auto o = support::options();
  o.seed = 5;
  const auto five = support::network(text, r, o).weights("w");
  CHECK(five == support::network(with(text, "\"bouton\": 1", "\"bouton\": 1, \"seed\": 5"), r).weights("w"));
  CHECK(five != support::network(text, r).weights("w"));
}
