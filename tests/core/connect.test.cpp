#include <cmath>
#include <map>
#include <set>

#include <support/edit.hpp>

using bouton::Unit;
using bouton::WeightEntry;

namespace {

struct Made {
  std::size_t pre = 50, post = 40;
  std::string weights = R"({"distribution": "uniform", "low": 0, "high": 1})";
  bool recurrent = false;
  std::string seed = "1";
  std::size_t slices = 1;
  std::string name = "w";
};

std::vector<WeightEntry> weights(const std::string& connect, const Made& made = {}) {
  auto r = support::registry();
  auto o = support::options();
  o.slices = made.slices;
  const auto text = R"({"bouton": 1, "seed": )" + made.seed + R"(, "inputs": [{"name": "x", "size": )" +
                    std::to_string(made.pre) + R"(}], "layers": [{"name": "l", "type": "sum", "size": )" +
                    std::to_string(made.post) + R"(}], "synapses": [{"name": ")" + made.name +
                    R"(", "type": "plain", "from": ")" + (made.recurrent ? "l" : "x") + R"(", "to": "l")" +
                    (made.weights.empty() ? "" : ", \"weights\": " + made.weights) +
                    (connect.empty() ? "" : ", \"connect\": " + connect) + "}]}";
  return support::network(text, r, o).weights(made.name);
}

std::size_t in_degree(const std::vector<WeightEntry>& entries, Unit post) {
  return static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(), [&](auto& e) { return e.post == post; }));
}

bool has_autapse(const std::vector<WeightEntry>& entries) {
  return std::any_of(entries.begin(), entries.end(), [](auto& e) { return e.post == e.pre; });
}

bool has_duplicates(const std::vector<WeightEntry>& entries) {
  std::set<std::pair<Unit, Unit>> pairs;
  for (const auto& e : entries)
    if (!pairs.emplace(e.post, e.pre).second) return true;
  return false;
}

const std::string all = R"({"rule": "all_to_all"})", all_others = R"({"rule": "all_to_all", "autapses": false})";
const std::string seven = R"({"rule": "fixed_indegree", "indegree": 7})";
const std::string five_out = R"({"rule": "fixed_outdegree", "outdegree": 5})";
const std::string hundred = R"({"rule": "fixed_total", "total": 100})";
const std::string third = R"({"rule": "fixed_probability", "p": 0.3})";
const std::string field = R"({"rule": "receptive_field", "shape": [5, 10], "window": [2, 3],
                              "groups": [{"count": 9, "weight": 0.5}, {"count": 4, "weight": -2}]})";

}  // namespace

TEST_CASE("all_to_all connects every pair, as does no rule") {
  const auto made = weights(all);
  CHECK(made.size() == 50 * 40);
  CHECK(made == weights(""));
}

TEST_CASE("all_to_all without autapses leaves out unit i to unit i of the same layer, and nothing else") {
  const Made recurrent{.recurrent = true};
  CHECK(weights(all, recurrent).size() == 40 * 40);
  const auto made = weights(all_others, recurrent);
  CHECK(made.size() == 40 * 39);
  CHECK_FALSE(has_autapse(made));
  CHECK(weights(all_others).size() == 50 * 40);
}

TEST_CASE("fixed_indegree gives every postsynaptic unit exactly so many different presynaptic units") {
  const auto made = weights(seven);
  for (Unit post = 0; post < 40; ++post) CHECK(in_degree(made, post) == 7);
  CHECK_FALSE(has_duplicates(made));
}

TEST_CASE("fixed_indegree reaches the whole layer, the first unit and the last") {
  std::map<Unit, int> out_degree;
  for (const auto& e : weights(R"({"rule": "fixed_indegree", "indegree": 5})", {.pre = 10, .post = 4000}))
    ++out_degree[e.pre];
  REQUIRE(out_degree.size() == 10);
  // Binomial with 4000 trials of probability 1/2.
  for (const auto& [pre, count] : out_degree) CHECK(std::abs(count - 2000) < 4 * std::sqrt(1000.0));
}

