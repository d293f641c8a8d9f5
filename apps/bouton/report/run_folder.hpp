/// What a run left in a folder: its run.json, and the files that this tells of.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace bouton_program {

/// A file that a run wrote, as it is now.
struct WrittenFile {
  std::filesystem::path path;
  nlohmann::ordered_json entry;  ///< what run.json says of it
  bool is_there = false;
  std::string problem;  ///< a sentence if it is missing, or not as the run left it; else ""
};

struct RunFolder {
  std::filesystem::path folder;
  std::filesystem::path record;  ///< its run.json
  nlohmann::ordered_json run;    ///< what stands in it
  std::vector<WrittenFile> outputs;

  /// The length of a step in ms.
  double dt() const;
  std::uint64_t steps() const;
};

/// `place` is the folder, or the run.json in it. Reads all files to compare their hashes. Throws WrongCommandLine if
/// there is no such folder or no run.json in it, and bouton::InvalidNetwork with the place of what is wrong in it.
RunFolder read_run_folder(const std::filesystem::path& place);

}  // namespace bouton_program
