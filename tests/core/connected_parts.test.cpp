#include <map>
#include <set>

#include <support/parts.hpp>

using support::contains;
using support::with;
using namespace support::parts;

namespace {

std::set<std::pair<Unit, Unit>> pairs_of(const Made& m, std::map<Unit, int>* of_post = nullptr,
                                         std::map<Unit, int>* of_pre = nullptr) {
  std::set<std::pair<Unit, Unit>> all;
  const auto post = units(m.to), pre = units(m.from);
  for (const auto& e : network(m).weights("w")) {
    all.emplace(post.at(e.post), pre.at(e.pre));
    if (of_post) ++(*of_post)[e.post];
    if (of_pre) ++(*of_pre)[e.pre];
  }
  return all;
}

}  // namespace

TEST_CASE("without autapses no rule connects a neuron with itself, whatever its numbers in two parts") {
  const std::string constant = R"("weights": {"constant": 1}, "connect": {"autapses": false, "rule": )";
  for (const auto& pair : pairs) {
    const std::string from = pair.first, to = pair.second;
    CAPTURE(from + " " + to);
    Made m{"plain", from, to};
    std::set<std::pair<Unit, Unit>> all;
    std::size_t shared = 0;
    for (const auto post : units(to))
      for (const auto pre : units(from)) post == pre ? void(++shared) : void(all.emplace(post, pre));
    const auto pre = units(from).size(), post = units(to).size();
    m.members = constant + "\"all_to_all\"}";
    CHECK(pairs_of(m) == all);
    m.members = constant + "\"fixed_probability\", \"p\": 1}";
    CHECK(pairs_of(m) == all);
    m.members = constant + "\"fixed_total\", \"total\": " + std::to_string(all.size()) + "}";
    CHECK(pairs_of(m) == all);
    m.members = constant + "\"fixed_total\", \"total\": " + std::to_string(all.size() + 1) + "}";
    CHECK(contains(findings(m), "there are " + std::to_string(all.size()) + " pairs"));
    const auto most_in = pre - (shared > 0 ? 1 : 0), most_out = post - (shared > 0 ? 1 : 0);
    for (std::size_t slices : {1, 3}) {
      m.slices = slices;
      std::map<Unit, int> of_post, of_pre;
      m.members = constant + "\"fixed_indegree\", \"indegree\": " + std::to_string(most_in) + "}";
      auto found = pairs_of(m, &of_post);
      CHECK(std::ranges::includes(all, found));
      CHECK(of_post.size() == (most_in > 0 ? post : 0));
      for (const auto& [unit, count] : of_post) CHECK(static_cast<std::size_t>(count) == most_in);
      m.members = constant + "\"fixed_outdegree\", \"outdegree\": " + std::to_string(most_out) + "}";
      found = pairs_of(m, nullptr, &of_pre);
      CHECK(std::ranges::includes(all, found));
      CHECK(of_pre.size() == (most_out > 0 ? pre : 0));
      for (const auto& [unit, count] : of_pre) CHECK(static_cast<std::size_t>(count) == most_out);
      for (const auto* degree : {"\"fixed_indegree\", \"indegree\": 40", "\"fixed_outdegree\", \"outdegree\": 40",
                                 "\"fixed_total\", \"total\": 200"}) {
        if (most_in == 0 || most_out == 0) continue;
        m.members = constant + degree + ", \"multapses\": true}";
        CHECK(std::ranges::includes(all, pairs_of(m)));
      }
    }
  }
}

TEST_CASE("what a rule draws for a part does not depend on slices") {
  for (const auto& [from, to] : pairs)
    for (const auto* rule : {R"("fixed_probability", "p": 0.4)", R"("fixed_total", "total": 9)",
                             R"("fixed_total", "total": 60, "multapses": true)"}) {
      Made m{"plain", from, to};
      m.members = std::string(R"("weights": {"distribution": "normal", "mean": 1, "std": 0.1}, "connect": {"rule": )") +
                  rule + "}";
      if (units(from).size() * units(to).size() < 10 && contains(rule, "9")) continue;
      const auto one = network(m).weights("w");
      m.slices = 5;
      CHECK(network(m).weights("w") == one);
    }
}

TEST_CASE("sizes, weights, parameters and state of a synapse are those of its parts") {
  Made m{"growing", "[2:5]", "[::6]"};
  m.members = R"("weights": [[1, 2, 3], [4, 5, 6]], "params": {"rate": [0.1, 0.2]}, "initial": {"trace": [7, 8]})";
  auto n = network(m);
  CHECK(n.weights("w") ==
        std::vector<bouton::WeightEntry>{{0, 0, 1}, {0, 1, 2}, {0, 2, 3}, {1, 0, 4}, {1, 1, 5}, {1, 2, 6}});
  CHECK(n.state("w", "trace") == Values{7, 8});
  CHECK(n.state("w", "heard").size() == 3);
  n.set("w", "rate", Values{0.3, 0.4});
  m.members = R"("weights": [[1, 2, 3, 4], [4, 5, 6, 7]], "params": {"rate": [0.1, 0.2, 0.3]})";
  CHECK(contains(findings(m),
                 "weights are 2 x 4; wanted 2 x 3 (a row for each unit of 'e[0:7:6]', a column for each "
                 "of 'e[2:5]')"));
  CHECK(contains(findings(m), "/synapses/0/params/rate"));
}

TEST_CASE("the memory that parts need is that of their own pairs") {
  const std::string large = R"({"bouton": 1, "layers": [{"name": "x", "type": "sum", "size": 1000000},
    {"name": "l", "type": "sum", "size": 1000000}],
    "synapses": [{"name": "w", "type": "plain", "from": "x[::1000]", "to": "l[0:1000]", "weights": {"constant": 1}}]})";
  auto r = support::registry();
  auto o = support::options();
  o.memory_limit = std::uint64_t{1} << 30;
  CHECK(support::network(large, r, o).weights("w").size() == 1000000);
  CHECK(contains(support::findings(with(large, "l[0:1000]", "l"), r, o), "'w' needs about 7.45 GiB for its weights"));
}
