#include "case.hpp"

using namespace mse_test;
using support::contains;
using support::findings;
using support::network;
using support::output;

TEST_CASE("200 steps of random spikes follow dW = lr (xm - to) te, dense and sparse") {
  auto r = registry();
  for (const auto& connect : {std::string(), sparse}) {
    auto c = random_case();
    c.more = connect;
    auto n = network(c.text(), r);
    auto expected = n.weights("w");
    REQUIRE(expected.size() > 20);
    std::vector<double> te(12), to(7), tm(7);
    std::size_t post_spikes = 0, limited = 0;
    for (std::size_t step = 0; step < 200; ++step) {
      n.step();
      const auto y = output(n, "l");
      post_spikes += support::spikes(n, "l").size();
      advance(te, 0.4, 0.7, 0.9, c.x[step]);
      advance(to, 0.6, 0.5, 0.9, y);
      advance(tm, 0.3, 0.8, 0.9, c.m[step]);
      std::vector<double> values;
      for (auto& e : expected) {
        e.value = std::clamp(e.value + 0.05 * (c.m[step][e.post] - to[e.post]) * te[e.pre], -0.4, 0.5);
        values.push_back(e.value);
        limited += e.value == -0.4 || e.value == 0.5;
      }
      REQUIRE(largest_difference(weights(n), values) < 1e-12);
      REQUIRE(largest_difference(n.state("w", "pre_trace"), te) < 1e-12);
      REQUIRE(largest_difference(n.state("w", "post_trace"), to) < 1e-12);
      REQUIRE(largest_difference(n.state("w", "mod_trace"), tm) < 1e-12);
    }
    // The comparison says something only if units did spike and weights did reach their limits.
    CHECK(post_spikes > 100);
    CHECK(limited > 100);
  }
}

TEST_CASE("an input that changes between spikes and analog values is traced through the change") {
  auto r = registry();
  Case c;
  c.x = {{1, 0}, {0.5, 0.25}, {0, 1}, {0, 0}};
  c.m = {{1}};
  c.params = R"("tre": [1, 0.5], "tro": [0, 0], "rule_params": {"lr": 0})";
  auto n = network(c.text(), r);
  const Rows expected = {{1, 0}, {1, 0.25}, {0.5, 1.125}, {0.25, 0.5625}};
  for (const auto& trace : expected) {
    n.step();
    CHECK(n.state("w", "pre_trace") == trace);
  }
}

TEST_CASE("without learning no weight changes, and the traces advance all the same") {
  auto r = registry();
  auto c = random_case();
  auto still = network(c.text(), r);
  const auto before = still.weights("w");
  // Some weights start above Wlim; without learning they stay there.
  REQUIRE(std::ranges::any_of(before, [](const auto& e) { return e.value > 0.5; }));
  std::vector<double> te(12), to(7);
  for (int step = 0; step < 50; ++step) {
    still.step(false);
    advance(te, 0.4, 0.7, 0.9, c.x[step]);
    advance(to, 0.6, 0.5, 0.9, output(still, "l"));
  }
  CHECK(still.weights("w") == before);
  CHECK(largest_difference(still.state("w", "pre_trace"), te) < 1e-12);
  CHECK(largest_difference(still.state("w", "post_trace"), to) < 1e-12);
  CHECK(std::ranges::max(te) > 0.1);
}

TEST_CASE("weights stay in [Wmin, Wlim]; Wmin is by default -Wlim, and 0 for exc and inh") {
  auto r = registry();
  const auto after = [&](double target, const std::string& syn_type, const std::string& limits) {
    Case c;
    c.x = {{1}};
    c.m = {{target}};
    c.layer = "sum";
    c.more = R"(, "syn_type": ")" + syn_type + "\"";
    c.params = R"("tre": [1, 0], "tro": [0, 0], "rule_params": {"lr": 1}, )" + limits;
    auto n = network(c.text(), r);
    for (int step = 0; step < 10; ++step) n.step();
    return weights(n)[0];
  };
  for (const char* syn_type : {"hybrid", "exc", "inh"}) {
    CAPTURE(syn_type);
    CHECK(after(0.5, syn_type, R"("Wlim": 0.7)") == 0.7);
    CHECK(after(-0.5, syn_type, R"("Wlim": 0.7)") == (syn_type == std::string("hybrid") ? -0.7 : 0.0));
    CHECK(after(-0.5, syn_type, R"("Wlim": 0.7, "Wmin": 0.2)") == 0.2);
    CHECK(after(-0.5, syn_type, R"("Wlim": 0.7, "Wmin": -0.2)") == -0.2);
  }
}

TEST_CASE("weights that start outside of the limits are clamped by the first update that learns") {
  auto r = registry();
  Case c;
  c.x = {{0, 0, 0}};
  c.m = {{1}};
  c.weights = "[[-3, 0.5, 3]]";
  c.params = R"("tre": [1, 0], "tro": [1, 0], "rule_params": {"lr": 0.1}, "Wlim": 1, "Wmin": -2)";
  auto n = network(c.text(), r);
  n.step(false);
  CHECK(weights(n) == std::vector<double>{-3, 0.5, 3});
  n.step(true);
  CHECK(weights(n) == std::vector<double>{-2, 0.5, 1});
}

