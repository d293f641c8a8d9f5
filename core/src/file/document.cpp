#include "file/document.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/bytes.hpp"
#include "base/nearest.hpp"
#include "file/locate.hpp"

namespace bouton {

namespace {

/// Of wrong elements in one array.
constexpr std::size_t most_reported = 5;

/// The parser would keep the last of two members with the same key and say nothing; this only notices that there are
/// two, at the cost of a set look-up a key.
class DuplicateKeys {
 public:
  bool found = false;

  bool operator()(int, Json::parse_event_t event, Json& parsed) {
    using Event = Json::parse_event_t;
    if (event == Event::object_start) keys_.emplace_back();
    if (event == Event::object_end) keys_.pop_back();
    if (event == Event::key && !keys_.back().insert(parsed.get<std::string>()).second) found = true;
    return true;
  }

 private:
  std::vector<std::set<std::string>> keys_;
};

const char* encoding_other_than_utf8(std::string_view text) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) return "is UTF-16 or UTF-32";
  if (text.find('\0') != std::string_view::npos) return "holds a zero byte, as UTF-16 or a binary file does";
  return nullptr;
}

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

void replace(Json& root, const std::string& pointer, const std::string& text, const std::filesystem::path& file) {
  const auto fail = [&](const std::string& why) {
    throw InvalidNetwork({{"--set " + pointer + "=" + text, 0, 0, "", why, false}});
  };
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded()) value = text;
  try {
    const Json::json_pointer at(pointer);
    if (at.empty()) fail("the whole document cannot be replaced");
    if (!root.contains(at.parent_pointer()))
      fail(fmt::format("there is no '{}' in {}", at.parent_pointer().to_string(), file.string()));
    const Json& parent = root[at.parent_pointer()];
    const bool is_index = at.back().find_first_not_of("0123456789") == std::string::npos;
    if (parent.is_array() && is_index && !root.contains(at) && at.back() != fmt::to_string(parent.size()))
      fail(fmt::format("'{}' has {} elements, from 0 to {}", at.parent_pointer().to_string(), parent.size(),
                       static_cast<std::ptrdiff_t>(parent.size()) - 1));
    root[at] = std::move(value);
  } catch (const Json::exception& error) {
    fail(fmt::format("is no JSON pointer into {}: write for example /layers/0/params/tau=5 ({})", file.string(),
                     error.what()));
  }
}

}  // namespace

std::string read_text(const std::filesystem::path& file) {
  const auto fail = [&](std::string why) { throw InvalidNetwork({{file, 0, 0, "", std::move(why), false}}); };
  std::error_code error;
  if (!std::filesystem::exists(file, error)) fail("there is no such file; check the path");
  if (std::filesystem::is_directory(file, error)) fail("is a folder, not a network file");
  std::ifstream in(file, std::ios::binary);
  std::string text = read_all(in);
  if (!in && !in.eof()) fail(fmt::format("cannot be read: {}", std::strerror(errno)));
  return text;
}

Document::Document(std::filesystem::path file, std::string text,
                   const std::vector<std::pair<std::string, std::string>>& replacements)
    : file_(std::move(file)), text_(std::move(text)), replacements_(replacements) {
  if (const char* other = encoding_other_than_utf8(text_))
    throw InvalidNetwork({{file_, 0, 0, "", fmt::format("{}; save it as UTF-8", other), false}});
  if (text_.find_first_not_of(" \t\r\n") == std::string::npos)
    throw InvalidNetwork({{file_, 1, 1, "", "the file is empty; a network begins with {\"bouton\": 1, …}", false}});
  DuplicateKeys duplicates;
  try {
    root_ = Json::parse(text_, std::ref(duplicates), true, true);
  } catch (const Json::parse_error& error) {
    const std::size_t offset = error.byte ? error.byte - 1 : 0;
    const auto why = explain_syntax(error.what(), text_, offset);
    const auto place = place_of_offset(text_, offset);
    throw InvalidNetwork({{file_, place.line, place.column, "", "is not valid JSON: " + why, false}});
  } catch (const Json::out_of_range& error) {
    // "… number overflow parsing '1e999'": the parser does not say where, the number does.
    const std::string_view why = error.what();
    const auto begin = why.find('\''), end = why.rfind('\'');
    const auto number = begin < end ? std::string(why.substr(begin + 1, end - begin - 1)) : "";
    const auto place = place_of_offset(text_, std::min(text_.find(number), text_.size()));
    throw InvalidNetwork(
        {{file_, place.line, place.column, "", fmt::format("the number {} is too large for a double", number), false}});
  }
  if (duplicates.found) {
    for (const auto& [pointer, place] : duplicate_keys(text_))
      findings_.push_back({file_, place.line, place.column, pointer,
                           fmt::format("the key {} stands twice in one object; keep one of them",
                                       Json(Json::json_pointer(pointer).back()).dump()),
                           false});
    throw InvalidNetwork(findings_);
  }
  for (const auto& [pointer, value] : replacements) replace(root_, pointer, value, file_);
}

