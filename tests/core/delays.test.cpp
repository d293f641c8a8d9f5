#include <cmath>
#include <map>

#include <support/edit.hpp>
#include <support/fixed.hpp>

using bouton::Unit;
using support::contains;
using support::only;
using support::output;

namespace {

/// Reads values, not the list, as a rule may.
class Reader final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Reader>& d) { d.type("reader", "reads values").version("1.0", "tests"); }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    const auto& x = in.source(0);
    for (std::size_t a = 0; a < source_size(0); ++a) {
      if (x.values[a] == 0) continue;
      const auto column = weights().column(a);
      for (std::size_t k = 0; k < column.values.size(); ++k) port[column.post(k)] += column.values[k] * x.values[a];
    }
  }
};

bouton::Registry registry() {
  auto r = support::registry();
  r.add<support::Fixed>();
  r.add<Reader>();
  return r;
}

struct Made {
  std::string type = "plain";
  std::string rows = "[[1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0]]";
  std::string weights = R"({"distribution": "uniform", "low": 0.1, "high": 1})";
  std::string members = R"("delay": {"distribution": "normal", "mean": 5, "std": 2})";
  std::size_t slices = 1;
  std::size_t post = 20;
};

std::string text(const Made& m) {
  return R"({"bouton": 1, "dt": 0.5, "inputs": [{"name": "x", "size": 4, "source": {"type": "rows", "params": {"values": )" +
         m.rows + R"(}}}], "layers": [{"name": "l", "type": "sum", "size": )" + std::to_string(m.post) +
         R"(}], "synapses": [{"name": "w", "type": ")" + m.type + R"(", "from": "x", "to": "l", "weights": )" +
         m.weights + (m.members.empty() ? "" : ", ") + m.members + "}]}";
}

bouton::Network network(const Made& m, bouton::Registry& r) {
  auto o = support::options();
  o.slices = m.slices;
  return support::network(text(m), r, o);
}

std::string findings(const Made& m) {
  auto r = registry();
  return support::findings(text(m), r);
}

/// What arrives at each unit if each weight carries what its unit did its own delay ago, in ascending order.
std::vector<std::vector<double>> expected(const std::vector<bouton::WeightEntry>& entries,
                                          const std::vector<std::vector<double>>& rows, std::size_t post, int steps) {
  auto in_order = entries;
  std::ranges::stable_sort(in_order, {}, [](const auto& e) { return std::pair(e.delay, e.pre); });
  std::vector<std::vector<double>> all;
  for (int t = 0; t < steps; ++t) {
    auto& sums = all.emplace_back(post, 0.0);
    for (const auto& e : in_order) {
      const int then = t - static_cast<int>(e.delay);
      if (then < 0) continue;
      const double x = rows[static_cast<std::size_t>(then) % rows.size()][e.pre];
      if (x != 0) sums[e.post] += e.value * x;
    }
  }
  return all;
}

const std::vector<std::vector<double>> spikes{{1, 0, 1, 0}, {0, 1, 0, 0}, {0, 0, 0, 0}, {1, 1, 1, 1}, {0, 0, 0, 0}};

}  // namespace

TEST_CASE("each connection carries what its unit did its own delay ago, whatever the type and the slices") {
  for (const std::string type : {"plain", "fixed", "reader"})
    for (const std::string weights : {R"({"distribution": "uniform", "low": 0.1, "high": 1})", R"({"constant": 0.1})"})
      for (const std::size_t slices : {1, 2, 3}) {
        auto r = registry();
        auto n = network({.type = type, .weights = weights, .slices = slices}, r);
        const auto entries = n.weights("w");
        CHECK(entries.size() == 80);
        const auto wanted = expected(entries, spikes, 20, 30);
        for (int t = 0; t < 30; ++t) {
          n.step();
          CHECK(output(n, "l") == wanted[static_cast<std::size_t>(t)]);
        }
        n.reset();
        n.step();
        CHECK(output(n, "l") == wanted[0]);
      }
}

TEST_CASE("analog values have delays per connection, too") {
  const std::vector<std::vector<double>> rows{{0.5, 0, -2, 1}, {0, 3, 0, 0}, {1, 0, 0, 0}};
  for (const std::string type : {"plain", "fixed", "reader"}) {
    auto r = registry();
    auto n = network({.type = type, .rows = "[[0.5, 0, -2, 1], [0, 3, 0, 0], [1, 0, 0, 0]]"}, r);
    const auto wanted = expected(n.weights("w"), rows, 20, 20);
    for (int t = 0; t < 20; ++t) {
      n.step();
      CHECK(output(n, "l") == wanted[static_cast<std::size_t>(t)]);
    }
  }
}

