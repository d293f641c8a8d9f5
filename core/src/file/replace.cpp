#include "file/replace.hpp"

#include <cstddef>

#include <fmt/format.h>

#include <bouton/error.hpp>

#include "base/shorten.hpp"

namespace bouton {

void replace(Json& root, const std::string& pointer, const std::string& text, const std::filesystem::path& file) {
  const auto fail = [&](const std::string& why) {
    throw InvalidNetwork({{described_replacement({pointer, text}), 0, 0, "", why, false}});
  };
  Json value = parse_json(text).root.value_or(Json(text));
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

std::string described_replacement(const std::pair<std::string, std::string>& replacement) {
  constexpr std::size_t longest = 200;
  const auto& [pointer, value] = replacement;
  return fmt::format("--set {}={}", pointer, shorten(value, longest));
}

}  // namespace bouton
