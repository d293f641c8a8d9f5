#include <support/network.hpp>

using support::network;

namespace {

std::string text(const std::string& recurrent) {
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": 2, "source": {"type": "rows",
      "params": {"values": [[2, 0], [0, 0], [0, 0]]}}}],
      "layers": [{"name": "l", "type": "lif_rec", "size": 2, "params": {"tau": 0.001, "Wrec": )" +
         recurrent + R"(}}], "synapses": [{"name": "s", "type": "plain", "from": "x", "to": "l",
      "weights": {"identity": 1}}]})";
}

}  // namespace

TEST_CASE("a spike reaches the layer's own units one step later, through Wrec [post][pre]") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  for (const std::size_t slices : {1, 2}) {
    auto o = support::options();
    o.slices = slices;
    auto n = network(text("[[0, 5], [3, 0]]"), r, o);
    n.step();
    CHECK(support::spikes(n, "l") == std::vector<bouton::Unit>{0});
    n.step();
    CHECK(support::spikes(n, "l") == std::vector<bouton::Unit>{1});
    CHECK(n.state("l", "v")[1] == 3.0);
  }
}

TEST_CASE("Wrec is square, and may be drawn from a distribution") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(support::contains(support::findings(text("[[1, 2]]"), r),
                          "/layers/0/params/Wrec: 'Wrec' has 1 rows; wanted 2 (one per unit)"));
  CHECK(support::contains(support::findings(text("[[1], [2]]"), r),
                          "/layers/0/params/Wrec: the rows of 'Wrec' have 1 values; wanted 2 (one per unit)"));
  auto n = network(text(R"({"constant": 4})"), r);
  n.step();
  n.step();
  CHECK(n.state("l", "v")[1] == 4.0);
}
