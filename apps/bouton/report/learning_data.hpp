/// What the page shows of trials: accuracy, confusion, and mistakes with their images.
#pragma once

#include <nlohmann/json.hpp>

#include "report/image_data.hpp"
#include "report/run_folder.hpp"

namespace bouton_program {

/// Null if the run wrote no predictions. What cannot be read becomes a sentence in `notes`.
nlohmann::ordered_json learning_data(const RunFolder& run, const ImageData& images, nlohmann::ordered_json& notes);

}  // namespace bouton_program
