#include <numeric>

#include <support/edit.hpp>

using support::contains;
using support::findings;
using support::output;
using support::with;
using Values = std::vector<double>;

namespace {

/// A layer that adds, written as in a network file.
std::string sum(const std::string& name) { return R"({"name": ")" + name + R"(", "type": "sum", "size": 1})"; }

/// A synapse of weight 1, written as in a network file.
std::string named(const std::string& name, const std::string& from, const std::string& to, const std::string& members) {
  return R"({"name": ")" + name + R"(", "type": "plain", "from": ")" + from + R"(", "to": ")" + to + "\", " + members +
         R"("weights": [[1]]})";
}

std::string wire(const std::string& from, const std::string& to) { return named(from + "-" + to, from, to, ""); }

/// Input x plays 1, 2, 3, …
std::string text(const std::string& layers, const std::string& synapses) {
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source": {"type": "rows",
      "params": {"values": [[1], [2], [3], [4], [5], [6], [7], [8], [9]]}}}],
      "layers": [)" +
         layers + "], \"synapses\": [" + synapses + "]}";
}

Values played(bouton::Network& n, const std::string& layer, int steps) {
  Values values;
  for (int i = 0; i < steps; ++i) n.step(), values.push_back(n.output(layer).values[0]);
  return values;
}

}  // namespace

TEST_CASE("an input reaches a layer in the same step, a layer the next one a step later") {
  auto r = support::registry();
  auto n = support::network(text(sum("a") + "," + sum("b"), wire("x", "a") + "," + wire("a", "b")), r);
  for (const double step : {1, 2, 3}) {
    n.step();
    CHECK(n.output("a").values[0] == step);
    CHECK(n.output("b").values[0] == step - 1);
  }
}

TEST_CASE("a delay of d steps shows what was published d steps ago, and zero before the first step") {
  auto r = support::registry();
  for (int delay = 0; delay <= 5; ++delay) {
    const auto d = "\"delay\": " + std::to_string(delay) + ", ";
    auto n = support::network(text(sum("a"), named("w", "x", "a", d)), r);
    for (int step = 0; step < 9; ++step) {
      n.step();
      CHECK(n.output("a").values[0] == std::max(0, step + 1 - delay));
    }
  }
}

TEST_CASE("a delay in milliseconds is the same delay in steps") {
  auto r = support::registry();
  auto n = support::network(
      with(text(sum("a"), named("w", "x", "a", "\"delay_ms\": 0.3, ")), "\"bouton\": 1", "\"bouton\": 1, \"dt\": 0.1"),
      r);
  CHECK(played(n, "a", 5) == Values{0, 0, 0, 1, 2});
}

TEST_CASE("several delays from one layer read the same past") {
  auto r = support::registry();
  auto n = support::network(
      text(sum("a"), named("u", "x", "a", "\"delay\": 2, ") + "," + named("v", "x", "a", "\"delay\": 5, ")), r);
  CHECK(played(n, "a", 7) == Values{0, 0, 1, 2, 3, 4 + 1, 5 + 2});
}

TEST_CASE("a chain without delay passes in one step, in whichever order the file has it") {
  auto r = support::registry();
  const std::string now = "\"delay\": 0, ";
  auto n = support::network(text(sum("d") + "," + sum("c") + "," + sum("b") + "," + sum("a"),
                                 named("3", "c", "d", now) + "," + named("2", "b", "c", now) + "," +
                                     named("1", "a", "b", now) + "," + wire("x", "a")),
                            r);
  CHECK(n.schedule() == std::vector<std::string>{"x", "a", "b", "c", "d"});
  CHECK(played(n, "d", 3) == Values{1, 2, 3});
}

TEST_CASE("the schedule keeps the order of the file where no immediate edge says otherwise") {
  auto r = support::registry();
  auto n = support::network(
      text(sum("c") + "," + sum("b") + "," + sum("a"), wire("a", "b") + "," + wire("b", "c") + "," + wire("x", "a")),
      r);
  CHECK(n.schedule() == std::vector<std::string>{"x", "c", "b", "a"});
}

