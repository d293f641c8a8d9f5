/// A JSON text with its findings: every finding knows its JSON pointer, and gets line and column at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <bouton/error.hpp>

#include "description/findings.hpp"
#include "file/parse_json.hpp"

namespace bouton {

/// Collects what is wrong with one document. However many mistakes a document has, each costs about the same, and only
/// the first are kept in words.
class Document final : public Findings {
 public:
  /// Parses the text; comments are allowed. Throws InvalidNetwork if it is not JSON or a key stands twice.
  /// `replacements` are pairs of JSON pointer and new value.
  Document(std::filesystem::path file, std::string text,
           const std::vector<std::pair<std::string, std::string>>& replacements);

  /// A document that was made in code: its findings have pointers and no lines.
  Document(std::filesystem::path file, Json root) : file_(std::move(file)), root_(std::move(root)) {}

  /// How many bytes the network may need; the machine's memory if not said.
  std::optional<std::uint64_t> memory_limit;
  /// Length of a step in ms, once it is read: until then steps and times do not convert into each other.
  std::optional<double> dt;
  /// How many numbers the description holds that rules made.
  double numbers_made = 0;

  const Json& root() const { return root_; }
  const std::filesystem::path& file() const { return file_; }
  /// A relative path starts at the document's folder. The file is from then on among `named_files`.
  std::filesystem::path resolve(const std::string& path);
  /// All files that the document names.
  const std::set<std::filesystem::path>& named_files() const { return named_files_; }

  void report(const std::string& pointer, std::string message) override;
  void warn(const std::string& pointer, std::string message) override;
  void warn_once(const std::string& pointer, std::string message) override;
  bool has_errors() const override { return errors_ > 0; }
  bool has_errors_at(const std::string& pointer) const override;
  bool contains(const std::string& pointer) const override { return root_.contains(Json::json_pointer(pointer)); }

  /// How many errors there are so far.
  std::size_t errors_count() const { return errors_; }
  /// Whether a further error would be kept in words, or only counted.
  bool shows_more_errors() const { return errors_ < most_shown; }
  /// The first errors and the first warnings with their places, in the order of the text; then how many more there are.
  std::vector<Finding> findings() const;

  /// Of errors, and of warnings.
  static constexpr std::size_t most_shown = 100;

 private:
  void keep(const std::string& pointer, std::string message, bool is_warning);
  /// Gives the findings their places, or the replacement on the command line that they are about.
  void place(std::vector<Finding>& findings) const;

  std::filesystem::path file_;
  std::string text_;
  std::vector<std::pair<std::string, std::string>> replacements_;
  Json root_;
  std::vector<Finding> findings_;
  std::set<std::filesystem::path> named_files_;
  std::size_t errors_ = 0, warnings_ = 0;  // how many there were
  std::set<std::string> error_pointers_;
  std::set<std::pair<std::string, std::string>> said_once_;
};

}  // namespace bouton
