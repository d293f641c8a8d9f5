#include "registry/stamp.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <bouton/manifest.hpp>
#include <bouton/registry.hpp>
#include <bouton/rules_in_use.hpp>

#include "registry/library_image.hpp"

const char BOUTON_RULES_SYMBOL = 0;

namespace bouton {

namespace {

std::map<std::string, std::string> stamp_fields(std::string_view stamp) {
  std::map<std::string, std::string> fields;
  stamp = stamp.substr(stamp.find('{') + 1);
  stamp.remove_suffix(1);
  while (!stamp.empty()) {
    const auto field = stamp.substr(0, stamp.find(';'));
    const auto equals = field.find('=');
    if (equals != std::string_view::npos)
      fields.emplace(std::string(field.substr(0, equals)), std::string(field.substr(equals + 1)));
    stamp.remove_prefix(std::min(stamp.size(), field.size() + 1));
  }
  return fields;
}

/// What is wrong with a stamp, or "".
std::string describe_difference(const std::string& found, const std::string& wanted) {
  static constexpr std::pair<const char*, const char*> meaning[] = {
      {"api", "another Bouton API version"},
      {"abi", "another machine and compiler ABI"},
      {"stdlib", "another C++ standard library"},
      {"sizes", "other sizes of the interface types"},
      {"interface", "another version of the interface between Bouton and its plugins"},
      {"rules", "another version of the ready-made rules (LifLayer, PlasticSynapse and their kin)"},
  };
  auto theirs = stamp_fields(found);
  auto ours = stamp_fields(wanted);
  if (!theirs.contains("rules")) ours.erase("rules");  // it uses none of them
  if (theirs == ours) return "";
  for (const auto& [field, words] : meaning)
    if (theirs[field] != ours[field])
      return fmt::format("was built with {} ({}, this program has {}); rebuild it against this Bouton", words,
                         theirs[field].empty() ? "none" : theirs[field], ours[field]);
  return fmt::format("has the stamp {}, this program has {}; rebuild it against this Bouton", found, wanted);
}

std::string describe_unique(const std::vector<std::string>& symbols) {
  const auto others = symbols.size() - 1;
  return fmt::format(
      "would share '{}'{} with other plugins, which may have something else of that name (GNU unique symbols are "
      "shared "
      "by the whole process); build it with bouton_add_plugin, or compile it with -fno-gnu-unique and "
      "-fvisibility=hidden",
      symbols[0], others == 0 ? "" : fmt::format(" and {} more symbol{}", others, others == 1 ? "" : "s"));
}

}  // namespace

std::string expected_stamp() { return make_stamp(BOUTON_RULES_HASH).data(); }

std::string read_stamp(const std::filesystem::path& library) { return LibraryImage(library).stamp(); }

void check_unopened(const std::filesystem::path& library) {
  const LibraryImage image(library);
  if (auto difference = describe_difference(image.stamp(), expected_stamp()); !difference.empty())
    throw PluginRefused({library, RefusalReason::other_stamp, std::move(difference)});
  image.check_addresses();
  if (const auto shared = image.unique_symbols(); !shared.empty())
    throw PluginRefused({library, RefusalReason::unique_symbol, describe_unique(shared)});
}

}  // namespace bouton
