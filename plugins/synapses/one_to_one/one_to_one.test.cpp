#include <support/rows.hpp>

using support::contains;
using support::findings;
using support::network;
using support::output;

namespace {

std::string network_text(int pre, int post, const std::string& rows, const std::string& synapse,
                         const std::string& source = "rows") {
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": )" + std::to_string(pre) + R"(, "source": {"type": ")" +
         source + R"(", "params": {"values": )" + rows + R"(}}}], "layers": [{"name": "l", "type": "sum", "size": )" +
         std::to_string(post) + R"(}], "synapses": [{"name": "w", "type": "one_to_one", "from": "x", "to": "l", )" +
         synapse + "}]}";
}

const std::string spikes = "[[1, 0, 1]]";

}  // namespace

TEST_CASE("one weight for all may be a number, a row of one or a constant") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  for (const char* weights : {"2.5", "[2.5]", R"({"constant": 2.5})"}) {
    CAPTURE(weights);
    auto n = network(network_text(3, 3, spikes, R"("weights": )" + std::string(weights)), r);
    n.step();
    CHECK(output(n, "l") == std::vector<double>{2.5, 0, 2.5});
  }
}

TEST_CASE("every unit may have a weight of its own") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(network_text(3, 3, "[[1, 1, 1], [0.5, -1, 0]]", R"("weights": [2, 3, 4])"), r);
  n.step();
  CHECK(output(n, "l") == std::vector<double>{2, 3, 4});
  n.step();
  CHECK(output(n, "l") == std::vector<double>{1, -3, 0});
  CHECK(n.weights("w") == std::vector<bouton::WeightEntry>{{0, 0, 2}, {1, 1, 3}, {2, 2, 4}});
}

TEST_CASE("spikes and the same values as an analog signal give the same bits, in any slices") {
  auto r = support::registry_with_analog_rows(BOUTON_PLUGIN_LIBRARY);
  const std::string weights = R"("weights": [0.1, 0.7, -1e-300])";
  auto events = network(network_text(3, 3, spikes, weights), r);
  events.step();
  REQUIRE(events.output("x").is_spikes);
  for (const std::size_t slices : {1, 2, 3}) {
    auto options = support::options();
    options.slices = slices;
    auto values = network(network_text(3, 3, spikes, weights, "analog_rows"), r, options);
    values.step();
    REQUIRE_FALSE(values.output("x").is_spikes);
    CHECK(output(values, "l") == output(events, "l"));
  }
}

TEST_CASE("an inhibitory synapse subtracts its weights") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(network_text(3, 3, spikes, R"("weights": [2, 3, 4], "syn_type": "inh")"), r);
  n.step();
  CHECK(output(n, "l") == std::vector<double>{-2, 0, -4});
}

TEST_CASE("both sides must have the same size, and the message says both") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(contains(findings(network_text(3, 2, spikes, R"("weights": 1)"), r),
                 "/synapses/0: 'one_to_one' connects unit to unit, but there are 3 presynaptic and 2 postsynaptic"));
}

TEST_CASE("the number of weights must be one or that of the units, and the message says so") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(contains(findings(network_text(3, 3, spikes, R"("weights": [1, 2])"), r),
                 "/synapses/0/weights: there are 2 weights; wanted one, or 3 (one per unit)"));
}

TEST_CASE("there is nothing to choose with 'connect'") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(contains(findings(network_text(3, 3, spikes, R"("weights": 1, "connect": {"rule": "all_to_all"})"), r),
                 "/synapses/0/connect: 'one_to_one' connects unit to unit and takes no 'connect'"));
}
