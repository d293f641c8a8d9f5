/// In which order a run takes the phases of its file. Repeats are counted and never written out, so the memory that a
/// run needs follows the size of its file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace bouton {

/// One phase of the file, or a list of parts, which runs so many times. The phases of a run are numbered from 0 in the
/// order in which they run, repeats counted.
struct PhaseTree {
  std::uint64_t times = 1;  ///< how often it runs, at least once
  std::size_t phase = 0;    ///< index in NetworkDescription::phases, if this is no list
  bool is_list = false;
  std::vector<PhaseTree> parts;  ///< of a list, in their order; each part runs at least one phase
  std::uint64_t begin = 0;       ///< how many phases run before it in one time of the list that it is a part of
  std::uint64_t once = 1;        ///< how many phases run in one time

  std::uint64_t count() const { return times * once; }
};

/// A run never has more phases than this. The product of nested repeats, and the sum over a list, are held below it, so
/// that no count overflows.
inline constexpr std::uint64_t most_phases = 1'000'000;

/// An empty list that runs once.
PhaseTree phase_list();
/// A phase of the file, which runs once.
PhaseTree single_phase(std::size_t phase);
/// Whether the tree may run so many times.
bool may_repeat(const PhaseTree& tree, std::uint64_t times);
/// Adds a part at the end of a list, if it runs a phase at all. False, and nothing is added, if the list would become
/// too long.
bool append(PhaseTree& list, PhaseTree part);
/// Which phase of the file is the one with this number, which is less than `tree.count()`.
std::size_t phase_at(const PhaseTree& tree, std::uint64_t number);
/// How often each of so many phases of the file runs.
std::vector<std::uint64_t> times_of_phases(const PhaseTree& tree, std::size_t phases);
/// Calls `visit` with phases of the file in the order of the run, as if no part ran more than twice. Whatever phase
/// follows another one in the run then does so here, too.
void visit_twice(const PhaseTree& tree, const std::function<void(std::size_t phase)>& visit);

}  // namespace bouton
