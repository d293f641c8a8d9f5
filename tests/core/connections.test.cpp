#include <support/edit.hpp>

using support::contains;
using support::findings;
using support::only;
using support::small;
using support::with;

namespace {

/// One weight per unit.
class Straight final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Straight>& d) {
    d.type("straight", "unit to unit").version("1.0", "tests").weights(bouton::WeightsKind::diagonal);
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
};

std::string text_with(const std::string& members) { return with(small, R"("weights": {"constant": 1})", members); }

std::string found(const std::string& members) { return findings(text_with(members)); }

std::string found_with_weights(const std::string& weights) { return found("\"weights\": " + weights); }

std::string found_with_connect(const std::string& connect) {
  return found("\"weights\": {\"constant\": 1}, \"connect\": " + connect);
}

/// The findings of a synapse from unit to unit; the layer has `post` units.
std::string found_straight(const std::string& members, const std::string& post = "2") {
  auto r = support::registry();
  r.add<Straight>();
  return findings(with(with(text_with(members), "\"plain\"", "\"straight\""), "\"size\": 3", "\"size\": " + post), r);
}

std::vector<bouton::WeightEntry> weights(const std::string& text) {
  auto r = support::registry();
  r.add<Straight>();
  return support::network(text, r).weights("w");
}

}  // namespace

TEST_CASE("a matrix has a row per postsynaptic unit and a column per presynaptic unit") {
  CHECK(weights(text_with("\"weights\": [[1, 2], [3, 4], [5, 6]]")) ==
        std::vector<bouton::WeightEntry>{{0, 0, 1}, {0, 1, 2}, {1, 0, 3}, {1, 1, 4}, {2, 0, 5}, {2, 1, 6}});
  CHECK(only(found_with_weights("[[1, 2, 3], [4, 5, 6]]"),
             "test.json:4:71: /synapses/0/weights: weights are 2 x 3; wanted 3 x 2 (a row for each unit of 'l', a "
             "column for each of 'x')"));
  CHECK(only(found_with_weights("[]"), "weights are 0 x 0; wanted 3 x 2"));
  CHECK(only(found_with_weights("[[1, 2], [3], [5, 6]]"), "/synapses/0/weights/1: row 1 has 1 numbers, row 0 has 2"));
  CHECK(
      only(found_with_weights("[[1, 2], [3, null], [5, 6]]"), "/synapses/0/weights/1/1: wanted a number, found null"));
  CHECK(only(found_with_weights("[1, 2]"), "/synapses/0/weights/0: wanted an array of numbers, found 1"));
  CHECK(only(
      found_with_weights("1"),
      "/synapses/0/weights: wanted a matrix (an array of rows), found 1; for one value everywhere, {\"constant\": 1}"));
  CHECK(contains(found_with_weights("[[1, null], [3, \"x\"], [5, 6]]"),
                 "/synapses/0/weights/0/1: wanted a number, found null"));
  CHECK(contains(found_with_weights("[[1, null], [3, \"x\"], [5, 6]]"),
                 "/synapses/0/weights/1/1: wanted a number, found \"x\""));
}

TEST_CASE("weights must be given") {
  CHECK(only(found("\"delay\": 0"),
             "/synapses/0: 'weights' is missing: a matrix [post][pre], or for example {\"constant\": 1}"));
}

TEST_CASE("weights as an object have a constant, a distribution or a file") {
  CHECK(only(found_with_weights("{}"),
             "/synapses/0/weights: wanted a matrix, or an object with 'constant', 'distribution', 'identity', "
             "'entries' or 'file'"));
  CHECK(contains(found_with_weights("{\"constnat\": 1}"),
                 "/synapses/0/weights/constnat: unknown key 'constnat'; did you mean 'constant'?"));
  CHECK(
      only(found_with_weights("{\"constant\": \"1\"}"), "/synapses/0/weights/constant: wanted a number, found \"1\""));
  CHECK(only(found_with_weights("{\"constant\": 1, \"low\": 0}"), "/synapses/0/weights/low: unknown key 'low'"));
  CHECK(only(found_with_weights("{\"distribution\": \"unifrom\"}"),
             "/synapses/0/weights/distribution: wanted one of uniform, normal, lognormal, gamma, found 'unifrom'; did "
             "you mean 'uniform'?"));
  CHECK(contains(found_with_weights("{\"distribution\": \"uniform\"}"), "/synapses/0/weights: 'low' is missing"));
  CHECK(contains(found_with_weights("{\"distribution\": \"uniform\"}"), "/synapses/0/weights: 'high' is missing"));
  CHECK(contains(found_with_weights("{\"distribution\": \"normal\"}"), "/synapses/0/weights: 'mean' is missing"));
  CHECK(contains(found_with_weights("{\"distribution\": \"normal\"}"), "/synapses/0/weights: 'std' is missing"));
  CHECK(only(found_with_weights(R"({"distribution": "uniform", "low": 1, "high": 0})"),
             "/synapses/0/weights/high: 'high' is 0, below 'low', 1"));
  CHECK(only(found_with_weights(R"({"distribution": "normal", "mean": 1, "std": -1})"),
             "/synapses/0/weights/std: 'std' is -1; it must be >= 0"));
  CHECK(only(found_with_weights(R"({"distribution": "normal", "mean": 1, "std": "1"})"),
             "/synapses/0/weights/std: wanted a number, found \"1\""));
  CHECK(contains(found_with_weights(R"({"distribution": "normal", "low": 1, "high": 2})"),
                 "/synapses/0/weights/low: unknown key 'low'"));
}

