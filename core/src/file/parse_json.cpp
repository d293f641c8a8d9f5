#include "file/parse_json.hpp"

#include <algorithm>
#include <cctype>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "file/json_events.hpp"
#include "file/pointer.hpp"

namespace bouton {

namespace {

/// The parser's sentence in the words of who wrote the file, where it is one of the usual mistakes.
std::string explain_syntax(std::string why, std::string_view text, std::size_t offset) {
  const auto says = [&](const char* words) { return why.find(words) != std::string::npos; };
  const auto before = text.find_last_not_of(" \t\r\n", offset == 0 ? 0 : offset - 1);
  const char last = before == std::string_view::npos ? '\0' : text[before];
  if ((says("unexpected '}'") || says("unexpected ']'")) && last == ',')
    return "a comma stands before the closing bracket";
  if (says("expected '}'") || says("expected ']'")) {
    if (says("unexpected string literal") || says("unexpected number literal") || says("unexpected '{'") ||
        says("unexpected '['"))
      return "a comma is missing before this";
  }
  if (says("invalid literal")) {
    if (says("object key")) return "a key stands in double quotes";
    const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; };
    std::size_t begin = std::min(offset, text.size()), end = begin;
    while (begin > 0 && is_word(text[begin - 1])) --begin;
    while (end < text.size() && is_word(text[end])) ++end;
    if (begin < end && end - begin < 40)
      return fmt::format("'{}' is no value; there are numbers, true, false, null, and texts in double quotes",
                         text.substr(begin, end - begin));
  }
  if (const auto at = why.find("syntax error"); at != std::string::npos) why = why.substr(at);
  return why;
}

/// Builds the document as the parser reports it. The library's own builder looks through all members of an object for
/// each new one, keeps the last of two with the same key, and nests as deep as the text says.
class DocumentBuilder {
 public:
  DocumentBuilder(std::string_view text, const JsonProgress& progress) : text_(text), progress_(progress) {}

  ParsedJson parsed;

  bool null() { return scalar(nullptr); }
  bool boolean(bool value) { return scalar(value); }
  bool number_integer(Json::number_integer_t value) { return scalar(value); }
  bool number_unsigned(Json::number_unsigned_t value) { return scalar(value); }
  bool number_float(Json::number_float_t value, const std::string&) { return scalar(value); }
  bool string(std::string& value) { return scalar(std::move(value)); }
  bool binary(Json::binary_t&) { return true; }
  bool start_object(std::size_t) { return open(Json::value_t::object); }
  bool start_array(std::size_t) { return open(Json::value_t::array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    auto& level = levels_.back();
    level.key = name;
    if (level.keys.insert(name).second) return true;
    std::string pointer;
    for (const auto& l : levels_)
      pointer = pointer_to(pointer, l.value->is_array() ? std::to_string(l.value->size() - 1) : l.key);
    parsed.problems.push_back({progress_.start_of_string(), std::move(pointer),
                               fmt::format("the key {} stands twice in one object; keep one of them",
                                           Json(name).dump(-1, ' ', false, Json::error_handler_t::replace))});
    return true;
  }

  bool parse_error(std::size_t position, const std::string& token, const nlohmann::detail::exception& error) {
    constexpr int number_overflow = 406;
    if (error.id == number_overflow) {
      parsed.problems.push_back(
          {progress_.start_of_scalar(), "", fmt::format("the number {} is too large for a double", token)});
      return false;
    }
    const std::size_t offset = position > 0 ? position - 1 : 0;
    parsed.problems.push_back({offset, "", "is not valid JSON: " + explain_syntax(error.what(), text_, offset)});
    return false;
  }

 private:
  struct Level {
    Json* value;
    std::string key;
    std::unordered_set<std::string> keys;
  };

  Json& place(Json value) {
    if (levels_.empty()) return parsed.root.emplace(std::move(value));
    auto& level = levels_.back();
    if (level.value->is_array()) return level.value->get_ref<Json::array_t&>().emplace_back(std::move(value));
    return level.value->get_ref<Json::object_t&>().emplace_back(level.key, std::move(value)).second;
  }

  bool scalar(Json value) {
    place(std::move(value));
    return true;
  }

  bool open(Json::value_t type) {
    if (levels_.size() == deepest_nesting) {
      parsed.problems.push_back({progress_.consumed() - 1, "",
                                 fmt::format("arrays and objects are nested more than {} deep", deepest_nesting)});
      return false;
    }
    Json& value = place(Json(type));
    // Members move by being copied, with all that they hold; those of the whole document are large and few.
    constexpr std::size_t usual_sections = 16;
    if (levels_.empty() && type == Json::value_t::object) value.get_ref<Json::object_t&>().reserve(usual_sections);
    levels_.push_back({&value, "", {}});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  std::string_view text_;
  const JsonProgress& progress_;
  std::vector<Level> levels_;
};

}  // namespace

ParsedJson parse_json(std::string_view text) {
  JsonProgress progress(text);
  DocumentBuilder builder(text, progress);
  progress.run<Json>(builder);
  if (!builder.parsed.problems.empty()) builder.parsed.root.reset();
  return std::move(builder.parsed);
}

}  // namespace bouton
