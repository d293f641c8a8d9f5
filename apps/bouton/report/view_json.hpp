/// Parts of what the page gets, as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include <bouton/recorder.hpp>

#include "report/histogram.hpp"

namespace bouton_program {

/// Bins that hold at least the given share of the values, not more than suit their number; each value times `scale`.
nlohmann::ordered_json json_of(const Histogram& histogram, double share, double scale);
/// How many there are, and their numbers in the layer.
nlohmann::ordered_json json_of(const bouton::RecordedUnits& units);

}  // namespace bouton_program
