#include <cmath>

#include <support/network.hpp>

using support::contains;
using support::findings;
using support::network;
using support::output;

namespace {

std::string units(int size, const std::string& params, const std::string& name = "x", double dt = 1) {
  return R"({"bouton": 1, "seed": 7, "dt": )" + std::to_string(dt) + R"(, "inputs": [{"name": ")" + name +
         R"(", "size": )" + std::to_string(size) + R"(, "source": {"type": "poisson_input", "params": )" + params +
         "}}]}";
}

using Counts = std::vector<std::vector<double>>;

Counts counts(bouton::Network& n, int steps, const std::string& name = "x") {
  Counts result;
  for (int step = 0; step < steps; ++step) {
    n.step();
    result.push_back(output(n, name));
  }
  return result;
}

Counts counts(const std::string& text, std::size_t slices = 1, std::uint64_t seed = 7, int steps = 20) {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto options = support::options();
  options.slices = slices;
  options.seed = seed;
  auto n = network(text, r, options);
  return counts(n, steps);
}

/// Mean and variance of the counts, and how often each occurred.
struct Sample {
  explicit Sample(const Counts& all) {
    for (const auto& row : all)
      for (const double x : row) {
        const auto k = static_cast<std::size_t>(x);
        REQUIRE(static_cast<double>(k) == x);
        if (k >= occurred.size()) occurred.resize(k + 1);
        ++occurred[k];
        ++size, sum += x, squares += x * x;
      }
  }
  double mean() const { return sum / size; }
  double variance() const { return squares / size - mean() * mean(); }

  double size = 0, sum = 0, squares = 0;
  std::vector<double> occurred;
};

}  // namespace

TEST_CASE("mean and variance are rate times count times the step, within four standard errors") {
  struct Case {
    const char* params;
    double dt, mean;
  };
  for (const auto& c : {Case{R"({"rate": 1})", 1, 0.001}, Case{R"({"rate": 20000})", 0.1, 2},
                        Case{R"({"rate": 8, "count": 2500})", 0.1, 2}, Case{R"({"rate": 30, "count": 1000})", 1, 30},
                        Case{R"({"rate": 1000, "count": 1000})", 1, 1000}}) {
    const double mean = c.mean;
    CAPTURE(mean);
    const Sample sample(counts(units(1000, c.params, "x", c.dt), 1, 7, 200));
    CHECK(std::abs(sample.mean() - mean) < 4 * std::sqrt(mean / sample.size));
    // The fourth central moment is mean + 3 mean^2.
    CHECK(std::abs(sample.variance() - mean) < 4 * std::sqrt((mean + 2 * mean * mean) / sample.size));
  }
}

TEST_CASE("each count comes with its probability, within four and a half standard errors") {
  const Sample sample(counts(units(2001, R"({"rate": 2000})"), 1, 7, 500));
  double p = std::exp(-2.0);
  for (std::size_t k = 0; k < 12; p *= 2.0 / static_cast<double>(++k)) {
    CAPTURE(k);
    const double occurred = k < sample.occurred.size() ? sample.occurred[k] : 0;
    CHECK(std::abs(occurred - p * sample.size) < 4.5 * std::sqrt(p * (1 - p) * sample.size) + 1);
  }
}

TEST_CASE("units and successive steps are not correlated") {
  constexpr int size = 200, steps = 1000;
  const auto all = counts(units(size, R"({"rate": 2000})"), 1, 7, steps);
  double neighbours = 0, successors = 0;
  for (int step = 0; step < steps; ++step)
    for (int i = 0; i < size; ++i) {
      if (i + 1 < size) neighbours += (all[step][i] - 2) * (all[step][i + 1] - 2);
      if (step > 0) successors += (all[step][i] - 2) * (all[step - 1][i] - 2);
    }
  // A product of two independent units has the variance 2 · 2.
  CHECK(std::abs(neighbours) < 4 * 2 * std::sqrt((size - 1.0) * steps));
  CHECK(std::abs(successors) < 4 * 2 * std::sqrt(size * (steps - 1.0)));
}

TEST_CASE("the counts do not depend on how the layer is cut") {
  // Slices begin within the four units that share a random word, and there is more than one round of words.
  for (const auto& text :
       {units(1701, R"({"rate": 3000})"), units(7, R"({"rate": [1, 0, 500, 5000, 100, 20000, 2]})")}) {
    const auto whole = counts(text);
    for (const std::size_t slices : {2, 3, 7}) CHECK(counts(text, slices) == whole);
  }
}

TEST_CASE("a rate for all and the same rate for each give the same counts") {
  const auto all = counts(units(4, R"({"rate": 2000})"));
  CHECK(counts(units(4, R"({"rate": [2000, 2000, 2000, 2000]})")) == all);
  CHECK(counts(units(4, R"({"rate": 1000, "count": [2, 2, 2, 2]})")) == all);
}

TEST_CASE("each unit has its own rate and count, and a rate of 0 is silence") {
  const auto all = counts(units(4, R"({"rate": [0, 1000, 2000, 0], "count": [5, 100, 100, 1]})"), 1, 7, 500);
  std::vector<double> sums(4);
  for (const auto& row : all)
    for (std::size_t k = 0; k < 4; ++k) sums[k] += row[k];
  CHECK(sums[0] == 0);
  CHECK(std::abs(sums[1] - 50000) < 4 * std::sqrt(50000));
  CHECK(std::abs(sums[2] - 100000) < 4 * std::sqrt(100000));
  CHECK(sums[3] == 0);
}

TEST_CASE("the seed and the name decide the counts, and nothing else does") {
  const auto text = units(50, R"({"rate": 2000})");
  CHECK(counts(text, 1, 1) == counts(text, 1, 1));
  CHECK(counts(text, 1, 1) != counts(text, 1, 2));
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto x = network(text, r), y = network(units(50, R"({"rate": 2000})", "y"), r);
  CHECK(counts(x, 20) != counts(y, 20, "y"));
}

TEST_CASE("after a reset come other counts, so that trials differ") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(50, R"({"rate": 2000})"), r);
  const auto first = counts(n, 5);
  n.reset();
  CHECK(counts(n, 5) != first);
}

TEST_CASE("counts are analog values, even where none exceeds 1") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(3, R"({"rate": 0})"), r);
  n.step();
  CHECK_FALSE(n.output("x").is_spikes);
}

TEST_CASE("a rate or count below 0 and a mean above a million are refused, and the messages say so") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(contains(findings(units(2, R"({"rate": [5, -1]})"), r),
                 "/inputs/0/source/params/rate: 'rate' is -1; it must be >= 0"));
  CHECK(contains(findings(units(2, R"({"rate": 5, "count": -1})"), r),
                 "/inputs/0/source/params/count: 'count' is -1; it must be >= 0"));
  CHECK(contains(findings(units(2, R"({"rate": 1000, "count": 2e6})"), r),
                 "'rate' times 'count' times the step is 2000000.000000 spikes; at most 1000000 are drawn"));
}
