#include <support/edit.hpp>

using support::contains;
using support::findings;
using support::only;
using support::small;
using support::with;

namespace {

/// Two sources, each with a delay of its own.
class Pair final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Pair>& d) {
    d.type("pair", "two sources").version("1.0", "tests").sources(2, 2);
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
    for (double& x : port) x += 100 * in.source(1).values[0];
  }
};

std::string found(const std::string& members, const std::string& dt = "1") {
  auto r = support::registry();
  r.add<Pair>();
  return findings(
      with(with(small, "\"weights\"", members + ", \"weights\""), "\"bouton\": 1", "\"bouton\": 1, \"dt\": " + dt), r);
}

std::string found_of_pair(const std::string& from, const std::string& delay) {
  auto r = support::registry();
  r.add<Pair>();
  return findings(
      with(with(small, "\"plain\"", "\"pair\""), "\"from\": \"x\"", "\"from\": " + from + ", \"delay\": " + delay), r);
}

}  // namespace

TEST_CASE("a delay is a whole number of steps up to a million") {
  CHECK(found("\"delay\": 0") == "(no finding)");
  CHECK(found("\"delay\": 1000000") == "(no finding)");
  CHECK(only(found("\"delay\": 1000001"), "/synapses/0/delay: a delay must be at most 1000000 steps"));
  CHECK(only(found("\"delay\": -1"), "/synapses/0/delay: wanted a whole number from 0 up, found -1"));
  CHECK(only(found("\"delay\": 0.5"), "/synapses/0/delay: wanted a whole number from 0 up, found 0.5"));
  CHECK(only(found("\"delay\": \"2\""), "/synapses/0/delay: wanted a whole number from 0 up, found \"2\""));
}

TEST_CASE("a delay in milliseconds is a whole multiple of dt") {
  CHECK(found("\"delay_ms\": 0.3", "0.1") == "(no finding)");
  CHECK(found("\"delay_ms\": 0", "0.1") == "(no finding)");
  CHECK(only(found("\"delay_ms\": 0.25", "0.1"),
             "/synapses/0/delay_ms: 'delay_ms' is 0.25; it must be a whole multiple of dt, 0.1 ms"));
  CHECK(only(found("\"delay_ms\": -0.1", "0.1"), "'delay_ms' is -0.1; it must be a whole multiple of dt"));
  CHECK(only(found("\"delay_ms\": -0.04", "0.1"), "'delay_ms' is -0.04; it must be a whole multiple of dt"));
  CHECK(only(found("\"delay_ms\": 1e30", "0.1"), "/synapses/0/delay_ms: a delay must be at most 1000000 steps"));
  CHECK(only(found("\"delay_ms\": true"), "/synapses/0/delay_ms: wanted a number, found true"));
}

TEST_CASE("a wrong dt is not followed by findings about the delays in milliseconds") {
  CHECK(only(found("\"delay_ms\": 1", "0"), "/dt: 'dt' is 0"));
  CHECK(only(found("\"delay_ms\": 0", "0"), "/dt: 'dt' is 0"));
  CHECK(only(found("\"delay_ms\": 1", "-1"), "/dt: 'dt' is -1"));
}

TEST_CASE("a delay is given once") {
  CHECK(only(found("\"delay\": 1, \"delay_ms\": 1"), "/synapses/0/delay_ms: give 'delay' or 'delay_ms', not both"));
}

TEST_CASE("a list of delays has one for each presynaptic name") {
  CHECK(found_of_pair(R"(["x", "l"])", "[2, 1]") == "(no finding)");
  CHECK(only(found_of_pair(R"(["x", "l"])", "[2]"), "/synapses/0/delay: there are 1 delays and 2 presynaptic names"));
  CHECK(only(found_of_pair(R"(["x", "l"])", "[2, -1]"),
             "/synapses/0/delay/1: wanted a whole number from 0 up, found -1"));
  CHECK(only(found("\"delay\": [1, 2]"), "/synapses/0/delay: there are 2 delays and 1 presynaptic name"));
}

TEST_CASE("a name that does not exist is not followed by a finding about the number of delays") {
  CHECK(only(found_of_pair(R"(["x", "k"])", "[2, 1]"), "/synapses/0/from/1: no layer or input 'k'"));
}

TEST_CASE("each presynaptic signal arrives after its own delay") {
  auto r = support::registry();
  r.add<Pair>();
  auto n = support::network(R"({"bouton": 1, "inputs": [
      {"name": "a", "size": 1, "source": {"type": "rows", "params": {"values": [[1], [2], [3], [4], [5]]}}},
      {"name": "b", "size": 1, "source": {"type": "rows", "params": {"values": [[1], [2], [3], [4], [5]]}}}],
      "layers": [{"name": "l", "type": "sum", "size": 1}],
      "synapses": [{"name": "w", "type": "pair", "from": ["a", "b"], "to": "l", "delay": [1, 3], "weights": [[1]]}]})",
                            r);
  for (const double wanted : {0, 1, 2, 103, 204}) {
    n.step();
    CHECK(support::output(n, "l")[0] == wanted);
  }
}
