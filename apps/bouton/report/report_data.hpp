/// All that a page shows, as JSON.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include <bouton/registry.hpp>

#include "report/run_folder.hpp"

namespace bouton_program {

/// Reads all recordings and predictions of a run, and makes of them what the page gets. What cannot be read becomes a
/// sentence in its `notes`.
nlohmann::ordered_json report_data(const RunFolder& run, bouton::Registry& registry);

}  // namespace bouton_program
