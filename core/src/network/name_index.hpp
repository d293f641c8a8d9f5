/// Finds elements by their names.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bouton {

/// The numbers of elements by name. A program that feeds a network asks in every step, and a small network has a step
/// shorter than a table takes to be looked up: a few names are compared one after the other.
class NameIndex {
 public:
  /// The next element, numbered from 0.
  void add(const std::string& name) {
    number_of_[name] = names_.size();
    names_.push_back(name);
  }
  /// Nothing if there is none of that name.
  std::optional<std::size_t> find(std::string_view name) const {
    if (names_.size() <= few) {
      for (std::size_t i = 0; i < names_.size(); ++i)
        if (names_[i] == name) return i;
      return std::nullopt;
    }
    const auto at = number_of_.find(name);
    return at == number_of_.end() ? std::nullopt : std::optional(at->second);
  }

 private:
  static constexpr std::size_t few = 8;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>{}(name); }
  };
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> number_of_;
};

}  // namespace bouton