TEST_CASE("the first update that learns applies the rule before it clamps") {
  auto r = registry();
  Case c;
  c.x = {{1, 1, 0}};
  c.m = {{-1}};
  c.weights = "[[3, 1.25, 1.25]]";
  c.params = R"("tre": [1, 0], "tro": [1, 0], "rule_params": {"lr": 0.5}, "Wlim": 1)";
  auto n = network(c.text(), r);
  n.step();
  // A postsynaptic spike: the weights fall by 0.5 * (-1 - 1) * 1, from where they were.
  CHECK(support::spikes(n, "l").size() == 1);
  CHECK(weights(n) == std::vector<double>{1, 0.25, 1});
  n.set_weights("w", std::vector<double>{3, 1.25, 1.25});
  n.step();
  CHECK(weights(n) == std::vector<double>{1, 0.25, 1});
}

TEST_CASE("limits that are changed between steps hold from the next update that learns") {
  auto r = registry();
  Case c;
  c.x = {{0}};
  c.m = {{1}};
  c.weights = "[[0.8]]";
  auto n = network(c.text(), r);
  n.step();
  n.set("w", "Wlim", 0.5);
  CHECK(weights(n)[0] == 0.8);
  n.step();
  CHECK(weights(n)[0] == 0.5);
}

TEST_CASE("a trace does not exceed tracelim") {
  auto r = registry();
  Case c;
  c.x = {{1}};
  c.m = {{1}};
  c.weights = "[[1]]";  // so that the postsynaptic unit spikes in every step
  c.params = R"("tre": [1, 1], "tro": [1, 0.5], "trm": [2, 1], "rule_params": {"lr": 0}, "tracelim": 1.75)";
  auto n = network(c.text(), r);
  const Rows expected = {{1, 1, 1.75}, {1.75, 1.5, 1.75}, {1.75, 1.75, 1.75}};
  for (const auto& traces : expected) {
    n.step();
    CHECK(n.state("w", "pre_trace")[0] == traces[0]);
    CHECK(n.state("w", "post_trace")[0] == traces[1]);
    CHECK(n.state("w", "mod_trace")[0] == traces[2]);
  }
}

TEST_CASE("the modulator has one value for all units, or one per unit") {
  auto r = registry();
  Case c;
  c.x = {{1}};
  c.post = 3;
  for (const auto& [m, w] : {std::pair(Rows{{1}}, std::vector<double>{0.05, 0.05, 0.05}),
                             std::pair(Rows{{1, 0, -2}}, std::vector<double>{0.05, 0, -0.1})}) {
    c.m = m;
    auto n = network(c.text(), r);
    n.step();
    CHECK(largest_difference(weights(n), w) < 1e-15);
  }
  c.m = {{1, 1}};
  CHECK(contains(findings(c.text(), r),
                 "/synapses/0/from/1: modulator 'm' has 2 units; wanted 1, or 3 (one per unit of 'l')"));
}

TEST_CASE("after a reset the synapse learns as a fresh one with the same weights does") {
  auto r = registry();
  auto c = random_case();
  auto used = network(c.text(), r);
  for (int step = 0; step < 30; ++step) used.step();
  const auto learned = weights(used);
  used.reset();
  CHECK(weights(used) == learned);
  for (const char* trace : {"pre_trace", "post_trace", "mod_trace"})
    CHECK(std::ranges::count(used.state("w", trace), 0.0) == static_cast<long>(used.state("w", trace).size()));

  Rows matrix;
  for (std::size_t post = 0; post < 7; ++post)
    matrix.emplace_back(learned.begin() + static_cast<long>(post) * 12,
                        learned.begin() + static_cast<long>(post + 1) * 12);
  c.weights = to_text(matrix);
  auto fresh = network(c.text(), r);
  for (int step = 0; step < 30; ++step) {
    used.step();
    fresh.step();
    REQUIRE(used.weights("w") == fresh.weights("w"));
  }
  CHECK(used.state("w", "pre_trace") == fresh.state("w", "pre_trace"));
}

TEST_CASE("parameters that contradict each other or are missing are findings") {
  auto r = registry();
  Case c;
  c.x = {{1}};
  c.m = {{1}};
  const auto finding = [&](const std::string& params) {
    c.params = params;
    return findings(c.text(), r);
  };
  const std::string rule = R"("rule_params": {"lr": 0.1}, )";
  const std::string complete = rule + R"("tre": [1, 0], "tro": [1, 0], )";
  CHECK(contains(finding(complete + R"("Wmin": 0.6, "Wlim": 0.5)"),
                 "/synapses/0/params/Wmin: 'w': 'Wmin' is 0.6, larger than 'Wlim', 0.5"));
  CHECK(contains(finding(rule + R"("tro": [1, 0])"),
                 "/synapses/0/params: 'mse' needs the parameter 'tre' (presynaptic trace [t0, t1]: t <- t0 x + t1 t)"));
  CHECK(contains(finding(R"("tre": [1, 0], "tro": [1, 0])"), "'mse' needs the parameter 'rule_params.lr'"));
  CHECK(contains(finding(rule + R"("tre": [1, -0.5], "tro": [1, 0])"),
                 "/synapses/0/params/tre: 'tre' is -0.5; it must be >= 0"));
  CHECK(contains(finding(rule + R"("tre": [1, 0, 0], "tro": [1, 0])"), "'tre' has 3 numbers; wanted 2"));
  CHECK(contains(finding(complete + R"("tracelim": 0)"), "'tracelim' is 0; it must be > 0"));
}

TEST_CASE("the rule needs a modulator") {
  auto r = registry();
  Case c;
  c.x = {{1}};
  c.m = {{1}};
  auto text = c.text();
  text.replace(text.find(R"(["x", "m"])"), 10, R"("x")");
  CHECK(contains(findings(text, r), "/synapses/0/from: 'mse' takes 2 presynaptic names, found 1"));
}
