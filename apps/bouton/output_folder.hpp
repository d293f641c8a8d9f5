/// The folder that a run writes to.
#pragma once

#include <filesystem>
#include <vector>

namespace bouton_program {

/// Makes the folder if it is missing and holds it, so that no other run writes there meanwhile. What is there stays as
/// it is until the run has written its own.
class OutputFolder {
 public:
  /// `input` is the file that says what to run, which stays. Throws WrongCommandLine.
  OutputFolder(const std::filesystem::path& folder, const std::filesystem::path& input);
  OutputFolder(const OutputFolder&) = delete;
  ~OutputFolder();

  std::filesystem::path record() const { return folder_ / "run.json"; }
  /// Removes what the run.json that is there lists, but what is in `kept`, and what is no longer as that run has left
  /// it. Says what could not be removed.
  void remove_older_outputs(const std::vector<std::filesystem::path>& kept) const;

 private:
  std::filesystem::path folder_;
  int descriptor_ = -1;
};

}  // namespace bouton_program
