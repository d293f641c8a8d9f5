#include <algorithm>
#include <cmath>
#include <random>
#include <sstream>

#include <support/network.hpp>

using bouton::WeightEntry;
using support::contains;
using support::findings;
using support::network;
using support::output;

namespace {

using Rows = std::vector<std::vector<double>>;

bouton::Registry registry() {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  bouton::Declaration<support::Rows> analog;
  support::Rows::declare(analog);
  analog.type("analog_rows", "rows that are published as analog values").output(bouton::OutputKind::analog);
  r.add(std::move(analog).take());
  return r;
}

std::string to_text(const Rows& rows) {
  std::ostringstream text;
  text.precision(17);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    text << (i ? ", [" : "[[");
    for (std::size_t k = 0; k < rows[i].size(); ++k) text << (k ? ", " : "") << rows[i][k];
    text << "]";
  }
  return text.str() + "]";
}

Rows random_spikes(std::size_t steps, std::size_t size, double rate, std::uint64_t seed) {
  std::mt19937_64 bits(seed);
  Rows rows(steps, std::vector<double>(size));
  for (auto& row : rows)
    for (double& x : row) x = static_cast<double>(bits() >> 11) * 0x1p-53 < rate ? 1.0 : 0.0;
  return rows;
}

/// From x to the layer l through the synapse w, with m as the target.
struct Case {
  Rows x;
  Rows m;
  std::size_t post = 1;
  std::string weights = R"({"constant": 0})";
  std::string params = R"("tre": [0.5, 0], "tro": [1, 0], "rule_params": {"lr": 0.1})";
  std::string more;  // members of the synapse
  std::string layer = "threshold";
  std::string source = "rows";  // type of x

  std::string text() const {
    return R"({"bouton": 1, "inputs": [{"name": "x", "size": )" + std::to_string(x[0].size()) +
           R"(, "source": {"type": ")" + source + R"(", "params": {"values": )" + to_text(x) +
           R"(}}}, {"name": "m", "size": )" + std::to_string(m[0].size()) +
           R"(, "source": {"type": "rows", "params": {"values": )" + to_text(m) +
           R"(}}}], "layers": [{"name": "l", "type": ")" + layer + R"(", "size": )" + std::to_string(post) +
           R"(}], "synapses": [{"name": "w", "type": "mse", "from": ["x", "m"], "to": "l", "weights": )" + weights +
           more + R"(, "params": {)" + params + "}}]}";
  }
};

/// 12 presynaptic and 7 postsynaptic units with random spikes and targets, and limits that are reached.
Case random_case() {
  Case c;
  c.x = random_spikes(200, 12, 0.3, 1);
  c.m = random_spikes(200, 7, 0.4, 2);
  c.post = 7;
  c.weights = R"({"distribution": "uniform", "low": -0.5, "high": 0.6})";
  c.params = R"("tre": [0.4, 0.7], "tro": [0.6, 0.5], "trm": [0.3, 0.8], "rule_params": {"lr": 0.05},
                "Wlim": 0.5, "Wmin": -0.4, "tracelim": 0.9)";
  return c;
}

const std::string sparse = R"(, "connect": {"rule": "fixed_probability", "p": 0.5})";

std::vector<double> weights(const bouton::Network& n) {
  std::vector<double> values;
  for (const auto& e : n.weights("w")) values.push_back(e.value);
  return values;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

void advance(std::vector<double>& trace, double t0, double t1, double limit, const std::vector<double>& x) {
  for (std::size_t i = 0; i < trace.size(); ++i) trace[i] = std::min(t0 * x[i] + t1 * trace[i], limit);
}

}  // namespace

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