std::filesystem::path Document::resolve(const std::string& path) {
  const std::filesystem::path p(path);
  return *named_files_.insert(p.is_absolute() ? p : file_.parent_path() / p).first;
}

void Document::report(const std::string& pointer, std::string message) {
  findings_.push_back({file_, 0, 0, pointer, std::move(message), false});
}

void Document::warn(const std::string& pointer, std::string message) {
  findings_.push_back({file_, 0, 0, pointer, std::move(message), true});
}

void Document::warn_once(const std::string& pointer, std::string message) {
  const bool is_new = std::none_of(findings_.begin(), findings_.end(),
                                   [&](const Finding& f) { return f.pointer == pointer && f.message == message; });
  if (is_new) warn(pointer, std::move(message));
}

bool Document::has_errors() const {
  return std::any_of(findings_.begin(), findings_.end(), [](const Finding& f) { return !f.is_warning; });
}

bool Document::has_errors_at(const std::string& pointer) const {
  return std::any_of(findings_.begin(), findings_.end(), [&](const Finding& f) {
    return !f.is_warning && (f.pointer == pointer || f.pointer.starts_with(pointer + "/"));
  });
}

std::vector<Finding> Document::findings() const {
  std::set<std::string> wanted;
  for (const auto& finding : findings_)
    for (std::string p = finding.pointer;; p = p.substr(0, p.rfind('/'))) {
      wanted.insert(p);
      if (p.empty()) break;
    }
  const auto places = text_.empty() ? std::map<std::string, TextPlace>{} : locate(text_, wanted);
  auto result = findings_;
  for (auto& finding : result) {
    const auto& at = finding.pointer;
    const auto replaced = std::find_if(replacements_.begin(), replacements_.end(), [&](const auto& replacement) {
      return at == replacement.first || at.starts_with(replacement.first + "/");
    });
    if (replaced != replacements_.end()) {
      finding.file = "--set " + replaced->first + "=" + replaced->second;
      continue;
    }
    for (std::string p = at;; p = p.substr(0, p.rfind('/'))) {
      // A key that is missing has no place of its own: the place of what should hold it is the nearest.
      if (const auto place = places.find(p); place != places.end()) {
        finding.line = place->second.line;
        finding.column = place->second.column;
        break;
      }
      if (p.empty()) break;
    }
  }
  std::stable_sort(result.begin(), result.end(), [](const Finding& a, const Finding& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  return result;
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

std::string describe(const Json& value) {
  switch (value.type()) {
    case Json::value_t::object: return "an object";
    case Json::value_t::array: return fmt::format("an array of {}", value.size());
    case Json::value_t::null: return "null";
    default: break;
  }
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  constexpr std::size_t longest = 60;
  if (text.size() <= longest) return text;
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // not within a UTF-8 character
  return text.substr(0, end) + "…";
}

std::optional<Node> Node::find(const std::string& key) const {
  if (!value_->is_object()) return std::nullopt;
  const auto at = value_->find(key);
  if (at == value_->end()) return std::nullopt;
  return Node(*document_, *at, pointer_to(pointer_, key));
}

std::optional<Node> Node::require(const std::string& key) const {
  auto node = find(key);
  if (!node && value_->is_object()) report(fmt::format("'{}' is missing", key));
  return node;
}

Node Node::at(std::size_t i) const { return {*document_, (*value_)[i], fmt::format("{}/{}", pointer_, i)}; }

std::vector<Node> Node::elements() const {
  std::vector<Node> nodes;
  if (!value_->is_array()) {
    report(fmt::format("wanted an array, found {}", describe(*value_)));
    return nodes;
  }
  for (std::size_t i = 0; i < value_->size(); ++i) nodes.push_back(at(i));
  return nodes;
}

bool Node::is_object_of(const std::vector<std::string>& keys) const {
  if (!value_->is_object()) {
    report(fmt::format("wanted an object with {}, found {}", fmt::join(keys, ", "), describe(*value_)));
    return false;
  }
  for (const auto& [key, ignored] : value_->items())
    if (std::find(keys.begin(), keys.end(), key) == keys.end())
      document_->report(pointer_to(pointer_, key), fmt::format("unknown key '{}'{}", key, suggestion(key, keys)));
  return true;
}

bool Node::is_exactly(const std::vector<std::string>& keys) const {
  const auto before = document_->findings_count();
  return is_object_of(keys) && document_->findings_count() == before;
}

std::optional<double> Node::number() const {
  if (value_->is_number()) return value_->get<double>();
  report(fmt::format("wanted a number, found {}", describe(*value_)));
  return std::nullopt;
}

std::optional<std::uint64_t> Node::count(std::uint64_t least, std::uint64_t most) const {
  constexpr auto largest_exact = static_cast<double>(largest_count);
  if (value_->is_number_unsigned()) return value_->get<std::uint64_t>();
  if (value_->is_number_integer() && value_->get<std::int64_t>() >= 0) return value_->get<std::uint64_t>();
  if (value_->is_number_float()) {
    const double x = value_->get<double>();
    if (x >= 0 && x <= largest_exact && x == std::floor(x)) return static_cast<std::uint64_t>(x);
  }
  const bool is_large = value_->is_number_float() && value_->get<double>() > largest_exact;
  const auto range =
      is_large || most != largest_count ? fmt::format("from {} to {}", least, most) : fmt::format("from {} up", least);
  report(fmt::format("wanted a whole number {}, found {}", range, describe(*value_)));
  return std::nullopt;
}

std::optional<bool> Node::boolean() const {
  if (value_->is_boolean()) return value_->get<bool>();
  report(fmt::format("wanted true or false, found {}", describe(*value_)));
  return std::nullopt;
}

std::optional<std::string> Node::text() const {
  if (value_->is_string()) return value_->get<std::string>();
  report(fmt::format("wanted a text, found {}", describe(*value_)));
  return std::nullopt;
}

std::optional<std::size_t> Node::choice(const std::vector<std::string>& texts) const {
  if (!value_->is_string()) {
    report(fmt::format("wanted one of {}, found {}", fmt::join(texts, ", "), describe(*value_)));
    return std::nullopt;
  }
  const auto given = text();
  const auto at = std::find(texts.begin(), texts.end(), *given);
  if (at != texts.end()) return static_cast<std::size_t>(at - texts.begin());
  report(fmt::format("wanted one of {}, found '{}'{}", fmt::join(texts, ", "), *given,
                     nearest_name(*given, texts).empty() ? "" : suggestion(*given, texts)));
  return std::nullopt;
}

std::optional<std::vector<double>> Node::numbers() const {
  if (!value_->is_array()) {
    report(fmt::format("wanted an array of numbers, found {}", describe(*value_)));
    return std::nullopt;
  }
  std::vector<double> result;
  result.reserve(value_->size());
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < value_->size(); ++i) {
    const Json& element = (*value_)[i];
    if (element.is_number())
      result.push_back(element.get<double>());
    else if (++wrong <= most_reported)
      at(i).report(fmt::format("wanted a number, found {}", describe(element)));
    if (element.is_structured()) return std::nullopt;  // something else is meant, and the others are like it
  }
  if (wrong > most_reported) report(fmt::format("{} more elements are no numbers", wrong - most_reported));
  return wrong == 0 ? std::optional(std::move(result)) : std::nullopt;
}

double Node::number_or(const std::string& key, double otherwise) const {
  const auto node = find(key);
  return node ? node->number().value_or(otherwise) : otherwise;
}

std::uint64_t Node::count_or(const std::string& key, std::uint64_t otherwise) const {
  const auto node = find(key);
  return node ? node->count().value_or(otherwise) : otherwise;
}

bool Node::boolean_or(const std::string& key, bool otherwise) const {
  const auto node = find(key);
  return node ? node->boolean().value_or(otherwise) : otherwise;
}

std::string Node::text_or(const std::string& key, std::string otherwise) const {
  const auto node = find(key);
  return node ? node->text().value_or(otherwise) : otherwise;
}

}  // namespace bouton
