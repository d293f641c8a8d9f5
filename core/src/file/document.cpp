#include "file/document.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/shorten.hpp"
#include "file/locate.hpp"
#include "file/pointer.hpp"
#include "file/replace.hpp"

namespace bouton {

namespace {

const char* encoding_other_than_utf8(std::string_view text) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) return "is UTF-16 or UTF-32";
  if (text.find('\0') != std::string_view::npos) return "holds a zero byte, as UTF-16 or a binary file does";
  return nullptr;
}

/// "and 12 more errors": the last finding, which has no place.
Finding count_of_more(const std::filesystem::path& file, std::size_t count, const char* what) {
  return {file, 0, 0, "", fmt::format("and {} more {}{}", count, what, count == 1 ? "" : "s"), false};
}

Json parse(const std::filesystem::path& file, std::string_view text) {
  if (const char* other = encoding_other_than_utf8(text))
    throw InvalidNetwork({{file, 0, 0, "", fmt::format("{}; save it as UTF-8", other), false}});
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    throw InvalidNetwork({{file, 1, 1, "", "the file is empty; a network begins with {\"bouton\": 1, …}", false}});
  auto parsed = parse_json(text);
  if (parsed.root) return std::move(*parsed.root);
  const TextPlaces places(text);
  std::vector<Finding> findings;
  for (auto& problem : parsed.problems) {
    if (findings.size() == Document::most_shown) {
      findings.push_back(count_of_more(file, parsed.problems.size() - findings.size(), "error"));
      break;
    }
    const auto place = places.of(problem.offset);
    findings.push_back({file, place.line, place.column, std::move(problem.pointer),
                        shorten_message(std::move(problem.message)), false});
  }
  throw InvalidNetwork(std::move(findings));
}

}  // namespace

Document::Document(std::filesystem::path file, std::string text,
                   const std::vector<std::pair<std::string, std::string>>& replacements)
    : file_(std::move(file)), text_(std::move(text)), replacements_(replacements), root_(parse(file_, text_)) {
  for (const auto& [pointer, value] : replacements) replace(root_, pointer, value, file_);
}

std::filesystem::path Document::resolve(const std::string& path) {
  const std::filesystem::path p(path);
  return *named_files_.insert(p.is_absolute() ? p : file_.parent_path() / p).first;
}

void Document::keep(const std::string& pointer, std::string message, bool is_warning) {
  if (++(is_warning ? warnings_ : errors_) <= most_shown)
    findings_.push_back({file_, 0, 0, pointer, shorten_message(std::move(message)), is_warning});
}

void Document::report(const std::string& pointer, std::string message) {
  error_pointers_.insert(pointer);
  keep(pointer, std::move(message), false);
}

void Document::warn(const std::string& pointer, std::string message) { keep(pointer, std::move(message), true); }

void Document::warn_once(const std::string& pointer, std::string message) {
  if (said_once_.emplace(pointer, message).second) warn(pointer, std::move(message));
}

bool Document::has_errors_at(const std::string& pointer) const {
  if (error_pointers_.contains(pointer)) return true;
  const auto below = error_pointers_.lower_bound(pointer + "/");
  return below != error_pointers_.end() && below->starts_with(pointer + "/");
}

void Document::place(std::vector<Finding>& findings) const {
  std::set<std::string> wanted;
  for (const auto& finding : findings)
    for (std::string p = finding.pointer;; p = parent_of(p)) {
      wanted.insert(p);
      if (p.empty()) break;
    }
  const auto places = text_.empty() ? std::map<std::string, TextPlace>{} : locate(text_, wanted);
  for (auto& finding : findings) {
    const auto& at = finding.pointer;
    const auto replaced = std::find_if(replacements_.begin(), replacements_.end(), [&](const auto& replacement) {
      return at == replacement.first || at.starts_with(replacement.first + "/");
    });
    if (replaced != replacements_.end()) {
      finding.file = described_replacement(*replaced);
      continue;
    }
    // A key that is missing has no place of its own: the place of what should hold it is the nearest.
    for (std::string p = at;; p = parent_of(p)) {
      if (const auto place = places.find(p); place != places.end()) {
        finding.line = place->second.line;
        finding.column = place->second.column;
        break;
      }
      if (p.empty()) break;
    }
  }
}

std::vector<Finding> Document::findings() const {
  auto result = findings_;
  place(result);
  std::stable_sort(result.begin(), result.end(), [](const Finding& a, const Finding& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  if (errors_ > most_shown) result.push_back(count_of_more(file_, errors_ - most_shown, "error"));
  if (warnings_ > most_shown) {
    result.push_back(count_of_more(file_, warnings_ - most_shown, "warning"));
    result.back().is_warning = true;
  }
  return result;
}

}  // namespace bouton
