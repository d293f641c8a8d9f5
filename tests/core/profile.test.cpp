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
