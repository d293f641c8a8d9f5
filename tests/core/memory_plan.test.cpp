#include <cmath>
#include <string>

#include <support/fixed.hpp>
#include <support/network.hpp>

namespace {

std::string text(const std::string& type, const std::string& members) {
  return R"({"bouton": 1, "layers": [{"name": "a", "type": "threshold", "size": 2000},
                                     {"name": "b", "type": "threshold", "size": 3000}],
    "synapses": [{"name": "w", "type": ")" +
         type + R"(", "from": "a", "to": "b", )" + members + "}]}";
}

}  // namespace

TEST_CASE("a plan says what the weights of a network take, for every storage and rule") {
  auto r = support::registry();
  r.add<support::Fixed>();
  const support::TemporaryFolder folder;
  const std::string drawn = R"("weights": {"distribution": "uniform", "low": 0, "high": 1})";
  const std::string one = R"("weights": {"constant": 1})";
  const std::string late = R"(, "delay": {"distribution": "normal", "mean": 15, "std": 5})";
  for (const std::string& type : {std::string("plain"), std::string("fixed")})
    for (const std::string& members :
         {drawn, one, drawn + R"(, "dtype": "float32")",
          drawn + R"(, "connect": {"rule": "fixed_probability", "p": 0.1})",
          one + R"(, "connect": {"rule": "fixed_indegree", "indegree": 100})",
          drawn + R"(, "connect": {"rule": "fixed_outdegree", "outdegree": 200})" + late,
          one + R"(, "connect": {"rule": "fixed_total", "total": 300000, "multapses": true})" + late}) {
      if (type == "plain" && members.find("float32") != std::string::npos) continue;
      CAPTURE(type);
      CAPTURE(members);
      const auto file = folder.write("net.json", text(type, members));
      auto o = support::options();
      o.profile = true;
      const auto plan = bouton::Network::plan(file, r, o);
      auto n = bouton::Network::from_file(file, r, o);
      n.step();  // some buffers are made when they are first needed
      REQUIRE(plan.elements.size() == 3);
      const auto& w = plan.elements[2];
      CHECK(w.name == "w");
      CHECK(w.is_synapse);
      const auto connections = static_cast<double>(n.weights("w").size());
      CHECK(std::abs(static_cast<double>(w.connections) - connections) < 0.01 * connections);
      double bytes = 0;
      for (const auto& element : n.profile().elements)
        if (element.name == "w") bytes = static_cast<double>(element.bytes);
      const auto planned = static_cast<double>(w.state + w.weights + w.index + w.buffers);
      CHECK(std::abs(planned - bytes) <= 0.05 * bytes + 0.5 * 4e6 * (bytes > 4e6));
      CHECK(plan.peak >= plan.total);
      CHECK(plan.elements[0].units == 2000);
    }
}

TEST_CASE("a plan of a file that is wrong is refused with all that is wrong") {
  auto r = support::registry();
  const support::TemporaryFolder folder;
  const auto file = folder.write("net.json", text("none", R"("weights": {"constant": 1}, "delay": -1)"));
  try {
    bouton::Network::plan(file, r, support::options());
    FAIL("nothing was thrown");
  } catch (const bouton::InvalidNetwork& invalid) {
    CHECK(std::string(invalid.what()).find("'none'") != std::string::npos);
    CHECK(std::string(invalid.what()).find("/synapses/0/delay") != std::string::npos);
  }
}
