#include <bouton/weight_rounding.hpp>

#include <cmath>

#include <bouton/pair_stdp.hpp>
#include <support/network.hpp>

namespace {

class Pair final : public bouton::PairStdp {
 public:
  static void declare(bouton::Declaration<Pair>& d) {
    d.type("pair", "STDP").version("1.0", "tests");
    declare_pair(d);
  }
};

/// The weights after so many pairings that add `change` each, from 0.5: the presynaptic trace is 2 when its unit
/// spikes, and 1 when the postsynaptic unit does.
std::vector<double> after(std::uint64_t pairings, double change, const std::string& form, std::size_t threads = 1,
                          bool look = false, std::size_t units = 10) {
  auto r = support::registry();
  r.add<Pair>();
  auto o = support::options();
  o.threads = o.slices = threads;
  const std::string text = std::to_string(change * 1e12), size = std::to_string(units);
  const auto row = [&](char x) {
    std::string values(1, x);
    for (std::size_t i = 1; i < units; ++i) values += std::string(",") + x;
    return "[" + values + "]";
  };
  auto n = support::network(
      R"({"bouton": 1, "inputs": [
      {"name": "pre", "size": )" +
          size + R"(, "source": {"type": "rows", "params": {"values": [)" + row('1') + "," + row('0') + R"(]}}},
      {"name": "teacher", "size": )" +
          size + R"(, "source": {"type": "rows", "params": {"values": [)" + row('0') + "," + row('1') + R"(]}}}],
      "layers": [{"name": "post", "type": "threshold", "size": )" +
          size + R"(, "input": "teacher"}],
      "synapses": [{"name": "w", "type": "pair", "from": "pre", "to": "post", "dtype": "float32", "syn_type": "inh", "weights": )" +
          form + R"(, "params": {"tre": [2, 0.5], "tro": [0, 0], "tracelim": 2,
                    "rule_params": {"Ap": )" +
          text + R"(e-12, "An": 0}}}]})",
      r, o);
  constexpr std::uint64_t between_looks = 100;
  for (std::uint64_t done = 0; look && done < pairings; done += between_looks) {
    n.run(2 * between_looks);
    n.weights("w");
  }
  if (!look) n.run(2 * pairings);
  std::vector<double> values;
  for (const auto& entry : n.weights("w")) values.push_back(entry.value);
  return values;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double x : values) sum += x;
  return sum / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("a number is rounded up as often as it should be, of either sign, and a float stays") {
  const bouton::WeightRounding rounding(12345);
  for (const double sign : {1.0, -1.0})
    for (const double share : {0.1, 0.5, 0.9}) {
      const float low = 0.5f, high = std::nextafter(low, 1.0f);
      const double x = sign * (low + share * (static_cast<double>(high) - low));
      int up = 0;
      constexpr int draws = 40000;
      for (int i = 0; i < draws; ++i) {
        const auto rounded = rounding.draws(static_cast<std::uint64_t>(i % 40), i).round<float>(x, i % 7);
        CHECK((rounded == sign * low || rounded == sign * high));
        up += rounded == sign * high;
      }
      // Five standard deviations of as many independent draws.
      CHECK(std::abs(up - share * draws) < 5 * std::sqrt(draws * share * (1 - share)));
    }
  for (const float x : {0.0f, 0.3f, -1.0f, 1e30f})
    for (bouton::Unit post = 0; post < 100; ++post) CHECK(rounding.draws(1, 2).round<float>(x, post) == x);
  CHECK(rounding.draws(1, 2).round<double>(0.1, 3) == 0.1);
}

TEST_CASE("neighbouring units and updates draw independently") {
  const bouton::WeightRounding rounding(7);
  constexpr int draws = 40000;
  const auto half = [&](std::uint64_t pre, std::uint64_t update, bouton::Unit post) {
    return static_cast<double>(rounding.draws(pre, update).bits(post)) * 0x1p-32 - 0.5;
  };
  double pre = 0, post = 0, update = 0;
  for (int i = 0; i < draws; ++i) {
    const auto n = static_cast<std::uint64_t>(i);
    const auto unit = static_cast<bouton::Unit>(i);
    pre += half(n, 5, 3) * half(n + 1, 5, 3);
    post += half(5, 3, unit) * half(5, 3, unit + 1);
    update += half(5, n, 3) * half(5, n + 1, 3);
  }
  // The product of two such numbers has the standard deviation 1/12.
  for (const double sum : {pre, post, update}) CHECK(std::abs(sum) < 5 * std::sqrt(draws) / 12);
}

TEST_CASE("many changes below half a unit in the last place add up to what they should, in float32") {
  for (const std::string form : {R"({"constant": 0.5})", R"({"constant": 0.5, "density": 0.5})"}) {
    // A unit in the last place of 0.5 is 6e-8.
    const auto values = after(5'000, 2e-8, form);
    // The mean of many weights, each with a variance of at most a quarter of a squared unit for each change.
    const double deviation = 0x1p-24 / 2 * std::sqrt(5'000.0 / static_cast<double>(values.size()));
    CHECK(std::abs(mean(values) - (0.5 + 5'000 * 2e-8)) < 5 * deviation);
    const auto some = after(2'000, 2e-8, form);
    CHECK(after(2'000, 2e-8, form, 2) == some);
    CHECK(after(2'000, 2e-8, form, 3, true) == some);
  }
}

TEST_CASE("two million changes of 2e-8 take a float32 weight from 0.5 to 0.54") {
  const auto values = after(2'000'000, 2e-8, R"({"constant": 0.5})", 1, false, 1);
  REQUIRE(values.size() == 1);
  // As above: 2^-24 is a unit in the last place, and a rounding is off by half of it at most, as a root mean square.
  CHECK(std::abs(values[0] - 0.54) < 5 * 0x1p-25 * std::sqrt(2e6));
}
