#include <support/network.hpp>

TEST_CASE("a profile counts the units and the synaptic events of every element") {
  auto r = support::registry();
  auto o = support::options();
  const std::string text = R"({"bouton": 1,
      "inputs": [{"name": "x", "size": 4, "source": {"type": "rows", "params": {"values": [[1, 0, 0, 1]]}}}],
      "layers": [{"name": "l", "type": "threshold", "size": 3}],
      "synapses": [{"name": "dense", "type": "plain", "from": "x", "to": "l", "weights": {"constant": 1}},
                   {"name": "sparse", "type": "plain", "from": "x", "to": "l",
                    "weights": {"entries": [[0, 0, 1], [1, 0, 1], [2, 1, 1]]}}]})";
  auto unmeasured = support::network(text, r, o);
  unmeasured.run(10);
  CHECK(unmeasured.profile().elements.empty());

  o.profile = true;
  auto n = support::network(text, r, o);
  n.run(6400);
  const auto profile = n.profile();
  REQUIRE(profile.elements.size() == 4);
  CHECK(profile.threads == 1);
  CHECK(profile.window == 32);
  const double counts[] = {4, 3, 2 * 3, 2};  // of a step: units, units, weights of two active units in each synapse
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& element = profile.elements[i];
    CHECK(element.name == std::vector<std::string>{"x", "l", "dense", "sparse"}[i]);
    CHECK(element.is_synapse == (i >= 2));
    CHECK(element.count == doctest::Approx(6400 * counts[i]));
    CHECK(element.seconds > 0);
    CHECK(element.bytes > 0);
  }
  CHECK(profile.elements[2].bytes == 12 * sizeof(double));
}

TEST_CASE("a short run is measured as a whole") {
  std::string rows = "[[0, 0]";
  for (int step = 1; step < 64; ++step) rows += step < 32 ? ", [0, 0]" : ", [1, 0]";
  auto r = support::registry();
  auto o = support::options();
  o.profile = true;
  auto n = support::network(R"({"bouton": 1,
      "inputs": [{"name": "x", "size": 2, "source": {"type": "rows", "params": {"values": )" +
                                rows + R"(]}}}], "layers": [{"name": "l", "type": "threshold", "size": 3}],
      "synapses": [{"name": "w", "type": "plain", "from": "x", "to": "l", "weights": {"constant": 1}}]})",
                            r, o);
  n.run(64);
  CHECK(n.profile().elements.at(2).count == 32 * 3);
  n.run(4);
  CHECK(n.profile().elements.at(2).count == 32 * 3);
  // Nothing takes more than a step at a time here.
  auto stepped = support::network(n.to_json(), r, o);
  for (int step = 0; step < 3; ++step) stepped.step();
  CHECK(stepped.profile().window == 1);
}
