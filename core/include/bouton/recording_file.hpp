/// What a run recorded, and how to read it back.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <bouton/recorder.hpp>
#include <bouton/registry.hpp>

namespace bouton {

/// A file that a recorder wrote, with all that is needed to read it back.
struct RecordingFile {
  std::filesystem::path file;
  std::string format;                 ///< the recorder type
  std::string params = "{}";          ///< its parameters, defaults included: a JSON object
  double dt = 1.0;                    ///< length of a step in ms
  std::vector<RecordTarget> targets;  ///< what it holds; may be empty: then only what the file itself says is known
};

/// Reads a recording and tells it to the sink, in pieces, whatever its format. Opens a library if the type is in one
/// that is not open yet. Throws Error, with the name of the file, if there is no such recorder, if its recordings
/// cannot be read back, or if the file is damaged; what the sink throws comes out as it is.
BOUTON_API void read_recording(Registry& registry, const RecordingFile& recording, RecordSink& sink);

}  // namespace bouton
