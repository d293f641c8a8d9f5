/// Which steps a recording holds.
#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

#include <bouton/recorder.hpp>

#include "report/spike_analysis.hpp"

namespace bouton_program {

/// The steps from the first to the last that the network file asked for, as far as they were taken. `run` is a
/// run.json. Of phases that repeat in turn run.json does not say when they ran: then it is the whole run.
RecordedSpan recorded_span(const nlohmann::ordered_json& run, const bouton::RecordTarget& target,
                           const std::filesystem::path& file);

}  // namespace bouton_program