TEST_CASE("a synapse from unit to unit has one weight, or one per unit") {
  for (const char* w :
       {"2", "[2]", "{\"constant\": 2}", "[2, 3]", R"({"distribution": "uniform", "low": 1, "high": 2})"})
    CHECK(found_straight("\"weights\": " + std::string(w)) == "(no finding)");
  CHECK(only(found_straight("\"weights\": [1, 2, 3]"),
             "/synapses/0/weights: there are 3 weights; wanted one, or 2 (one per unit)"));
  CHECK(only(found_straight("\"weights\": []"), "/synapses/0/weights: there are 0 weights; wanted one, or 2"));
  CHECK(only(found_straight("\"weights\": [[1, 0], [0, 1]]"),
             "/synapses/0/weights/0: wanted a number, found an array of 2"));
  CHECK(only(found_straight("\"weights\": true"), "/synapses/0/weights: wanted an array of numbers, found true"));
  CHECK(only(found_straight("\"weights\": 1", "3"),
             "/synapses/0: 'straight' connects unit to unit, but there are 2 presynaptic and 3 postsynaptic units"));
  CHECK(only(found_straight("\"weights\": 1, \"connect\": {\"rule\": \"all_to_all\"}"),
             "/synapses/0/connect: 'straight' connects unit to unit and takes no 'connect'"));
  CHECK(weights(with(with(text_with("\"weights\": [2, 3]"), "\"plain\"", "\"straight\""), "\"size\": 3",
                     "\"size\": 2")) == std::vector<bouton::WeightEntry>{{0, 0, 2}, {1, 1, 3}});
}

TEST_CASE("weights can be listed pair by pair, in any order") {
  CHECK(weights(text_with("\"weights\": {\"entries\": [[2, 1, 5], [0, 0, -1]]}")) ==
        std::vector<bouton::WeightEntry>{{0, 0, -1}, {2, 1, 5}});
  CHECK(weights(text_with("\"weights\": {\"entries\": []}")).empty());
  CHECK(only(found_with_weights("{\"entries\": 3}"), "/synapses/0/weights/entries: wanted an array, found 3"));
  CHECK(only(
      found_with_weights("{\"entries\": [[0, 0]]}"),
      "/synapses/0/weights/entries/0: wanted [post, pre, value] or [post, pre, value, delay], found an array of 2"));
  CHECK(only(found_with_weights("{\"entries\": [5]}"),
             "/weights/entries/0: wanted [post, pre, value] or [post, pre, value, delay], found 5"));
  CHECK(only(found_with_weights("{\"entries\": [[0, -1, 2]]}"),
             "/entries/0/1: wanted a whole number from 0 up, found -1"));
  CHECK(only(found_with_weights("{\"entries\": [[0, 1, \"2\"]]}"), "/entries/0/2: wanted a number, found \"2\""));
  CHECK(only(found_with_weights("{\"entries\": [[0, 0, 1], [3, 0, 1]]}"),
             "/weights/entries/1: a weight from unit 0 to unit 3; there are 2 presynaptic and 3 postsynaptic units"));
  CHECK(only(found_with_weights("{\"entries\": [[0, 1, 1], [0, 1, 2]]}"),
             "/weights/entries/1: the pair [0, 1] stands twice"));
  CHECK(only(found_with_weights("{\"entries\": [[4294967296, 0, 1]]}"), "a weight from unit 0 to unit 4294967296"));
  CHECK(contains(found_straight("\"weights\": {\"entries\": [[1, 0, 2]]}"),
                 "/synapses/0/weights: holds a weight from unit 0 to unit 1; 'straight' connects unit to unit"));
}

