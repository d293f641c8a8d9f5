/// What run.json says of recordings: all that is needed to read them back.
#pragma once

#include <filesystem>

#include <nlohmann/json_fwd.hpp>

#include <bouton/recording_file.hpp>

namespace bouton_program {

/// Adds to an entry of `outputs` what the file holds: "format", "params" and "targets"; of a single target also "of",
/// "variable" and "unit", as older versions did.
void add_recording(nlohmann::ordered_json& output, const bouton::RecordingFile& recording);

/// Whether an entry of `outputs` is a recording that says how to read it back.
bool is_recording(const nlohmann::ordered_json& output);

/// The recording that such an entry tells of; its file lies in `folder`. `dt` is that of the run. Throws bouton::Error
/// if the entry is not as add_recording writes it.
bouton::RecordingFile recording_of(const nlohmann::ordered_json& output, const std::filesystem::path& folder,
                                   double dt);

}  // namespace bouton_program
