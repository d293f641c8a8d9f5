#include <cstring>
#include <vector>

#include <doctest/doctest.h>

#include <bouton/iaf_layer.hpp>

using bouton::Unit;

namespace {

/// Units in any state, and the potentials to which they would move.
struct Units {
  explicit Units(std::size_t count, bool is_uniform)
      : V_m(count),
        moved(count),
        threshold(is_uniform ? 1 : count),
        reset(threshold.size()),
        refractory(count),
        steps(threshold.size()) {
    std::uint64_t state = 7 * count + is_uniform;
    const auto draw = [&](int below) {
      state = state * 6364136223846793005 + 1442695040888963407;
      return static_cast<int>((state >> 33) % static_cast<std::uint64_t>(below));
    };
    for (std::size_t k = 0; k < count; ++k) {
      V_m[k] = -70 + draw(10);
      moved[k] = -70 + 0.5 * draw(40);
      refractory[k] = std::max(0, draw(6) - 3);
    }
    for (std::size_t k = 0; k < threshold.size(); ++k) {
      threshold[k] = -52 + 0.5 * draw(4);
      reset[k] = -65 - draw(5);
      steps[k] = draw(30);
    }
  }

  bouton::IafUnits view(bool is_uniform) {
    return {V_m.data(), refractory.data(), is_uniform, threshold.data(), reset.data(), steps.data(), V_m.size()};
  }

  std::vector<double> V_m, moved, threshold, reset;
  std::vector<std::int32_t> refractory, steps;
};

/// What a step's end does, unit by unit.
std::vector<Unit> settle_plainly(Units& units, bool is_uniform, std::size_t begin, std::size_t end) {
  std::vector<Unit> spikes;
  for (std::size_t k = begin; k < end; ++k) {
    const std::size_t own = is_uniform ? 0 : k;
    if (units.refractory[k] == 0)
      units.V_m[k] = units.moved[k - begin];
    else
      --units.refractory[k];
    if (units.V_m[k] < units.threshold[own]) continue;
    units.V_m[k] = units.reset[own];
    units.refractory[k] = units.steps[own];
    spikes.push_back(static_cast<Unit>(k));
  }
  return spikes;
}

}  // namespace

TEST_CASE("a step's end is the same for any number of units, with whole vectors and what is left of them") {
  std::size_t all = 0;
  for (const bool is_uniform : {true, false})
    for (const std::size_t count : {0, 1, 7, 8, 9, 16, 63, 64, 65, 200})
      for (const std::size_t begin : {std::size_t{0}, std::min<std::size_t>(count, 5)}) {
        CAPTURE(is_uniform);
        CAPTURE(count);
        CAPTURE(begin);
        Units units(count, is_uniform), plain(count, is_uniform);
        std::vector<Unit> spikes(count + bouton::ListingLayer::slack);
        const auto expected = settle_plainly(plain, is_uniform, begin, count);
        spikes.resize(bouton::settle_iaf(units.view(is_uniform), units.moved.data(), begin, count, spikes.data()));
        CHECK(spikes == expected);
        CHECK(units.V_m == plain.V_m);
        CHECK(units.refractory == plain.refractory);
        all += expected.size();
      }
  CHECK(all > 50);
}
