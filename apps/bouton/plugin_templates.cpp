#include "plugin_templates.hpp"

#include <algorithm>
#include <cctype>

namespace bouton_program {

namespace {

/// "adaptive_lif" becomes "AdaptiveLif".
std::string class_name(const std::string& name) {
  std::string result;
  bool is_start = true;
  for (const char c : name) {
    if (c != '_') result += is_start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    is_start = c == '_';
  }
  return result;
}

/// The text of a template; templates are named as their files are.
std::string text_of(std::string_view name) {
  const auto& all = embedded_templates();
  return std::string(std::ranges::find(all, name, &EmbeddedTemplate::name)->text);
}

std::string fill_in(std::string text, const std::string& name) {
  for (const auto& [place, value] : {std::pair<std::string, std::string>{"@check@", text_of("check.in")},
                                     {"@name@", name},
                                     {"@Class@", class_name(name)}})
    for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at + value.size()))
      text.replace(at, place.size(), value);
  return text;
}

/// The name of the file that a template becomes.
std::string file_name(std::string_view within_kind, const std::string& plugin) {
  const std::string name(within_kind.substr(0, within_kind.rfind(".in")));
  if (name == "plugin.cpp") return plugin + ".cpp";
  if (name == "test.cpp") return plugin + ".test.cpp";
  return name;
}

}  // namespace

std::vector<PluginFile> plugin_files(std::string_view kind, const std::string& name) {
  std::vector<PluginFile> files;
  const auto folder = std::string(kind) + "/";
  for (const auto& one : embedded_templates())
    if (one.name.starts_with(folder))
      files.push_back({file_name(one.name.substr(folder.size()), name), fill_in(std::string(one.text), name)});
  // What a kind does not have of its own is the same for all.
  for (const char* common : {"CMakeLists.txt.in", "README.md.in"})
    if (const auto file = file_name(common, name); std::ranges::find(files, file, &PluginFile::name) == files.end())
      files.push_back({file, fill_in(text_of(common), name)});
  return files;
}

}  // namespace bouton_program