TEST_CASE("connect has a rule that exists, and that rule's members") {
  CHECK(only(found_with_connect("\"all_to_all\""),
             "/synapses/0/connect: wanted an object with 'rule', found \"all_to_all\""));
  CHECK(only(found_with_connect("{}"), "/synapses/0/connect: 'rule' is missing"));
  CHECK(contains(found_with_connect("{\"rule\": \"all\"}"),
                 "/synapses/0/connect/rule: wanted one of all_to_all, one_to_one, fixed_indegree"));
  CHECK(only(found_with_connect("{\"rule\": \"fixed_indegre\", \"indegree\": 1}"),
             "found 'fixed_indegre'; did you mean 'fixed_indegree'?"));
  CHECK(only(found_with_connect("{\"rule\": \"all_to_all\", \"p\": 1}"), "/synapses/0/connect/p: unknown key 'p'"));
  CHECK(only(found_with_connect("{\"rule\": \"all_to_all\", \"autapses\": 1}"),
             "/synapses/0/connect/autapses: wanted true or false, found 1"));
}

TEST_CASE("a fixed in-degree is a number of presynaptic units that there are") {
  CHECK(found_with_connect("{\"rule\": \"fixed_indegree\", \"indegree\": 2}") == "(no finding)");
  CHECK(only(found_with_connect("{\"rule\": \"fixed_indegree\"}"), "/synapses/0/connect: 'indegree' is missing"));
  CHECK(only(found_with_connect("{\"rule\": \"fixed_indegree\", \"indegree\": 3}"),
             "/synapses/0/connect/indegree: 'indegree' is 3; there are 2 presynaptic units"));
  CHECK(only(found_with_connect("{\"rule\": \"fixed_indegree\", \"indegree\": -1}"),
             "/synapses/0/connect/indegree: wanted a whole number from 0 up, found -1"));
}

TEST_CASE("a fixed out-degree and a fixed total are at most what there is") {
  CHECK(found_with_connect("{\"rule\": \"fixed_outdegree\", \"outdegree\": 3}") == "(no finding)");
  CHECK(only(found_with_connect("{\"rule\": \"fixed_outdegree\", \"outdegree\": 4}"),
             "/synapses/0/connect/outdegree: 'outdegree' is 4; there are 3 postsynaptic units"));
  CHECK(found_with_connect("{\"rule\": \"fixed_total\", \"total\": 6}") == "(no finding)");
  CHECK(only(found_with_connect("{\"rule\": \"fixed_total\", \"total\": 7}"),
             "/synapses/0/connect/total: 'total' is 7; there are 6 pairs"));
  CHECK(only(found_with_connect("{\"rule\": \"fixed_total\"}"), "/synapses/0/connect: 'total' is missing"));
}

TEST_CASE("one_to_one needs layers of equal size") {
  CHECK(only(found_with_connect("{\"rule\": \"one_to_one\"}"),
             "/synapses/0/connect: 'one_to_one' needs layers of equal size; there are 2 presynaptic and 3 "
             "postsynaptic units"));
}

TEST_CASE("listed pairs are [post, pre], exist, and stand once") {
  const auto pairs = [](const std::string& list) {
    return found_with_connect("{\"rule\": \"pairs\", \"pairs\": " + list + "}");
  };
  CHECK(pairs("[[2, 1], [0, 0]]") == "(no finding)");
  CHECK(only(pairs("[[2, 1, 0]]"), "/synapses/0/connect/pairs/0: wanted [post, pre], found an array of 3"));
  CHECK(only(pairs("[[0, 0], [1, 2]]"),
             "/pairs/1: a weight from unit 2 to unit 1; there are 2 presynaptic and 3 postsynaptic units"));
  CHECK(only(pairs("[[0, 0], [0, 0]]"), "/pairs/1: the pair [0, 0] stands twice"));
  CHECK(weights(text_with(R"("weights": {"constant": 5}, "connect": {"rule": "pairs", "pairs": [[2, 1], [0, 0]]})")) ==
        std::vector<bouton::WeightEntry>{{0, 0, 5}, {2, 1, 5}});
}

TEST_CASE("without autapses, a unit of the same layer is one fewer") {
  const auto recurrent = [](const std::string& autapses) {
    return findings(with(
        text_with(R"("weights": {"constant": 1}, "connect": {"rule": "fixed_indegree", "indegree": 3, "autapses": )" +
                  autapses + "}"),
        "\"from\": \"x\"", "\"from\": \"l\""));
  };
  CHECK(recurrent("true") == "(no finding)");
  CHECK(contains(recurrent("false"), "'indegree' is 3; there are 2 presynaptic units"));
}

