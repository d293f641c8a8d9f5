#include "file/locate.hpp"

#include <algorithm>
#include <utility>

#include "file/json_events.hpp"
#include "file/pointer.hpp"

namespace bouton {

namespace {

/// The positions come from the same parser that reads the document: it is run once more.
class Locator {
 public:
  Locator(const JsonProgress& progress, const std::set<std::string>& wanted) : progress_(progress), wanted_(wanted) {}

  std::map<std::string, std::size_t> found;  // offsets

  bool null() { return scalar(); }
  bool boolean(bool) { return scalar(); }
  bool number_integer(nlohmann::json::number_integer_t) { return scalar(); }
  bool number_unsigned(nlohmann::json::number_unsigned_t) { return scalar(); }
  bool number_float(nlohmann::json::number_float_t, const std::string&) { return scalar(); }
  bool string(std::string&) { return value(progress_.start_of_string()); }
  bool binary(nlohmann::json::binary_t&) { return true; }
  bool start_object(std::size_t) { return open(false); }
  bool start_array(std::size_t) { return open(true); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    levels_.back().key = name;
    levels_.back().key_start = progress_.start_of_string();
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) { return false; }

 private:
  struct Level {
    std::string pointer;
    bool is_wanted;
    bool is_array;
    std::size_t next_index = 0;
    std::string key;
    std::size_t key_start = 0;
  };

  bool scalar() { return value(progress_.start_of_scalar()); }

  /// Notes where a value stands if its pointer is wanted, and returns whether it is. What no wanted value lies in is
  /// passed over without a pointer being made.
  bool note(std::size_t start) {
    std::string pointer;
    if (!levels_.empty()) {
      auto& level = levels_.back();
      const std::size_t index = level.next_index++;
      if (!level.is_wanted) return false;
      pointer = level.is_array ? level.pointer + "/" + std::to_string(index) : pointer_to(level.pointer, level.key);
      if (!level.is_array) start = level.key_start;
    }
    if (!wanted_.contains(pointer)) return false;
    found[pointer] = start;
    last_ = std::move(pointer);
    return true;
  }

  bool value(std::size_t start) {
    note(start);
    return true;
  }

  bool open(bool is_array) {
    const bool is_wanted = note(progress_.consumed() - 1);
    levels_.push_back({is_wanted ? last_ : "", is_wanted, is_array, 0, "", 0});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  const JsonProgress& progress_;
  const std::set<std::string>& wanted_;
  std::vector<Level> levels_;
  std::string last_;
};

}  // namespace

TextPlaces::TextPlaces(std::string_view text) : size_(text.size()), line_starts_{0} {
  for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    line_starts_.push_back(at + 1);
}

TextPlace TextPlaces::of(std::size_t offset) const {
  offset = std::min(offset, size_);
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return {static_cast<std::size_t>(next - line_starts_.begin()), 1 + offset - *(next - 1)};
}

std::map<std::string, TextPlace> locate(std::string_view text, const std::set<std::string>& pointers) {
  JsonProgress progress(text);
  Locator locator(progress, pointers);
  progress.run<nlohmann::json>(locator);
  const TextPlaces places(text);
  std::map<std::string, TextPlace> result;
  for (const auto& [pointer, offset] : locator.found) result.emplace(pointer, places.of(offset));
  return result;
}

}  // namespace bouton
