#include <support/rows.hpp>

using support::network;
using support::output;

namespace {

bouton::Registry registry() { return support::registry_with_analog_rows(BOUTON_PLUGIN_LIBRARY); }

/// Three presynaptic units, the synapse's other members as given.
std::string three_units(const std::string& rows, int post, const std::string& synapse,
                        const std::string& source = "rows") {
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": 3, "source": {"type": ")" + source +
         R"(", "params": {"values": )" + rows + R"(}}}], "layers": [{"name": "l", "type": "sum", "size": )" +
         std::to_string(post) + R"(}], "synapses": [{"name": "w", "type": "static", "from": "x", "to": "l", )" +
         synapse + "}]}";
}

const std::string mixed_rows = "[[1, 0, 1], [0, 0, 0], [1, 1, 1], [0, 1, 0]]";
const std::string normal_weights = R"("weights": {"distribution": "normal", "mean": 0.1, "std": 1})";
const std::string sparse_weights = normal_weights + R"(, "connect": {"rule": "fixed_probability", "p": 0.5})";

}  // namespace

TEST_CASE("a row of weights belongs to a postsynaptic unit, a column to a presynaptic one") {
  auto r = registry();
  auto n = network(three_units("[[1, 0, 1], [0.5, -2, 0]]", 2, R"("weights": [[1, 2, 3], [10, 20, 30]])"), r);
  n.step();
  CHECK(output(n, "l") == std::vector<double>{4, 40});
  n.step();
  CHECK(output(n, "l") == std::vector<double>{0.5 - 4, 5 - 40});
}

TEST_CASE("a sparse synapse carries exactly the weights that it lists") {
  auto r = registry();
  auto n = network(three_units("[[1, 0.5, -2]]", 40, sparse_weights), r);
  const auto entries = n.weights("w");
  CHECK(entries.size() > 40);
  CHECK(entries.size() < 80);
  const double x[] = {1, 0.5, -2};
  std::vector<double> sums(40, 0.0);
  for (const auto& e : entries) sums[e.post] += e.value * x[e.pre];
  n.step();
  CHECK(output(n, "l") == sums);
}

TEST_CASE("spikes and the same values as an analog signal give the same bits, dense and sparse, in any slices") {
  auto r = registry();
  for (const auto& weights : {normal_weights, sparse_weights})
    for (const std::size_t slices : {1, 2, 3}) {
      auto options = support::options();
      auto events = network(three_units(mixed_rows, 40, weights), r, options);
      options.slices = slices;
      auto values = network(three_units(mixed_rows, 40, weights, "analog_rows"), r, options);
      REQUIRE(events.weights("w") == values.weights("w"));
      for (int step = 0; step < 4; ++step) {
        events.step();
        values.step();
        REQUIRE(events.output("x").is_spikes);
        REQUIRE_FALSE(values.output("x").is_spikes);
        CHECK(output(events, "l") == output(values, "l"));
      }
    }
}

TEST_CASE("an inhibitory synapse takes its weights as magnitudes and subtracts them") {
  auto r = registry();
  for (const auto& [syn_type, sign] : {std::pair("hybrid", 1.0), std::pair("exc", 1.0), std::pair("inh", -1.0)}) {
    auto n = network(
        three_units("[[1, 1, 0]]", 1, R"("weights": [[2, 3, 4]], "syn_type": ")" + std::string(syn_type) + "\""), r);
    n.step();
    CHECK(output(n, "l")[0] == 5 * sign);
  }
}

TEST_CASE("learning leaves the weights as they are") {
  auto r = registry();
  auto n = network(three_units(mixed_rows, 4, normal_weights), r);
  const auto before = n.weights("w");
  for (int step = 0; step < 8; ++step) n.step(true);
  CHECK(n.weights("w") == before);
}

TEST_CASE("'base' is another name for 'static'") {
  auto r = registry();
  CHECK(r.find("base") == r.find("static"));
}
