#include "description/phase_tree.hpp"

#include <algorithm>
#include <utility>

// Functions that call themselves are as deep as the file nests its repeats, which is limited where it is read.
namespace bouton {

PhaseTree phase_list() {
  PhaseTree list;
  list.is_list = true;
  list.once = 0;
  return list;
}

PhaseTree single_phase(std::size_t phase) {
  PhaseTree single;
  single.phase = phase;
  return single;
}

bool may_repeat(const PhaseTree& tree, std::uint64_t times) {
  return tree.once == 0 || times <= most_phases / tree.once;
}

bool append(PhaseTree& list, PhaseTree part) {
  const auto count = part.count();
  if (count > most_phases - list.once) return false;
  if (count == 0) return true;
  part.begin = list.once;
  list.once += count;
  list.parts.push_back(std::move(part));
  return true;
}

std::size_t phase_at(const PhaseTree& tree, std::uint64_t number) {
  const PhaseTree* at = &tree;
  while (at->is_list) {
    number %= at->once;
    at = &*std::prev(std::ranges::upper_bound(at->parts, number, {}, &PhaseTree::begin));
    number -= at->begin;
  }
  return at->phase;
}

namespace {

void add_times(const PhaseTree& tree, std::uint64_t times, std::vector<std::uint64_t>& of_phases) {
  times *= tree.times;
  if (!tree.is_list) of_phases[tree.phase] += times;
  for (const auto& part : tree.parts) add_times(part, times, of_phases);
}

}  // namespace

std::vector<std::uint64_t> times_of_phases(const PhaseTree& tree, std::size_t phases) {
  std::vector<std::uint64_t> of_phases(phases, 0);
  add_times(tree, 1, of_phases);
  return of_phases;
}

void visit_twice(const PhaseTree& tree, const std::function<void(std::size_t)>& visit) {
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(tree.times, 2); ++i) {
    if (!tree.is_list) visit(tree.phase);
    for (const auto& part : tree.parts) visit_twice(part, visit);
  }
}

}  // namespace bouton