TEST_CASE("a probability lies between 0 and 1") {
  for (const char* p : {"0", "1", "0.5", "1e-300"})
    CHECK(found_with_connect("{\"rule\": \"fixed_probability\", \"p\": " + std::string(p) + "}") == "(no finding)");
  CHECK(only(found_with_connect("{\"rule\": \"fixed_probability\"}"), "/synapses/0/connect: 'p' is missing"));
  CHECK(only(found_with_connect("{\"rule\": \"fixed_probability\", \"p\": 1.5}"),
             "/synapses/0/connect/p: 'p' is 1.5; it must be >= 0 and <= 1"));
  CHECK(only(found_with_connect("{\"rule\": \"fixed_probability\", \"p\": -0.1}"),
             "'p' is -0.1; it must be >= 0 and <= 1"));
  CHECK(only(found_with_connect("{\"rule\": \"fixed_probability\", \"p\": \"1\"}"),
             "/synapses/0/connect/p: wanted a number, found \"1\""));
}

TEST_CASE("a matrix and a rule exclude each other") {
  CHECK(only(
      found(R"("weights": [[1, 2], [3, 4], [5, 6]], "connect": {"rule": "all_to_all"})"),
      "/synapses/0/weights: a matrix says by itself what is connected; with 'connect', give {\"constant\": …} or"));
}

TEST_CASE("a receptive field has a shape of as many units as the presynaptic layer, and a window that fits") {
  const auto field = [](const std::string& members) {
    return found("\"connect\": {\"rule\": \"receptive_field\"" + members + "}");
  };
  const std::string groups = R"(, "groups": [{"count": 1, "weight": 1}])";
  CHECK(field(R"(, "shape": [1, 2], "window": [1, 1])" + groups) == "(no finding)");
  for (const char* key : {"shape", "window", "groups"})
    CHECK(contains(field(""), "/synapses/0/connect: '" + std::string(key) + "' is missing"));
  CHECK(only(field(R"(, "shape": [2, 2], "window": [1, 1])" + groups),
             "/synapses/0/connect/shape: a shape of 2 x 2 does not have the 2 units of the presynaptic layer"));
  CHECK(only(field(R"(, "shape": [9223372036854775809, 2], "window": [1, 1])" + groups),
             "does not have the 2 units of the presynaptic layer"));
  CHECK(only(field(R"(, "shape": [1, 2], "window": [2, 1])" + groups),
             "/synapses/0/connect/window: a window of 2 x 1 does not fit into 1 x 2"));
  CHECK(
      only(field(R"(, "shape": 2, "window": [1, 1])" + groups), "/synapses/0/connect/shape: wanted an array, found 2"));
  CHECK(only(field(R"(, "shape": [2], "window": [1, 1])" + groups),
             "/synapses/0/connect/shape: wanted [rows, columns], found an array of 1"));
  CHECK(only(field(R"(, "shape": [0, 2], "window": [1, 1])" + groups),
             "/synapses/0/connect/shape: both sides must be at least 1"));
  CHECK(only(field(R"(, "shape": [1, -2], "window": [1, 1])" + groups),
             "/synapses/0/connect/shape/1: wanted a whole number from 0 up, found -2"));
  CHECK(only(field(R"(, "shape": [1, 2], "window": [1, 1], "groups": [{"count": 1}])"),
             "/synapses/0/connect/groups/0: 'weight' is missing"));
  CHECK(only(field(R"(, "shape": [1, 2], "window": [1, 1], "groups": [{"weight": 1}])"),
             "/synapses/0/connect/groups/0: 'count' is missing"));
  CHECK(only(field(R"(, "shape": [1, 2], "window": [1, 1], "groups": [{"count": 1, "weight": 1, "w": 1}])"),
             "/synapses/0/connect/groups/0/w: unknown key 'w'"));
  CHECK(only(field(R"(, "shape": [1, 2], "window": [1, 1], "groups": [{"count": -1, "weight": 1}])"),
             "/synapses/0/connect/groups/0/count: wanted a whole number"));
  CHECK(only(field(R"(, "shape": [1, 2], "window": [1, 1], "size": 1)" + groups),
             "/synapses/0/connect/size: unknown key 'size'"));
  CHECK(only(
      found(R"("weights": {"constant": 1}, "connect": {"rule": "receptive_field", "shape": [1, 2], "window": [1, 1])" +
            groups + "}"),
      "/synapses/0/weights: the rule 'receptive_field' brings its own weights; leave 'weights' out"));
}

TEST_CASE("a rule that cannot be read is not followed by findings about the weights") {
  CHECK(only(found(R"("connect": {"rule": "receptive_field", "shape": [1, 2], "window": [1, 1]})"),
             "'groups' is missing"));
  CHECK(only(found(R"("connect": {"rule": "receptive_fields"})"), "did you mean 'receptive_field'?"));
}
