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

TEST_CASE("Wrec takes all that the weights of a synapse take") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  const support::TemporaryFolder folder;
  folder.write("w.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 1\n2 1 4\n");
  folder.write("w.csv", "step,post,pre,value\n0,1,0,4\n");
  for (const std::string& weights :
       {std::string(R"({"entries": [[1, 0, 4]]})"), R"({"file": ")" + (folder.path() / "w.mtx").string() + "\"}",
        R"({"file": ")" + (folder.path() / "w.csv").string() + "\"}"}) {
    auto n = network(text(weights), r);
    n.step();
    n.step();
    CHECK(n.state("l", "v")[1] == 4.0);
  }
  auto own = network(text(R"({"identity": 7})"), r);
  own.step();
  own.step();
  CHECK(own.state("l", "v")[1] == 0.0);
  auto none = network(text(R"({"constant": 4, "density": 0})"), r);
  none.step();
  none.step();
  CHECK(none.state("l", "v")[1] == 0.0);
  CHECK(support::contains(support::findings(text(R"({"entries": [[2, 0, 4]]})"), r),
                          "/layers/0/params/Wrec/entries/0: a weight from unit 0 to unit 2; there are 2 presynaptic"));
}
