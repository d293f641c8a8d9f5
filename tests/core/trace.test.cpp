#include <algorithm>

#include <bouton/trace.hpp>

#include <support/network.hpp>

using bouton::Trace;
using Values = std::vector<double>;

namespace {

constexpr Trace::Factors factors{1, 0.5};
constexpr double limit = 1.6;

bouton::Signal analog(const Values& values) { return {values, {}, false}; }
Values of(const Trace& trace) { return {trace.values().begin(), trace.values().end()}; }

/// Which units are listed, in ascending order.
std::vector<bouton::Unit> listed(const Trace& trace) {
  std::vector<bouton::Unit> units(trace.nonzero().begin(), trace.nonzero().end());
  std::ranges::sort(units);
  return units;
}

}  // namespace

TEST_CASE("a trace that is not declared has its own memory: it is sized, cleared and shown by its element") {
  Trace trace;
  trace.resize(3);
  CHECK(of(trace) == Values{0, 0, 0});
  const Values x{1, 0, 2};
  trace.advance(analog(x), factors, limit);
  CHECK(of(trace) == Values{1, 0, 1.6});
  CHECK(listed(trace) == std::vector<bouton::Unit>{0, 2});
  trace.values()[1] = 0.25;
  trace.list_again();
  CHECK(listed(trace) == std::vector<bouton::Unit>{0, 1, 2});
  trace.clear();
  CHECK(of(trace) == Values{0, 0, 0});
  CHECK(listed(trace).empty());
}

TEST_CASE("spikes and the same values as an analog signal advance traces to the same bits") {
  constexpr std::size_t units = 200;
  Trace by_list, by_values;
  by_list.resize(units), by_values.resize(units);
  const bouton::Random random(1, "trace", "test");
  for (std::uint64_t step = 0; step < 300; ++step) {
    Values x(units);
    std::vector<bouton::Unit> active;
    // Few spikes, then many, then few again.
    const double rate = step / 100 == 1 ? 0.5 : 0.002;
    for (bouton::Unit k = 0; k < units; ++k)
      if (random.uniform(k, step) < rate) x[k] = 1, active.push_back(k);
    by_list.advance({x, active, true}, {0.7, 0.8}, 1.2);
    by_values.advance(analog(x), {0.7, 0.8}, 1.2);
    REQUIRE(of(by_list) == of(by_values));
    REQUIRE(listed(by_list) == listed(by_values));
  }
}

TEST_CASE("a copy of a trace has memory of its own") {
  Trace trace;
  trace.resize(2);
  const Values x{1, 0};
  trace.advance(analog(x), factors, limit);
  Trace copy = trace;
  trace.clear();
  CHECK(of(copy) == Values{1, 0});
  trace = copy;
  copy.clear();
  CHECK(of(trace) == Values{1, 0});
  CHECK(listed(trace) == std::vector<bouton::Unit>{0});
}
