/// One value of a document, with the calls that check and convert it.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/physical_unit.hpp"
#include "file/document.hpp"

namespace bouton {

/// The unit in which numbers are wanted. Texts are quantities, which say their own unit.
struct NumberUnit {
  PhysicalUnit wanted = {};
  UnitConversion of_plain_numbers = {};  ///< from the unit that the file says for all of them, if it does
};
/// The unit that a type declares for a parameter, a state variable or a port; see `unit_of`.
NumberUnit declared_unit(std::string_view text, std::string_view weights = {});

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

  /// A number, or a quantity such as "20 ms", in this unit. `kind` is what is wanted, for the message about anything
  /// else.
  std::optional<double> number(const NumberUnit& unit = {}, std::string_view kind = "a number") const;
  /// A whole number that is not negative. The range is for the message about anything else; numbers outside of it are
  /// the caller's.
  std::optional<std::uint64_t> count(std::uint64_t least = 0, std::uint64_t most = largest_count) const;
  static constexpr std::uint64_t largest_count = std::uint64_t{1} << 53;
  /// A count of steps, or a time that lasts a whole number of them.
  std::optional<std::uint64_t> steps(std::uint64_t least = 0, std::uint64_t most = largest_count) const;
  std::optional<bool> boolean() const;
  std::optional<std::string> text() const;
  /// The index of the text in the list.
  std::optional<std::size_t> choice(const std::vector<std::string>& texts) const;
  /// An array of numbers and quantities, or `{"values": […], "unit": "mV"}`.
  std::optional<std::vector<double>> numbers(const NumberUnit& unit = {}) const;
  /// A plain number that was read elsewhere, such as from the file that this object names.
  double converted(double plain, const NumberUnit& unit) const {
    return unit.of_plain_numbers.is_identity() ? plain : unit.of_plain_numbers(plain, document_->dt.value_or(1));
  }
  /// The unit for what stands in this object: where it has a member `unit`, plain numbers are written in that.
  std::optional<NumberUnit> unit_within(const NumberUnit& unit) const;

  /// Members with a default; a finding and the default if the type is wrong.
  double number_or(const std::string& key, double otherwise, const NumberUnit& unit = {}) const;
  std::uint64_t count_or(const std::string& key, std::uint64_t otherwise) const;
  std::uint64_t steps_or(const std::string& key, std::uint64_t otherwise) const;
  bool boolean_or(const std::string& key, bool otherwise) const;
  std::string text_or(const std::string& key, std::string otherwise) const;

 private:
  std::optional<std::vector<double>> array_of_numbers(const NumberUnit& unit) const;

  Document* document_;
  const Json* value_;
  std::string pointer_;
};

/// Whether a name would disturb what it is printed into, or end where a path ends.
bool has_control_character(std::string_view text);

/// "a number", "an array", … with the value itself where it is short.
std::string describe(const Json& value);

}  // namespace bouton
