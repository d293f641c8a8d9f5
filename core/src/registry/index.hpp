/// Remembers from one start to the next which names the plugin libraries register, so that a start opens only those
/// libraries whose types a network uses; and which libraries ended the process in which they were opened.
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
  /// What is known of a library.
  struct Note {
    std::vector<std::string> names;  ///< all names and aliases
    std::string ending;              ///< how opening it ended the process, or ""
    bool ran_too_long = false;       ///< that end was the end of patience

    bool operator==(const Note&) const = default;
  };

  LibraryIndex();

  /// Nullptr if the library is not known or has changed since.
  const Note* find(const std::filesystem::path& library) const;

  /// `state` is what `state_of` said before the library was read.
  void note(const std::filesystem::path& library, const std::string& state, Note note);
  static std::string state_of(const std::filesystem::path& library);

  /// Writes the file if something was noted, in one go: a process that reads it meanwhile finds the old one or the new.
  void save();

 private:
  struct Entry {
    std::string state;
    Note note;

    bool operator==(const Entry&) const = default;
  };

  std::filesystem::path file_;
  std::map<std::string, Entry> entries_;  // by path
  bool has_news_ = false;
};

}  // namespace bouton