TEST_CASE("fixed_indegree without autapses never connects a unit to itself, even where all others are needed") {
  const Made recurrent{.post = 12, .recurrent = true};
  const auto made = weights(R"({"rule": "fixed_indegree", "indegree": 11, "autapses": false})", recurrent);
  CHECK(made.size() == 12 * 11);
  CHECK_FALSE(has_autapse(made));
  CHECK_FALSE(has_duplicates(made));
  CHECK(has_autapse(weights(R"({"rule": "fixed_indegree", "indegree": 12})", recurrent)));
}

TEST_CASE("fixed_outdegree gives every presynaptic unit exactly so many different postsynaptic units") {
  const auto made = weights(five_out);
  std::map<Unit, int> out_degree, in;
  for (const auto& e : made) ++out_degree[e.pre], ++in[e.post];
  CHECK(out_degree.size() == 50);
  for (const auto& [pre, count] : out_degree) CHECK(count == 5);
  CHECK(in.size() == 40);
  CHECK_FALSE(has_duplicates(made));
  const Made recurrent{.post = 12, .recurrent = true};
  const auto others = weights(R"({"rule": "fixed_outdegree", "outdegree": 11, "autapses": false})", recurrent);
  CHECK(others.size() == 12 * 11);
  CHECK_FALSE(has_autapse(others));
}

TEST_CASE("fixed_total draws so many different pairs, each as likely") {
  const auto made = weights(hundred);
  CHECK(made.size() == 100);
  CHECK_FALSE(has_duplicates(made));
  CHECK(weights(R"({"rule": "fixed_total", "total": 2000})").size() == 2000);
  const Made recurrent{.post = 12, .recurrent = true};
  const auto others = weights(R"({"rule": "fixed_total", "total": 132, "autapses": false})", recurrent);
  CHECK(others.size() == 12 * 11);
  CHECK_FALSE(has_autapse(others));
  // Half of all pairs: each quarter of the matrix has its share, within 4 standard errors (hypergeometric).
  double quarter = 0;
  for (const auto& e : weights(R"({"rule": "fixed_total", "total": 20000})", {.pre = 200, .post = 200}))
    quarter += e.post < 100 && e.pre < 100;
  CHECK(std::abs(quarter - 5000) < 4 * std::sqrt(20000 * 0.25 * 0.75 * 0.5));
}

TEST_CASE("one_to_one connects unit i to unit i") {
  const auto made = weights(R"({"rule": "one_to_one"})", {.pre = 40, .weights = "{\"constant\": 3}"});
  REQUIRE(made.size() == 40);
  for (Unit i = 0; i < 40; ++i) CHECK(made[i] == WeightEntry{i, i, 3});
}

TEST_CASE("an in-degree of 0 and a probability of 0 connect nothing, a probability of 1 everything") {
  CHECK(weights(R"({"rule": "fixed_indegree", "indegree": 0})").empty());
  CHECK(weights(R"({"rule": "fixed_probability", "p": 0})").empty());
  CHECK(weights(R"({"rule": "fixed_probability", "p": 1e-300})").empty());
  CHECK(weights(R"({"rule": "fixed_probability", "p": 1})").size() == 50 * 40);
}

TEST_CASE("fixed_probability connects every pair with its probability") {
  const double pairs = 300 * 300;
  for (const double p : {0.01, 0.3, 0.9}) {
    const auto made =
        weights(R"({"rule": "fixed_probability", "p": )" + std::to_string(p) + "}", {.pre = 300, .post = 300});
    CHECK(std::abs(static_cast<double>(made.size()) - p * pairs) < 4 * std::sqrt(pairs * p * (1 - p)));
    CHECK_FALSE(has_duplicates(made));
    const auto last = std::count_if(made.begin(), made.end(), [](auto& e) { return e.pre == 299; });
    CHECK(std::abs(static_cast<double>(last) - 300 * p) < 4 * std::sqrt(300 * p * (1 - p)));
  }
}

