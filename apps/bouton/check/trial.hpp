/// What the checks have in common: networks to try a type in, and how to tell where two runs differ.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <bouton/bouton.hpp>

#include "check/checks.hpp"
#include "check/stage.hpp"

namespace bouton_program {

using States = std::map<std::string, std::vector<double>>;

/// What was seen of a run, and the state at its end.
struct Run {
  std::vector<double> seen;
  States states;
};

CheckResult fault(std::string message);
CheckResult skipped(std::string message);

/// Where two series of observations differ first, in words; "" if nowhere.
std::string difference(const std::vector<double>& a, const std::vector<double>& b, std::size_t units);
std::string difference(const States& a, const States& b);
std::string difference(const Run& a, const Run& b, std::size_t units);

/// Builds the network, takes steps, looks at the state.
Run run(const bouton::Registry& registry, const Stage& stage, std::uint64_t steps, bool learn = true);

/// Why a type cannot be put into a network, or nothing.
std::optional<CheckResult> not_stageable(const Trial& trial);

/// The networks in which a type is tried: dense and sparse, with as few and as many sources as it takes.
std::vector<Stage> stages(const Trial& trial);

/// Calls `f` for each stage until one returns what is wrong.
CheckResult for_each_stage(const Trial& trial, const std::function<std::string(const Stage&)>& f);

}  // namespace bouton_program
