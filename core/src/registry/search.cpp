#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/dll/runtime_symbol_info.hpp>

#include <bouton/registry.hpp>

#include "registry/index.hpp"
#include "registry/known.hpp"
#include "registry/names.hpp"

namespace bouton {

void Registry::search(const std::filesystem::path& folder) {
  const auto path = canonical_or_same(folder);
  if (std::find(searched_.begin(), searched_.end(), path) != searched_.end()) return;
  searched_.push_back(path);

  std::error_code error;
  const auto found = libraries_in(path, error);
  if (error && error != std::errc::no_such_file_or_directory)
    refusals_.push_back({path, RefusalReason::unreadable, explain_unreadable(error)});
  if (found.empty()) return;
  LibraryIndex index;
  std::vector<std::filesystem::path> own;
  std::ranges::copy_if(found, std::back_inserter(own), [&](const auto& library) { return !pass_over(library); });
  const auto all_known = known_libraries(own, index, {files_, probing_, patience_});
  for (const auto& library : own) {
    const auto at = all_known.find(library);
    const auto* its = at == all_known.end() ? nullptr : &at->second;
    if (its && its->refusal) {
      refusals_.push_back(*its->refusal);
      continue;
    }
    if (its && std::ranges::none_of(its->names, [&](const auto& name) { return is_taken(name); })) {
      libraries_.push_back({library, {}});
      unopened_.emplace(library, its->names);
      continue;
    }
    const auto state = LibraryIndex::state_of(library);
    take_or_refuse(library, &Registry::take);
    std::vector<std::string> its_names;
    for (const auto& type : types_)
      if (type->library == library) std::ranges::move(names_of(type->declaration), std::back_inserter(its_names));
    if (!its_names.empty()) index.note(library, state, {std::move(its_names), "", false});
  }
  index.save();
}

/// True if an earlier folder has a library of this file name.
bool Registry::pass_over(const std::filesystem::path& library) {
  const auto earlier = std::ranges::find(libraries_, library.filename(),
                                         [](const LoadedLibrary& known) { return known.path.filename(); });
  if (earlier == libraries_.end()) return false;
  passed_over_.emplace_back(library, earlier->path);
  return true;
}

void Registry::take_or_refuse(const std::filesystem::path& library,
                              void (Registry::*how)(const std::filesystem::path&)) {
  try {
    (this->*how)(library);
  } catch (const PluginRefused& refused) {
    refusals_.push_back(refused.refusal);
  }
}

std::vector<std::filesystem::path> Registry::libraries_in(const std::filesystem::path& folder, std::error_code& error) {
  std::vector<std::filesystem::path> found;
  std::filesystem::directory_iterator entries(folder, error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error))
    if (entries->path().filename().string().ends_with(library_suffix)) found.push_back(entries->path());
  std::sort(found.begin(), found.end());
  return found;
}

std::filesystem::path Registry::inside_with_plugins(const std::filesystem::path& folder) const {
  constexpr int most_folders_seen = 1000;
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  for (int count = 0; !error && count < most_folders_seen && entries != std::filesystem::directory_iterator();
       entries.increment(error), ++count) {
    std::error_code ignored;
    if (!entries->is_directory(ignored) || libraries_in(entries->path(), ignored).empty()) continue;
    if (std::ranges::find(searched_, canonical_or_same(entries->path())) == searched_.end()) return entries->path();
  }
  return {};
}

std::vector<std::filesystem::path> Registry::default_folders() {
  std::vector<std::filesystem::path> folders;
  if (const char* variable = std::getenv("BOUTON_PLUGIN_PATH")) {
    std::string_view rest = variable;
    while (!rest.empty()) {
      const auto folder = rest.substr(0, rest.find(':'));
      if (!folder.empty()) folders.emplace_back(folder);
      rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
    }
  }
  folders.push_back(std::filesystem::path(boost::dll::this_line_location().string()).parent_path() / "bouton" /
                    "plugins");
  folders.emplace_back(BOUTON_INSTALLED_PLUGINS);
  return folders;
}

void Registry::search_default_folders() {
  for (const auto& folder : default_folders()) search(folder);
}

}  // namespace bouton