TEST_CASE("fixed_probability without autapses never connects a unit to itself") {
  const Made recurrent{.post = 60, .recurrent = true};
  CHECK_FALSE(has_autapse(weights(R"({"rule": "fixed_probability", "p": 0.8, "autapses": false})", recurrent)));
  CHECK(has_autapse(weights(R"({"rule": "fixed_probability", "p": 0.8})", recurrent)));
}

TEST_CASE("a receptive field draws its pixels in one window, and its weights sum up to count times weight") {
  const auto made = weights(field, {.weights = ""});
  CHECK_FALSE(has_duplicates(made));
  std::set<std::pair<Unit, Unit>> corners;
  for (Unit post = 0; post < 40; ++post) {
    Unit top = 99, bottom = 0, left = 99, right = 0;
    double sum = 0;
    for (const auto& e : made) {
      if (e.post != post) continue;
      top = std::min(top, e.pre / 10), bottom = std::max(bottom, e.pre / 10);
      left = std::min(left, e.pre % 10), right = std::max(right, e.pre % 10);
      sum += e.value;
    }
    CHECK(bottom - top < 2);
    CHECK(right - left < 3);
    CHECK(bottom < 5);
    CHECK(sum == 9 * 0.5 - 4 * 2);
    corners.emplace(top, left);
  }
  CHECK(corners.size() > 10);
}

TEST_CASE("a window as large as the image is allowed") {
  CHECK_FALSE(
      weights(
          R"({"rule": "receptive_field", "shape": [5, 10], "window": [5, 10], "groups": [{"count": 9, "weight": 1}]})",
          {.weights = ""})
          .empty());
}

TEST_CASE("the same seed gives the same weights to the bit; another seed or another name gives others") {
  for (const auto& rule : {all, all_others, seven, five_out, hundred, third, field}) {
    const std::string w = rule == field ? "" : Made().weights;
    const auto made = weights(rule, {.weights = w});
    CHECK(made == weights(rule, {.weights = w}));
    CHECK(made != weights(rule, {.weights = w, .seed = "2"}));
    CHECK(made != weights(rule, {.weights = w, .name = "v"}));
  }
}

TEST_CASE("a layer cut into slices has the weights of the whole") {
  for (const auto& rule : {all, all_others, seven, five_out, hundred, third, field})
    for (const bool recurrent : {false, true}) {
      if (recurrent && rule == field) continue;
      const std::string w = rule == field ? "" : Made().weights;
      const auto whole = weights(rule, {.weights = w, .recurrent = recurrent});
      for (const std::size_t slices : {2, 3, 7, 40, 1000})
        CHECK(weights(rule, {.weights = w, .recurrent = recurrent, .slices = slices}) == whole);
    }
}

TEST_CASE("distributed weights have the moments of their distribution, whichever rule chose the pairs") {
  for (const auto& rule : {all, third}) {
    const Made large{.pre = 200, .post = 200, .weights = R"({"distribution": "normal", "mean": 3, "std": 2})"};
    double sum = 0, squares = 0;
    const auto made = weights(rule, large);
    for (const auto& e : made) sum += e.value, squares += (e.value - 3) * (e.value - 3);
    const auto n = static_cast<double>(made.size());
    CHECK(std::abs(sum / n - 3) < 4 * 2 / std::sqrt(n));
    CHECK(std::abs(squares / n - 4) < 4 * 4 * std::sqrt(2 / n));
  }
  double least = 99, most = -99;
  for (const auto& e : weights("", {.weights = R"({"distribution": "uniform", "low": -1, "high": 5})"}))
    least = std::min(least, e.value), most = std::max(most, e.value);
  CHECK(least >= -1);
  CHECK(least < -0.9);
  CHECK(most < 5);
  CHECK(most > 4.9);
}
