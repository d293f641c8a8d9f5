#include <doctest/doctest.h>

#include "description/phase_tree.hpp"

using bouton::PhaseTree;

namespace {

PhaseTree repeated(PhaseTree tree, std::uint64_t times) {
  tree.times = times;
  return tree;
}

PhaseTree list_of(std::vector<PhaseTree> parts) {
  auto list = bouton::phase_list();
  for (auto& part : parts) CHECK(bouton::append(list, std::move(part)));
  return list;
}

/// Phase 0; three times (phase 1, twice phase 2, a list of nothing); phase 3.
PhaseTree example() {
  auto inner = list_of({bouton::single_phase(1), repeated(bouton::single_phase(2), 2), bouton::phase_list()});
  return list_of({bouton::single_phase(0), repeated(std::move(inner), 3), bouton::single_phase(3)});
}

}  // namespace

TEST_CASE("each number of a run has the phase that would stand there if the repeats were written out") {
  const std::vector<std::size_t> written_out{0, 1, 2, 2, 1, 2, 2, 1, 2, 2, 3};
  const auto run = example();
  REQUIRE(run.count() == written_out.size());
  for (std::size_t number = 0; number < written_out.size(); ++number)
    CHECK(bouton::phase_at(run, number) == written_out[number]);
  CHECK(bouton::times_of_phases(run, 4) == std::vector<std::uint64_t>{1, 3, 6, 1});
}

TEST_CASE("a visit in which nothing runs more than twice has every pair of phases that follow each other") {
  std::vector<std::size_t> visited;
  bouton::visit_twice(example(), [&](std::size_t phase) { visited.push_back(phase); });
  CHECK(visited == std::vector<std::size_t>{0, 1, 2, 2, 1, 2, 2, 3});
}

TEST_CASE("a list never runs more than the most phases, whatever is repeated how often") {
  auto list = bouton::phase_list();
  CHECK(bouton::append(list, repeated(bouton::single_phase(0), bouton::most_phases - 1)));
  CHECK_FALSE(bouton::append(list, repeated(bouton::single_phase(1), 2)));
  CHECK(bouton::append(list, bouton::single_phase(1)));
  CHECK_FALSE(bouton::append(list, bouton::single_phase(2)));
  CHECK(list.count() == bouton::most_phases);
  CHECK(bouton::phase_at(list, bouton::most_phases - 1) == 1);
  CHECK(bouton::may_repeat(list, 1));
  CHECK_FALSE(bouton::may_repeat(list, 2));
  CHECK_FALSE(bouton::may_repeat(list, ~std::uint64_t{0}));
  CHECK(bouton::may_repeat(bouton::phase_list(), ~std::uint64_t{0}));
}
