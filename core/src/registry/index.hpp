/// Remembers from one start to the next which names the plugin libraries register, so that a start opens only those
/// libraries whose types a network uses.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace bouton {

/// A file in the user's cache folder: $XDG_CACHE_HOME/bouton/plugins.index, or the same in ~/.cache. What it says of a
/// library counts only while the library's file is as it was, and only for a core with the same stamp. A file that is
/// damaged or cannot be read is as good as none, and one that cannot be written is let be: a start without it takes
/// longer and does the same.
class LibraryIndex {
 public:
  LibraryIndex();

  /// All names and aliases in the library, or nullptr if they are not known or it has changed since.
  const std::vector<std::string>* names_in(const std::filesystem::path& library) const;

  /// Notes the names of a library; `state` is what `state_of` said before the library was read.
  void note(const std::filesystem::path& library, const std::string& state, std::vector<std::string> names);
  static std::string state_of(const std::filesystem::path& library);

  /// Writes the file if something was noted, in one go: a process that reads it meanwhile finds the old one or the new.
  void save();

 private:
  struct Entry {
    std::string state;
    std::vector<std::string> names;
  };

  std::filesystem::path file_;
  std::map<std::string, Entry> entries_;  // by path
  bool has_news_ = false;
};

}  // namespace bouton
