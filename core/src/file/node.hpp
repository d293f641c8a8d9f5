/// One value of a document, with the calls that check and convert it.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "file/document.hpp"

namespace bouton {

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
  /// The same, where it takes long to find the words: they are made only if the finding will be shown.
  template <std::invocable Words>
  void report(const Words& words) const {
    document_->report(pointer_, document_->shows_more_errors() ? words() : std::string());
  }

  /// The member with this key; nothing, and no finding, if it is absent.
  std::optional<Node> find(const std::string& key) const;
  /// The same, with a finding if it is absent.
  std::optional<Node> require(const std::string& key) const;
  /// Element i of an array.
  Node at(std::size_t i) const;
  /// The elements of an array; reports anything else.
  std::vector<Node> elements() const;
  /// The members of an object, each with its key; none of anything else.
  std::vector<std::pair<std::string, Node>> members() const;

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
