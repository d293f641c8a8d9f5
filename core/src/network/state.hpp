/// Finds and reads one state variable by name through the visitor.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include <bouton/state.hpp>
#include <bouton/weights.hpp>

namespace bouton {

/// Learns what there is to know of one variable but for its values, which are not copied: weights may be many.
class StateFinder final : public StateVisitor {
 public:
  explicit StateFinder(std::string_view variable) : variable_(variable) {}

  bool found() const { return found_; }
  /// Whether the variable has one value per connection.
  bool is_weights() const { return is_weights_; }
  /// Whether it is shown as one value per unit.
  bool is_per_unit() const { return is_per_unit_; }
  /// How many values it has over all slices, if it is no weights.
  std::size_t size() const { return size_; }
  /// The unit of its values; "" if it has none or the type does not say.
  const std::string& unit() const { return unit_; }
  /// All other variables.
  const std::vector<std::string>& names() const { return names_; }

  void per_unit(std::string_view name, std::span<double> values, StateText text) override {
    if (note(name, text)) size_ += values.size(), is_per_unit_ = true;
  }
  // Every slice has the same presynaptic state and counters: the first stands for all.
  void per_source(std::string_view name, std::span<double> values, std::size_t, StateText text) override {
    if (note(name, text)) size_ = values.size();
  }
  void counter(std::string_view name, std::uint64_t&, StateText text) override {
    if (note(name, text)) size_ = 1;
  }
  void weights(std::string_view name, WeightMatrix&, StateText text) override {
    if (note(name, text)) is_weights_ = true;
  }

 private:
  /// Whether it is the one that is looked for.
  bool note(std::string_view name, StateText text) {
    if (name == variable_) return unit_ = text.unit, found_ = true;
    if (std::ranges::find(names_, name) == names_.end()) names_.emplace_back(name);
    return false;
  }

  std::string variable_;
  bool found_ = false, is_weights_ = false, is_per_unit_ = false;
  std::size_t size_ = 0;
  std::string unit_;
  std::vector<std::string> names_;
};

/// Collects the values of one variable over all slices.
class StateReader final : public StateVisitor {
 public:
  explicit StateReader(std::string_view variable) : variable_(variable) {}

  /// Forgets the values, keeps the memory.
  void clear() { found_ = is_weights_ = false, values_.clear(), entries_.clear(), names_.clear(); }
  const std::string& variable() const { return variable_; }
  /// For who knows the variable without a visit: it counts as found, and its values are appended to this.
  std::vector<double>& found_values() { return found_ = true, values_; }
  bool found() const { return found_; }
  std::span<const double> values() const { return values_; }
  /// Whether the variable has one value per connection, and those of all slices, by post, then pre.
  bool is_weights() const { return is_weights_; }
  std::span<const WeightEntry> entries() const { return entries_; }
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
    if (name == variable_) {
      is_weights_ = true;
      const auto entries = weights.entries();
      entries_.insert(entries_.end(), entries.begin(), entries.end());
      for (const auto& entry : entries) values_.push_back(entry.value);
    }
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
  bool is_weights_ = false;
  std::vector<double> values_;
  std::vector<WeightEntry> entries_;
  std::vector<std::string> names_;
};

}  // namespace bouton
