#include <cmath>

#include <support/network.hpp>

namespace {

bouton::Network build(bouton::Registry& r) {
  return support::network(R"({"bouton": 1,
      "inputs": [{"name": "e", "size": 1, "source": {"type": "rows", "params": {"values": [[2]]}}},
                 {"name": "i", "size": 1, "source": {"type": "rows", "params": {"values": [[0.5]]}}}],
      "layers": [{"name": "l", "type": "bio_lif", "size": 1, "params": {"nudt": 0.3}}],
      "synapses": [{"name": "exc", "type": "plain", "from": "e", "to": "l", "syn_type": "exc", "weights": [[1]]},
                   {"name": "inh", "type": "plain", "from": "i", "to": "l", "syn_type": "inh", "weights": [[1]]}]})",
                          r);
}

}  // namespace

TEST_CASE("conductances pull the potential to xe/nu at the rate nu, and a spike starts again from 0") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = build(r);
  double v = 0;
  bool spiked = false, ever = false;
  for (int t = 0; t < 20; ++t) {
    n.step();
    const double nu = 3.5, a = std::exp(-0.3 * nu);
    v = (spiked ? 0 : v) * a + 2 / nu * (1 - a);
    spiked = v > 0.5;
    ever = ever || spiked;
    CHECK(n.state("l", "v")[0] == doctest::Approx(v).epsilon(1e-12));
    CHECK(support::output(n, "l")[0] == (spiked ? 1.0 : 0.0));
    CHECK(n.state("l", "power")[0] == doctest::Approx(1.5 * v * v + 2 * (1 - v) * (1 - v)).epsilon(1e-12));
  }
  CHECK(ever);
}

TEST_CASE("a synapse must say whether it is excitatory or inhibitory") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(support::contains(support::findings(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1}],
      "layers": [{"name": "l", "type": "bio_lif", "size": 1, "params": {"nudt": 0.3}}],
      "synapses": [{"name": "s", "type": "plain", "from": "x", "to": "l", "weights": [[1]]}]})",
                                            r),
                          "'l' has the ports exc, inh; say which with 'port' or with 'syn_type' exc or inh"));
}

TEST_CASE("where conductances add up to -1 the potential takes the formula's limit") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = support::network(R"({"bouton": 1,
      "inputs": [{"name": "e", "size": 1, "source": {"type": "rows", "params": {"values": [[1]]}}}],
      "layers": [{"name": "l", "type": "bio_lif", "size": 1, "params": {"nudt": 0.3}}],
      "synapses": [{"name": "exc", "type": "plain", "from": "e", "to": "l", "syn_type": "exc", "weights": [[-1]]}]})",
                            r);
  n.step();
  CHECK(n.state("l", "v")[0] == -0.3);
  n.step();
  CHECK(n.state("l", "v")[0] == -0.6);
}

TEST_CASE("nudt has a least value, from which on 1 - exp(-nudt nu) is right to a millionth; below it there is advice") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  const auto text = [](const std::string& nudt) {
    return R"({"bouton": 1, "inputs": [{"name": "e", "size": 1, "source": {"type": "rows", "params": {"values": [[1]]}}}],
        "layers": [{"name": "l", "type": "bio_lif", "size": 1, "params": {"nudt": )" +
           nudt + R"(}}], "synapses": [
        {"name": "exc", "type": "plain", "from": "e", "to": "l", "syn_type": "exc", "weights": [[1e-6]]}]})";
  };
  auto n = support::network(text("1e-10"), r);
  n.step();
  CHECK(n.state("l", "v")[0] == doctest::Approx(1e-16).epsilon(1e-6));
  CHECK(support::contains(support::findings(text("9e-11"), r),
                          "'nudt' is 9e-11; it must be >= 1e-10; a neuron without any leak is a type of its own, which "
                          "'bouton new-plugin neuron NAME' begins"));
}
