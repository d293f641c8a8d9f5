/// What the layers and weights of a network did in a run, as tables.
#pragma once

#include <cstddef>
#include <string>

#include <bouton/run_summary.hpp>

namespace bouton_program {

/// A line for each layer; of many, those behind the first ones are taken together. "" if none publishes spikes. `dt` is
/// in ms.
std::string layers_table(const bouton::RunSummary& summary, double dt, std::size_t width);

/// Two lines for each synapse that learns, before and after; the same of many. "" if none learns.
std::string weights_table(const bouton::RunSummary& summary, std::size_t width);

}  // namespace bouton_program
