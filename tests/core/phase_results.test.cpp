#include <support/trials.hpp>

using trials::play;
using trials::with_phases;

TEST_CASE("the repetitions of a phase are taken together, and what the latest did is kept") {
  const auto played =
      play(with_phases(R"({"repeat": 150, "run": [{"name": "a", "steps": 1, "trials": {"data": "train"}},
      {"steps": 1}]})"));
  REQUIRE(played.result.phases.size() == 2);
  const auto& phase = played.result.phases[0];
  CHECK(phase.repetitions == 150);
  CHECK(phase.trials == 450);
  CHECK(phase.correct == 300);
  REQUIRE(phase.latest.size() == bouton::PhaseResult::most_latest);
  CHECK(phase.latest.front().phase_number == 100);
  CHECK(phase.latest.back().phase_number == 298);
  CHECK(phase.latest.back().trials == 3);
  CHECK(phase.latest.back().correct == 2);
  // Each repetition has its own matrix.
  CHECK(std::ranges::count(played.confusion, '\n') == 1 + 150 * 2);
}
