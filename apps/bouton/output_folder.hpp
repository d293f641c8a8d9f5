/// The folder that a run writes to.
#pragma once

#include <filesystem>

namespace bouton_program {

/// Makes the folder if it is missing and holds it, so that no other run writes there meanwhile. An older run.json goes
/// at once: it would not describe what the run writes beside it.
class OutputFolder {
 public:
  /// `input` is the file that says what to run, which stays. Throws WrongCommandLine.
  OutputFolder(const std::filesystem::path& folder, const std::filesystem::path& input);
  OutputFolder(const OutputFolder&) = delete;
  ~OutputFolder();

 private:
  int descriptor_ = -1;
};

}  // namespace bouton_program
