/// Reads one state variable by name through the visitor.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include <bouton/state.hpp>
#include <bouton/weights.hpp>

namespace bouton {

/// Collects the values of one variable over all slices.
class StateReader final : public StateVisitor {
 public:
  explicit StateReader(std::string_view variable) : variable_(variable) {}

  /// Forgets the values, keeps the memory.
  void clear() { found_ = false, values_.clear(), names_.clear(); }
  bool found() const { return found_; }
  std::span<const double> values() const { return values_; }
  /// All variables that there are, if `variable` was not found.
  const std::vector<std::string>& names() const { return names_; }

  void per_unit(std::string_view name, std::span<double> values, StateText) override { take(name, values); }
  // Every slice has the same presynaptic state: the first stands for all.
  void per_source(std::string_view name, std::span<double> values, std::size_t, StateText) override {
    if (!found_) take(name, values);
  }
  void counter(std::string_view name, std::uint64_t& value, StateText) override {
    const double x = static_cast<double>(value);
    if (!found_) take(name, {&x, 1});
  }
  void weights(std::string_view name, WeightMatrix& weights, StateText) override {
    if (name == variable_)
      for (const auto& entry : weights.entries()) values_.push_back(entry.value);
    note(name);
  }

 private:
  void note(std::string_view name) {
    if (name == variable_)
      found_ = true;
    else if (!found_ && std::find(names_.begin(), names_.end(), name) == names_.end())
      names_.emplace_back(name);
  }
  void take(std::string_view name, std::span<const double> values) {
    if (name == variable_) values_.insert(values_.end(), values.begin(), values.end());
    note(name);
  }

  std::string variable_;
  bool found_ = false;
  std::vector<double> values_;
  std::vector<std::string> names_;
};

}  // namespace bouton
