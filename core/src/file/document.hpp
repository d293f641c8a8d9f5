/// A JSON text with its findings: every finding knows its JSON pointer, and gets line and column at the end.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <bouton/error.hpp>

#include "description/findings.hpp"

namespace bouton {

using Json = nlohmann::ordered_json;

/// Collects what is wrong with one document.
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

  const Json& root() const { return root_; }
  const std::filesystem::path& file() const { return file_; }
  /// A relative path starts at the document's folder. The file is from then on among `named_files`.
  std::filesystem::path resolve(const std::string& path);
  /// All files that the document names.
  const std::set<std::filesystem::path>& named_files() const { return named_files_; }

  void report(const std::string& pointer, std::string message) override;
  void warn(const std::string& pointer, std::string message) override;
  void warn_once(const std::string& pointer, std::string message) override;
  bool has_errors() const override;
  bool has_errors_at(const std::string& pointer) const override;
  bool contains(const std::string& pointer) const override { return root_.contains(Json::json_pointer(pointer)); }
  std::size_t findings_count() const { return findings_.size(); }
  /// All findings with their places, in the order of the text.
  std::vector<Finding> findings() const;

 private:
  std::filesystem::path file_;
  std::string text_;
  std::vector<std::pair<std::string, std::string>> replacements_;
  Json root_;
  std::vector<Finding> findings_;
  std::set<std::filesystem::path> named_files_;
};

/// Reads a whole file. Throws InvalidNetwork with one finding if that fails.
std::string read_text(const std::filesystem::path& file);

/// One value of a document, with the calls that check and convert it. A call that finds something wrong reports it and
/// returns nothing.
class Node {
 public:
  Node(Document& document, const Json& value, std::string pointer)
      : document_(&document), value_(&value), pointer_(std::move(pointer)) {}

  const Json& value() const { return *value_; }
  const std::string& pointer() const { return pointer_; }
  Document& document() const { return *document_; }
  void report(std::string message) const { document_->report(pointer_, std::move(message)); }

  /// The member with this key; nothing, and no finding, if it is absent.
  std::optional<Node> find(const std::string& key) const;
  /// The same, with a finding if it is absent.
  std::optional<Node> require(const std::string& key) const;
  /// Element i of an array.
  Node at(std::size_t i) const;
  /// The elements of an array; reports anything else.
  std::vector<Node> elements() const;

  /// Reports if this is no object, or has a key that is not listed, with the nearest. False if it is no object.
  bool is_object_of(const std::vector<std::string>& keys) const;

  /// The same, and false too if there is a key that is not listed.
  bool is_exactly(const std::vector<std::string>& keys) const;

  std::optional<double> number() const;
  /// A whole number that is not negative. The range is for the message about anything else; numbers outside of it are
  /// the caller's.
  std::optional<std::uint64_t> count(std::uint64_t least = 0, std::uint64_t most = largest_count) const;
  static constexpr std::uint64_t largest_count = std::uint64_t{1} << 53;
  std::optional<bool> boolean() const;
  std::optional<std::string> text() const;
  /// The index of the text in the list.
  std::optional<std::size_t> choice(const std::vector<std::string>& texts) const;
  /// An array of numbers.
  std::optional<std::vector<double>> numbers() const;

  /// Members with a default; a finding and the default if the type is wrong.
  double number_or(const std::string& key, double otherwise) const;
  std::uint64_t count_or(const std::string& key, std::uint64_t otherwise) const;
  bool boolean_or(const std::string& key, bool otherwise) const;
  std::string text_or(const std::string& key, std::string otherwise) const;

 private:
  Document* document_;
  const Json* value_;
  std::string pointer_;
};

/// Whether a name would disturb what it is printed into, or end where a path ends.
bool has_control_character(std::string_view text);

/// "a number", "an array", … with the value itself where it is short.
std::string describe(const Json& value);

}  // namespace bouton