TEST_CASE("drawn delays follow their distribution, are whole, and do not depend on the slices") {
  const auto delays = [](const std::string& members, std::size_t slices = 1) {
    auto r = registry();
    std::vector<double> all;
    for (const auto& e : network({.members = members, .slices = slices, .post = 2000}, r).weights("w"))
      all.push_back(e.delay);
    return all;
  };
  const auto mean = [](const std::vector<double>& x) {
    double sum = 0;
    for (const double v : x) sum += v;
    return sum / static_cast<double>(x.size());
  };
  const std::string normal = R"("delay": {"distribution": "normal", "mean": 15, "std": 3})";
  const auto of_normal = delays(normal);
  CHECK(of_normal.size() == 8000);
  CHECK(mean(of_normal) == doctest::Approx(15).epsilon(0.01));
  double squares = 0;
  for (const double d : of_normal) squares += (d - 15) * (d - 15);
  CHECK(squares / 8000 == doctest::Approx(9 + 1.0 / 12).epsilon(0.06));
  CHECK(delays(normal, 3) == of_normal);
  // In ms, with a time step of 0.5 ms.
  CHECK(delays(R"("delay_ms": {"distribution": "normal", "mean": 7.5, "std": 1.5})") == of_normal);
  CHECK(delays(R"("delay": {"distribution": "normal", "mean": "7.5 ms", "std": "1.5 ms"})") == of_normal);
  for (const double d : delays(R"("delay": {"distribution": "uniform", "low": 2, "high": 4})")) {
    CHECK(d >= 2);
    CHECK(d <= 4);
  }
  const auto clipped = delays(R"("delay": {"distribution": "normal", "mean": 5, "std": 4, "clip": [3, 6]})");
  CHECK(std::ranges::min(clipped) == 3);
  CHECK(std::ranges::max(clipped) == 6);
  CHECK(mean(delays(R"("delay": {"distribution": "gamma", "shape": 4, "scale": 2})")) ==
        doctest::Approx(8).epsilon(0.03));
  CHECK(mean(delays(R"("delay": {"distribution": "lognormal", "mu": 2, "sigma": 0.25})")) ==
        doctest::Approx(std::exp(2 + 0.25 * 0.25 / 2)).epsilon(0.02));
  for (const double d : delays(R"("delay": {"constant": 7})")) CHECK(d == 7);
  // From an input a delay may be 0, but not below.
  CHECK(std::ranges::min(delays(R"("delay": {"distribution": "normal", "mean": 0, "std": 1})")) == 0);
}

TEST_CASE("a drawn delay from a layer is at least one step") {
  auto r = registry();
  auto n = support::network(R"({"bouton": 1, "layers": [{"name": "l", "type": "threshold", "size": 50}],
    "synapses": [{"name": "w", "type": "fixed", "from": "l", "to": "l", "weights": {"constant": 1},
                  "delay": {"distribution": "normal", "mean": 1, "std": 1}}]})",
                            r);
  const auto entries = n.weights("w");
  CHECK(std::ranges::min(entries, {}, &bouton::WeightEntry::delay).delay == 1);
  CHECK(std::ranges::max(entries, {}, &bouton::WeightEntry::delay).delay > 2);
}

TEST_CASE("delays may be a matrix, a file, or the fourth number of listed weights") {
  auto r = registry();
  const support::TemporaryFolder folder;
  const auto file = folder.write("d.csv", "1,2,3,4\n5,6,7,0\n").string();
  for (const std::string& delay :
       {std::string(R"("delay": [[1, 2, 3, 4], [5, 6, 7, 0]])"), "\"delay\": {\"file\": \"" + file + "\"}",
        std::string(R"("delay_ms": [[0.5, 1, 1.5, 2], [2.5, 3, 3.5, 0]])")}) {
    const auto entries = network({.weights = R"({"constant": 2})", .members = delay, .post = 2}, r).weights("w");
    REQUIRE(entries.size() == 8);
    CHECK(entries[0] == bouton::WeightEntry{0, 0, 2, 1});
    CHECK(entries[6] == bouton::WeightEntry{1, 2, 2, 7});
    CHECK(entries[7] == bouton::WeightEntry{1, 3, 2, 0});
  }
  const auto listed =
      network({.weights = R"({"entries": [[1, 3, 0.5, 4], [0, 2, 0.25, 1]]})", .members = "", .post = 2}, r)
          .weights("w");
  CHECK(listed == std::vector<bouton::WeightEntry>{{0, 2, 0.25, 1}, {1, 3, 0.5, 4}});
}

