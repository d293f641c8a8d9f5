#include "case.hpp"

using namespace loihi_test;
using support::contains;
using support::findings;
using support::network;

TEST_CASE("without learning neither weights nor tags change, and the traces advance all the same") {
  auto r = registry();
  const auto c = random_case(mixed_rule);
  auto n = network(c.text(), r), learning = network(c.text(), r);
  for (int step = 0; step < 20; ++step) n.step();
  const auto weights_before = n.weights("w");
  const auto tags_before = n.state("w", "tag");
  REQUIRE(std::ranges::any_of(tags_before, [](double t) { return t != 0; }));
  for (int step = 0; step < 20; ++step) n.step(false);
  CHECK(n.weights("w") == weights_before);
  CHECK(n.state("w", "tag") == tags_before);
  for (int step = 0; step < 40; ++step) learning.step();
  for (const char* trace : {"x1", "x2", "r1"}) CHECK(n.state("w", trace) == learning.state("w", trace));
}

TEST_CASE("a reset clears traces and tags, and keeps the weights") {
  auto r = registry();
  const auto c = random_case(mixed_rule);
  auto used = network(c.text(), r);
  for (int step = 0; step < 30; ++step) used.step();
  const auto learned = used.weights("w");
  used.reset();
  CHECK(used.weights("w") == learned);
  for (const char* name : {"x1", "x2", "y1", "y2", "y3", "r1", "tag"})
    CHECK(std::ranges::all_of(used.state("w", name), [](double x) { return x == 0; }));

  Rows matrix;
  for (const auto& e : learned) {
    if (e.pre == 0) matrix.emplace_back();
    matrix.back().push_back(e.value);
  }
  auto again = c;
  again.weights = to_text(matrix);
  auto fresh = network(again.text(), r);
  for (int step = 0; step < 30; ++step) {
    used.step();
    fresh.step();
    REQUIRE(used.weights("w") == fresh.weights("w"));
  }
}

TEST_CASE("weights stay in [Wmin, Wlim]; Wmin is by default -Wlim, and 0 for exc and inh") {
  auto r = registry();
  const auto after = [&](const std::string& dw, const std::string& syn_type, const std::string& limits) {
    Case c;
    c.more = R"(, "syn_type": ")" + syn_type + "\"";
    c.rule = R"("dw": ")" + dw + R"(", "Wlim": 0.7)" + limits;
    auto n = network(c.text(), r);
    for (int step = 0; step < 10; ++step) n.step();
    return weights(n)[0];
  };
  for (const char* syn_type : {"hybrid", "exc", "inh"}) {
    CAPTURE(syn_type);
    CHECK(after("0.5*x0", syn_type, "") == 0.7);
    CHECK(after("-0.5*x0", syn_type, "") == (syn_type == std::string("hybrid") ? -0.7 : 0.0));
    CHECK(after("-0.5*x0", syn_type, R"(, "Wmin": 0.2)") == 0.2);
    CHECK(after("-0.5*x0", syn_type, R"(, "Wmin": -0.2)") == -0.2);
  }
}

TEST_CASE("weights that start outside of the limits are clamped by the first update that learns") {
  auto r = registry();
  Case c;
  c.x = {{0, 0, 0}};
  c.weights = "[[-3, 0.5, 3]]";
  c.rule = R"("Wmin": -2)";
  auto n = network(c.text(), r);
  n.step(false);
  CHECK(weights(n) == std::vector<double>{-3, 0.5, 3});
  n.step(true);
  CHECK(weights(n) == std::vector<double>{-2, 0.5, 1});
}

