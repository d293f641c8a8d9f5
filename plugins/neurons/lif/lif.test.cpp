#include <cmath>

#include <support/network.hpp>

using support::network;
using support::output;

namespace {

std::string one_unit(const std::string& params, const std::string& rows) {
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source": {"type": "rows", "params": {"values": )" +
         rows + R"(}}}], "layers": [{"name": "l", "type": "lif", "size": 1, "params": )" + params +
         R"(}], "synapses": [{"name": "s", "type": "plain", "from": "x", "to": "l", "weights": [[1]]}]})";
}

}  // namespace

TEST_CASE("the membrane potential relaxes to its input by exp(-1/tau) a step") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(one_unit(R"({"tau": 4, "v0": 10})", "[[2]]"), r);
  for (int step = 1; step <= 3; ++step) {
    n.step();
    CHECK(n.state("l", "v")[0] == doctest::Approx(2 * (1 - std::exp(-step / 4.0))).epsilon(1e-14));
  }
}

TEST_CASE("a unit that spiked starts from zero, and ignores its input for one step if refr is set") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  for (const bool refractory : {true, false}) {
    auto n = network(one_unit(R"({"tau": 1, "refr": )" + std::string(refractory ? "true}" : "false}"), "[[3]]"), r);
    n.step();
    CHECK(output(n, "l") == std::vector<double>{1});
    n.step();
    const double carried = refractory ? 0.0 : 3 * (1 - std::exp(-1.0));
    CHECK(n.state("l", "v")[0] == doctest::Approx(carried).epsilon(1e-14));
  }
}

TEST_CASE("a potential exactly at the threshold spikes only with spike_at_threshold") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  // With tau this small exp(-1/tau) is 0, and v is the input itself.
  for (const bool at_threshold : {false, true}) {
    auto n = network(
        one_unit(R"({"tau": 0.001, "spike_at_threshold": )" + std::string(at_threshold ? "true}" : "false}"), "[[1]]"),
        r);
    n.step();
    REQUIRE(n.state("l", "v")[0] == 1.0);
    CHECK(output(n, "l")[0] == (at_threshold ? 1.0 : 0.0));
  }
}

TEST_CASE("the threshold may differ from unit to unit") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source": {"type": "rows",
      "params": {"values": [[1]]}}}],
      "layers": [{"name": "l", "type": "lif", "size": 3, "params": {"tau": 0.001, "v0": [0.5, 2, 0.9]}}],
      "synapses": [{"name": "s", "type": "plain", "from": "x", "to": "l", "weights": {"constant": 1}}]})",
                   r);
  n.step();
  CHECK(support::spikes(n, "l") == std::vector<bouton::Unit>{0, 2});
}

TEST_CASE("a reset clears the potential and the spike of the step before") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(one_unit(R"({"tau": 2})", "[[3], [0.5], [3]]"), r);
  std::vector<double> first;
  for (int i = 0; i < 3; ++i) n.step(), first.push_back(n.state("l", "v")[0]);
  n.reset();
  for (int i = 0; i < 3; ++i) {
    n.step();
    CHECK(n.state("l", "v")[0] == first[i]);
  }
}

TEST_CASE("tau must be positive, and the message gives the range") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(support::contains(support::findings(one_unit(R"({"tau": 0})", "[[1]]"), r),
                          "/layers/0/params/tau: 'tau' is 0; it must be > 0"));
}

TEST_CASE("tau has a largest value, up to which 1 - exp(-1/tau) is right to a millionth; beyond it there is advice") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(one_unit(R"({"tau": 1e10, "v0": 10})", "[[1]]"), r);
  n.step();
  CHECK(n.state("l", "v")[0] == doctest::Approx(-std::expm1(-1e-10)).epsilon(1e-6));
  for (const std::string tau : {"1.1e10", "1e17"})
    CHECK(support::contains(support::findings(one_unit("{\"tau\": " + tau + "}", "[[1]]"), r),
                            "it must be > 0 and <= 10000000000; a neuron without any leak is a type of its own, which "
                            "'bouton new-plugin neuron NAME' begins"));
}