TEST_CASE("a network whose weights bring their delays is described so that it can be read again") {
  auto r = registry();
  const auto n = network({.weights = R"({"entries": [[1, 3, 0.5, 4], [0, 2, 0.25, 1]]})", .members = "", .post = 2}, r);
  CHECK(support::network(n.described(), r).weights("w") == n.weights("w"));
}

TEST_CASE("the same pair may have several connections, each with its own weight and delay") {
  auto r = registry();
  const auto listed = R"({"entries": [[1, 3, 0.5, 4], [1, 3, 0.25, 4], [1, 3, 2, 1]], "multapses": true})";
  for (const std::string type : {"plain", "fixed"}) {
    auto n = network({.type = type, .weights = listed, .members = "", .post = 2}, r);
    CHECK(n.weights("w") == std::vector<bouton::WeightEntry>{{1, 3, 2, 1}, {1, 3, 0.5, 4}, {1, 3, 0.25, 4}});
    const auto wanted = expected(n.weights("w"), spikes, 2, 12);
    for (int t = 0; t < 12; ++t) {
      n.step();
      CHECK(output(n, "l") == wanted[static_cast<std::size_t>(t)]);
    }
  }
  for (const std::string rule : {R"({"rule": "fixed_indegree", "indegree": 12, "multapses": true})",
                                 R"({"rule": "fixed_outdegree", "outdegree": 60, "multapses": true})",
                                 R"({"rule": "fixed_total", "total": 240, "multapses": true})"}) {
    const Made made{.members =
                        "\"connect\": " + rule + R"(, "delay": {"distribution": "uniform", "low": 1, "high": 9})"};
    const auto entries = network(made, r).weights("w");
    CHECK(entries.size() == 240);
    std::map<std::pair<Unit, Unit>, std::vector<double>> of_pairs;
    for (const auto& e : entries) of_pairs[{e.post, e.pre}].push_back(e.value);
    CHECK(of_pairs.size() < 81);
    for (auto& [pair, weights] : of_pairs) {
      std::ranges::sort(weights);
      CHECK(std::ranges::adjacent_find(weights) == weights.end());
    }
    auto cut = made;
    cut.slices = 3;
    CHECK(network(cut, r).weights("w") == entries);
  }
}

TEST_CASE("what is wrong with delays is said") {
  CHECK(only(findings({.members = R"("delay": {"distribution": "normal", "mean": 5, "std": -1})"}),
             "'std' is -1; it must be >= 0"));
  CHECK(only(findings({.members = R"("delay": {"distribution": "normal", "mean": 5000000, "std": 1})"}),
             "/synapses/0/delay: a delay must be at most 1000000 steps; clip the distribution"));
  CHECK(only(findings({.members = R"("delay": [[1, 2]])", .post = 2}), "delays are 1 x 2; wanted 2 x 4"));
  CHECK(only(findings({.members = R"("delay": [[1, 2, 3, 1.5]])", .post = 1}),
             "a delay is 1.5; wanted whole numbers from 0 to 1000000 steps"));
  CHECK(only(findings({.members = R"("delay_ms": [[1, 2, 3, 1.3]])", .post = 1}),
             "a delay is 1.3; wanted a multiple of dt, 0.5 ms, from 0 to 1000000 steps"));
  CHECK(only(findings({.members = R"("delay": {"file": "none.csv"})"}), "/synapses/0/delay/file"));
  CHECK(only(findings({.weights = R"({"entries": [[0, 0, 1, 2], [0, 1, 1]]})", .members = ""}),
             "1 of 2 entries have a delay; give all of them one, or none"));
  CHECK(only(findings({.weights = R"({"entries": [[0, 0, 1, 2]]})", .members = R"("delay": 2)"}),
             "/synapses/0/weights: the weights come with delays; leave 'delay' out"));
  CHECK(only(findings({.weights = R"({"entries": [[0, 0, 1, 2]]})", .members = R"("delay": {"constant": 2})"}),
             "the weights come with delays; leave 'delay' out"));
  CHECK(only(findings({.weights = R"({"entries": [[0, 0, 1, 2], [0, 0, 1, 3]]})", .members = ""}),
             "the pair [0, 0] stands twice; if these are two connections, say \"multapses\": true"));
}
