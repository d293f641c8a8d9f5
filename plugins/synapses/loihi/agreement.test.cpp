#include "case.hpp"

using namespace loihi_test;
using support::network;
using support::output;

namespace {

/// What one weight sees.
struct Local {
  double x0, x1, x2, y0, y1, y2, y3, r0, r1, w, t;
};
using Formula = std::function<double(const Local&)>;
double none(const Local&) { return 0; }

/// Runs a random case and compares it in each step with the formulas, taken at all weights.
void compare(const std::string& rule, const Formula& dw, const Formula& dt = none) {
  auto r = registry();
  for (const auto& connect : {std::string(), sparse}) {
    auto c = random_case(rule);
    c.more = connect;
    auto n = network(c.text(), r);
    auto expected = n.weights("w");
    REQUIRE(expected.size() > 20);
    const auto start = weights(n);
    std::vector<double> x1(12), x2(12), y1(9), y2(9), y3(9), r1(9), tags(expected.size());
    const auto advance = [](std::vector<double>& trace, Factors f, const std::vector<double>& x) {
      for (std::size_t i = 0; i < trace.size(); ++i) trace[i] = std::min(f[0] * x[i] + f[1] * trace[i], 0.9);
    };
    std::size_t post_spikes = 0;
    for (std::size_t step = 0; step < 300; ++step) {
      n.step();
      const auto &x = c.x[step], &m = c.m[step];
      const auto y = output(n, "l");
      post_spikes += support::spikes(n, "l").size();
      advance(x1, tx1, x), advance(x2, tx2, x), advance(r1, tr1, m);
      advance(y1, ty1, y), advance(y2, ty2, y), advance(y3, ty3, y);
      std::vector<double> values;
      for (std::size_t i = 0; i < expected.size(); ++i) {
        auto& e = expected[i];
        const auto p = e.pre, q = e.post;
        const Local at{x[p], x1[p], x2[p], y[q], y1[q], y2[q], y3[q], m[q], r1[q], e.value, tags[i]};
        e.value = std::clamp(e.value + dw(at), -0.4, 0.5);
        tags[i] += dt(at);
        values.push_back(e.value);
      }
      REQUIRE(largest_difference(weights(n), values) < 1e-12);
      if (rule.find("dt") != std::string::npos) REQUIRE(largest_difference(n.state("w", "tag"), tags) < 1e-12);
    }
    for (const auto& [name, trace] : {std::pair("x1", x1), {"x2", x2}, {"y1", y1}, {"y2", y2}, {"y3", y3}, {"r1", r1}})
      CHECK(largest_difference(n.state("w", name), trace) < 1e-12);
    // The comparison says something only if units did spike and weights did move.
    CHECK(post_spikes > 100);
    CHECK(largest_difference(weights(n), start) > 0.05);
  }
}

void require_same_steps(const Case& a, const Case& b) {
  auto r = registry();
  auto one = network(a.text(), r), other = network(b.text(), r);
  for (int step = 0; step < 300; ++step) {
    one.step();
    other.step();
    REQUIRE(one.weights("w") == other.weights("w"));
    REQUIRE(one.state("w", "tag") == other.state("w", "tag"));
  }
  CHECK(output(one, "l") == output(other, "l"));
}

}  // namespace

TEST_CASE("STDP as a rule: dW = Ap xo te - An to xe") {
  compare(R"("dw": "0.05*y0*x1 - 0.04*y1*x0")", [](const Local& v) { return 0.05 * v.y0 * v.x1 - 0.04 * v.y1 * v.x0; });
}

TEST_CASE("modulated STDP as a rule: the same times the modulator's trace") {
  compare(R"("dw": "0.05*y0*x1*r1 - 0.04*y1*x0*r1")",
          [](const Local& v) { return (0.05 * v.y0 * v.x1 - 0.04 * v.y1 * v.x0) * v.r1; });
}

TEST_CASE("MSE as a rule: dW = lr (xm - to) te") {
  compare(R"("dw": "0.05*r0*x1 - 0.05*y1*x1")", [](const Local& v) { return 0.05 * (v.r0 - v.y1) * v.x1; });
}

TEST_CASE("a rule over all variables, with a tag, sgn and powers; both changes come from the old weight and tag") {
  compare(
      mixed_rule,
      [](const Local& v) {
        return 0.05 * v.x1 * v.y0 - 0.02 * v.x0 * v.y1 * v.r1 - (v.w - 0.2) * v.y0 / 64 + 0.01 * v.t * v.r0;
      },
      [](const Local& v) {
        const double side = v.x2 > 0.3 ? 1 : v.x2 < 0.3 ? -1 : 0;
        return 0.1 * v.x1 * v.y0 - 0.05 * v.t * side + 0.02 * v.x2 * v.x2 * v.y2 * (v.y3 - v.w);
      });
}

TEST_CASE("weights that are not visited end in the same bits as if all were") {
  // With 0 added to it, a factor no longer tells where the term is 0; and w - w may be anything at every weight.
  const auto rule = rules("0.05*y0*x1 - 0.04*y1*x0 + 0.01*x2*y0*(w-0.2)", "0.1*x0*y0 - 0.05*t*x1*y0");
  const auto all = rules("0.05*y0*(x1+0) - 0.04*y1*(x0+0) + 0.01*(x2+0)*y0*(w-0.2) + (w-w)",
                         "0.1*(x0+0)*y0 - 0.05*t*(x1+0)*y0 + (w-w)");
  for (const auto& connect : {std::string(), sparse}) {
    auto a = random_case(rule), b = random_case(all);
    a.more = b.more = connect;
    require_same_steps(a, b);
  }
}

TEST_CASE("spikes and the same values as an analog signal learn the same bits") {
  for (const auto& rule : {rules("0.05*y0*x1 - 0.04*y1*x0", "x0*y1"), mixed_rule})
    for (const auto& connect : {std::string(), sparse}) {
      auto spikes = random_case(rule);
      spikes.more = connect;
      auto values = spikes;
      values.source = "analog_rows";
      require_same_steps(spikes, values);
    }
}

TEST_CASE("all pairs as a sparse matrix learn the same bits as a dense one") {
  auto dense = random_case(mixed_rule), listed = dense;
  dense.weights = R"({"constant": 0.3})";
  listed.weights = dense.weights;
  listed.more = R"(, "connect": {"rule": "fixed_probability", "p": 1})";
  require_same_steps(dense, listed);
}

TEST_CASE("what is learned does not depend on how the layer is cut") {
  auto r = registry();
  for (const auto& connect : {std::string(), sparse}) {
    auto c = random_case(mixed_rule);
    c.more = connect;
    auto whole = network(c.text(), r);
    for (int step = 0; step < 300; ++step) whole.step();
    for (const std::size_t slices : {2, 3}) {
      auto options = support::options();
      options.slices = slices;
      auto cut = network(c.text(), r, options);
      for (int step = 0; step < 300; ++step) cut.step();
      CHECK(cut.weights("w") == whole.weights("w"));
      for (const char* name : {"x1", "x2", "y1", "y2", "y3", "r1", "tag"})
        CHECK(cut.state("w", name) == whole.state("w", name));
    }
  }
}