TEST_CASE("spikes and the same values as an analog signal learn the same bits") {
  auto r = registry();
  for (const auto& connect : {std::string(), sparse}) {
    auto c = random_case();
    c.more = connect;
    auto events = network(c.text(), r);
    c.source = "analog_rows";
    auto values = network(c.text(), r);
    for (int step = 0; step < 200; ++step) {
      events.step();
      values.step();
      REQUIRE(events.output("x").is_spikes);
      REQUIRE_FALSE(values.output("x").is_spikes);
      REQUIRE(events.weights("w") == values.weights("w"));
      REQUIRE(output(events, "l") == output(values, "l"));
    }
    CHECK(events.state("w", "pre_trace") == values.state("w", "pre_trace"));
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

TEST_CASE("what is learned does not depend on how the layer is cut") {
  auto r = registry();
  for (const auto& connect : {std::string(), sparse}) {
    auto c = random_case();
    c.more = connect;
    auto whole = network(c.text(), r);
    for (int step = 0; step < 200; ++step) whole.step();
    for (const std::size_t slices : {2, 3}) {
      auto options = support::options();
      options.slices = slices;
      auto cut = network(c.text(), r, options);
      for (int step = 0; step < 200; ++step) cut.step();
      CHECK(cut.weights("w") == whole.weights("w"));
      for (const char* trace : {"pre_trace", "post_trace", "mod_trace"})
        CHECK(cut.state("w", trace) == whole.state("w", trace));
    }
  }
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

TEST_CASE("errors that wait beyond the room for them end in the same bits, looked at or not, in any slices") {
  Case c;
  c.x = random_spikes(600, 12, 0.1, 1);
  c.m = random_spikes(600, 200, 0.4, 2);
  c.post = 200;
  c.params = R"("tre": [0.4, 0.7], "tro": [0.6, 0.5], "rule_params": {"lr": 0.05}, "Wlim": 0.5, "Wmin": -0.4)";
  auto r = registry();
  const auto learned = [&](std::size_t slices, std::size_t look_every) {
    auto o = support::options();
    o.slices = slices;
    auto n = network(c.text(), r, o);
    for (std::size_t step = 0; step < 600; ++step) {
      n.step();
      if (step % look_every == 0) weights(n);
    }
    return weights(n);
  };
  const auto in_every_step = learned(1, 1);
  CHECK(learned(1, 600) == in_every_step);
  CHECK(learned(3, 600) == in_every_step);
}

TEST_CASE("in float32 the bits depend neither on how long changes wait, nor on the path, nor on the cut") {
  auto r = registry();
  // Short columns change at once, long ones wait; the sizes are not multiples of a vector.
  for (const std::size_t post : {3, 7, 90})
    for (const auto& connect : {std::string(), sparse}) {
      auto c = random_case();
      c.m = random_spikes(200, post, 0.4, 2);
      c.post = post;
      c.more = connect + R"(, "dtype": "float32")";
      auto events = network(c.text(), r), looked_at = network(c.text(), r);
      c.source = "analog_rows";
      auto values = network(c.text(), r);
      c.source = "rows";
      auto options = support::options();
      options.slices = 3;
      auto cut = network(c.text(), r, options);
      for (int step = 0; step < 200; ++step) {
        for (auto* n : {&events, &looked_at, &values, &cut}) n->step();
        if (step % 3 == 0) looked_at.weights("w");
      }
      CHECK(looked_at.weights("w") == events.weights("w"));
      CHECK(values.weights("w") == events.weights("w"));
      CHECK(cut.weights("w") == events.weights("w"));
    }
}

TEST_CASE("in float32 many changes below half a unit in the last place add up to what they should") {
  auto r = registry();
  for (const std::size_t post : {5, 100}) {
    Case c;
    c.x = {{1, 1, 1, 1}};
    c.m = {{1}};
    c.post = post;
    c.layer = "sum";
    c.weights = R"({"constant": 0.5})";
    c.more = R"(, "syn_type": "inh", "dtype": "float32")";
    c.params = R"("tre": [1, 0], "tro": [0, 0], "rule_params": {"lr": 1e-8})";
    auto n = network(c.text(), r);
    n.run(20'000);
    double sum = 0;
    const auto values = weights(n);
    for (const double w : values) sum += w;
    const double count = static_cast<double>(values.size());
    // A unit in the last place is 2^-24; the variance of a rounding is at most a quarter of its square.
    CHECK(std::abs(sum / count - (0.5 + 20'000 * 1e-8)) < 5 * 0x1p-25 * std::sqrt(20'000 / count));
  }
}