TEST_CASE("traces have the impulse 1 and the decay 0.9 unless given, and do not exceed tracelim") {
  auto r = registry();
  Case c;
  c.x = {{1}, {0}, {1}, {1}};
  c.m = {{2}};
  c.weights = "[[1]]";  // so that the postsynaptic unit spikes with the presynaptic one
  c.rule = R"("x2": [0.5, 0.5], "tracelim": 2.5)";
  auto n = network(c.text(), r);
  for (const auto& [x1, x2] : {Factors{1, 0.5}, Factors{0.9, 0.25}, Factors{1.81, 0.625}, Factors{2.5, 0.8125}}) {
    n.step();
    CHECK(n.state("w", "x1")[0] == doctest::Approx(x1).epsilon(1e-14));
    CHECK(n.state("w", "y1")[0] == doctest::Approx(x1).epsilon(1e-14));
    CHECK(n.state("w", "x2")[0] == x2);
  }
  CHECK(n.state("w", "r1")[0] == 2.5);
}

TEST_CASE("the modulator has one value for all units, or one per unit") {
  auto r = registry();
  Case c;
  c.post = 3;
  c.rule = R"("dw": "0.1*r0*x0 + 0.2*r1*x0", "r1": [0.5, 0])";
  for (const auto& [m, w] : {std::pair(Rows{{1}}, std::vector<double>{0.2, 0.2, 0.2}),
                             std::pair(Rows{{1, 0, -2}}, std::vector<double>{0.2, 0, -0.4})}) {
    c.m = m;
    auto n = network(c.text(), r);
    n.step();
    CHECK(largest_difference(weights(n), w) < 1e-15);
  }
}

TEST_CASE("without a modulator, a rule must not read it") {
  auto r = registry();
  Case c;
  c.from = R"("x")";
  c.rule = R"("dw": "0.25*x0", "dt": "0.5*x0")";
  auto n = network(c.text(), r);
  n.step();
  CHECK(weights(n)[0] == 0.25);
  CHECK(n.state("w", "tag")[0] == 0.5);
  c.rule = R"("dw": "x0*y1", "dt": "x0*r0")";
  CHECK(contains(findings(c.text(), r),
                 "/synapses/0/params/dt: 'w': 'dt' reads r0, but there is no modulator: give its name as "
                 "the second of 'from'"));
  c.rule = R"j("dw": "x0*(r1-1)")j";
  CHECK(contains(findings(c.text(), r), "'dw' reads r1, but there is no modulator"));
}

TEST_CASE("parameters that contradict each other, a bad rule and a rule for delays are findings") {
  auto r = registry();
  Case c;
  const auto finding = [&](const std::string& params) {
    c.rule = params;
    return findings(c.text(), r);
  };
  CHECK(contains(finding(R"j("dw": "0.01*x1*)")j"),
                 "/synapses/0/params/dw: 'w': 'dw' column 9: expected a factor (x0 x1 x2 y0 y1 "
                 "y2 y3 r0 r1 w t, a number, sgn(...) or '('), found ')'"));
  CHECK(contains(finding(R"("dt": "u0")"), "/synapses/0/params/dt: 'w': 'dt' column 1: there is no variable 'u0'"));
  CHECK(contains(finding(R"("dd": "x0*y1")"), "'dd' is given, but delays do not learn here; leave it out"));
  CHECK(contains(finding(R"("Wmin": 0.6, "Wlim": 0.5)"),
                 "/synapses/0/params/Wmin: 'w': 'Wmin' is 0.6, larger than 'Wlim', 0.5"));
  CHECK(contains(finding(R"("x1": [1, -0.5])"), "'x1' is -0.5; it must be >= 0"));
}

TEST_CASE("a rule can be changed between steps, and tags begin with the first rule that has them") {
  auto r = registry();
  Case c;
  c.rule = R"("dw": "0.25*x0")";
  auto n = network(c.text(), r);
  n.step();
  CHECK_THROWS_AS(n.state("w", "tag"), bouton::UnknownName);
  n.set("w", "dt", std::string("0.5*x0"));
  n.set("w", "dw", std::string("-0.125*x0"));
  n.step();
  CHECK(weights(n)[0] == 0.125);
  CHECK(n.state("w", "tag")[0] == 0.5);
}