TEST_CASE("a cycle without delay names its members in order") {
  const std::string now = "\"delay\": 0, ";
  const auto cycle =
      text(sum("a") + "," + sum("b") + "," + sum("c"), named("1", "a", "b", now) + "," + named("2", "b", "c", now) +
                                                           "," + named("3", "c", "a", now) + "," + wire("x", "a"));
  CHECK(contains(
      findings(cycle),
      "/synapses/2: connections with delay 0 form a cycle: a -> b -> c -> a; give one of them a delay of at least 1"));
  CHECK(contains(findings(text(sum("a"), named("1", "a", "a", now))), "form a cycle: a -> a; give"));
  // What leads into the cycle is no part of it.
  CHECK(contains(
      findings(text(sum("a") + "," + sum("b") + "," + sum("c"),
                    named("1", "a", "b", now) + "," + named("2", "b", "c", now) + "," + named("3", "c", "b", now))),
      "form a cycle: b -> c -> b; give"));
}

TEST_CASE("each cycle without delay is a finding") {
  const std::string now = "\"delay\": 0, ";
  const auto all = findings(
      text(sum("a") + "," + sum("b") + "," + sum("c"), named("1", "a", "b", now) + "," + named("2", "b", "a", now) +
                                                           "," + named("3", "c", "c", now) + "," + wire("x", "a")));
  CHECK(contains(all, "/synapses/1: connections with delay 0 form a cycle: a -> b -> a; give"));
  CHECK(contains(all, "/synapses/2: connections with delay 0 form a cycle: c -> c; give"));
  CHECK(all.find("form a cycle") != all.rfind("form a cycle"));
  CHECK(all.find("/synapses/0") == std::string::npos);
}

TEST_CASE("a loop with a delay of one step is no cycle, and accumulates") {
  auto r = support::registry();
  auto n = support::network(text(sum("a"), wire("x", "a") + "," + wire("a", "a")), r);
  CHECK(played(n, "a", 4) == Values{1, 3, 6, 10});
}

TEST_CASE("on a single port, an inhibitory synapse is subtracted") {
  auto r = support::registry();
  auto n = support::network(text(sum("a"), named("e", "x", "a", "\"syn_type\": \"exc\", ") + "," +
                                               named("f", "x", "a", "\"delay\": 1, \"syn_type\": \"inh\", ")),
                            r);
  CHECK(played(n, "a", 3) == Values{1, 1, 1});
  CHECK(n.weights("f")[0].value == 1);
}

TEST_CASE("a layer with a port for inhibition is given magnitudes there") {
  class TwoPorts final : public bouton::Layer {
   public:
    static void declare(bouton::Declaration<TwoPorts>& d) {
      d.type("two_ports", "shows both").version("1.0", "tests").output(bouton::OutputKind::analog);
      d.port("exc", "excitation");
      d.port("inh", "inhibition");
    }
    void step(const bouton::LayerInputs& in, std::span<double> out) override {
      out[0] = in.port(0)[0] + 100 * in.port(1)[0];
    }
  };
  auto r = support::registry();
  r.add<TwoPorts>();
  const std::string layer = R"({"name": "a", "type": "two_ports", "size": 1})";
  auto n = support::network(text(layer, named("e", "x", "a", "\"syn_type\": \"exc\", ") + "," +
                                            named("f", "x", "a", "\"syn_type\": \"inh\", ")),
                            r);
  CHECK(played(n, "a", 2) == Values{101, 202});
  auto m = support::network(text(layer, named("e", "x", "a", "\"port\": \"inh\", \"syn_type\": \"exc\", ")), r);
  CHECK(played(m, "a", 1) == Values{100});
  const auto second = m.port_input("a", 1);
  CHECK(second[0] == 1);
}

TEST_CASE("a reset clears outputs in flight and rewinds inputs, but not the count of steps") {
  auto r = support::registry();
  auto n = support::network(text(sum("a") + "," + sum("b"),
                                 named("u", "x", "a", "\"delay\": 3, ") + "," + wire("a", "b") + "," + wire("b", "b")),
                            r);
  const auto first = played(n, "b", 7);
  n.reset();
  CHECK(n.steps() == 7);
  CHECK(output(n, "b") == Values{0});
  CHECK(n.port_input("b")[0] == 0);
  CHECK(played(n, "b", 7) == first);
}
