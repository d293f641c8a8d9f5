/// The file of a recording while it is written.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace bouton {

/// Lets a recorder write to `x.csv.partial` although it believes to write to `x.csv`. A recorder chooses the suffix of
/// its file and may open the file as often as it likes. So it gets a folder of its own, hidden beside the outputs; in
/// place of its file a link stands there that leads to `x.csv.partial`. Further files that it makes stay in its
/// folder. At the end all of them get their names beside the other outputs, and its folder goes.
class RecordedFile {
 public:
  /// The recording `name` in `folder`, which exists. Throws Error.
  RecordedFile(const std::filesystem::path& folder, const std::string& name);
  RecordedFile(RecordedFile&&) = default;

  /// What the recorder is to open.
  std::filesystem::path stem() const { return own_ / name_; }
  /// Takes what the recorder has opened. Throws Error if the name of the file is that of a folder.
  void begin(const std::filesystem::path& opened);
  /// The name that the file gets.
  const std::filesystem::path& file() const { return file_; }
  /// A recorder's message, with the name that the file gets.
  std::string translated(std::string message) const;

  /// Gives all that was written its name: the recording, and what the recorder made besides. Throws Error.
  std::vector<std::filesystem::path> complete();
  /// Leaves what was written under its partial name.
  void leave() noexcept;
  /// Removes all that was written.
  void drop() noexcept;

 private:
  std::filesystem::path folder_, own_;
  std::string name_;
  std::filesystem::path opened_, file_;
  bool is_linked_ = false, was_made_ = false;
};

}  // namespace bouton
