#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bouton/registry.hpp>

#include "base/nearest.hpp"
#include "registry/names.hpp"

namespace bouton {

namespace {

constexpr std::size_t most_refusals_told = 3;

/// What was said of a library, in a sentence about it; `is_short` leaves out what to do.
std::string say(const Refusal& refusal, bool is_short = false) {
  const auto text = is_short ? refusal.message.substr(0, refusal.message.find(';')) : refusal.message;
  // What begins with its own subject is a sentence already.
  return text.starts_with("the ") || text.starts_with("there ") ? text : "it " + text;
}

std::vector<std::string> describe_folders(const Registry& registry, bool is_all_empty) {
  const auto& folders = registry.searched();
  std::vector<std::string> searched, missing, parts;
  for (const auto& folder : folders) {
    std::error_code error;
    const bool is_missing = std::filesystem::status(folder, error).type() == std::filesystem::file_type::not_found;
    (is_missing ? missing : searched).push_back(folder.string());
  }
  if (!searched.empty())
    parts.push_back(
        fmt::format("{} {}", is_all_empty ? "no plugin was found in" : "searched", fmt::join(searched, ", ")));
  if (!missing.empty())
    parts.push_back(fmt::format("{} {} not exist", fmt::join(missing, ", "), missing.size() == 1 ? "does" : "do"));
  for (const auto& folder : folders)
    if (const auto inside = registry.inside_with_plugins(folder); !inside.empty())
      parts.push_back(fmt::format("there are plugins in {}, which is not searched; name it itself", inside.string()));
  return parts;
}

/// Why the build left a plugin out, as `bouton_leave_out` of BoutonPlugin.cmake writes it beside the others; or "".
std::string why_left_out(std::string_view name, const std::vector<std::filesystem::path>& folders) {
  if (name.find('/') != name.npos) return "";
  for (const auto& folder : folders) {
    std::ifstream file(folder / (std::string(name) + ".left_out"));
    if (std::string reason; std::getline(file, reason)) return reason;
  }
  return "";
}

}  // namespace

std::string_view to_string(TypeKind kind) {
  switch (kind) {
    case TypeKind::neuron: return "neuron";
    case TypeKind::generator: return "generator";
    case TypeKind::transform: return "transform";
    case TypeKind::synapse: return "synapse";
    case TypeKind::data_set: return "data set";
    case TypeKind::recorder: return "recorder";
  }
  return "type";
}

std::string Registry::explain_unreadable(const std::error_code& error) {
  if (error == std::errc::not_a_directory)
    return "is no folder; name its folder, or the library itself under \"plugins\" of the network file";
  return fmt::format("cannot be searched: {}", error.message());
}

std::string Registry::explain_missing(std::string_view name, std::optional<TypeKind> kind) {
  std::vector<std::string> names;
  for (const auto& type : types())
    if (!kind || type->declaration.kind == *kind)
      for (const auto& known : names_of(type->declaration)) names.push_back(known);
  std::string text =
      fmt::format("no {}type '{}'{}", kind ? fmt::format("{} ", to_string(*kind)) : "", name, suggestion(name, names));
  if (const auto why = why_left_out(name, searched_); !why.empty())
    return fmt::format("no {}type '{}': it was left out when Bouton was built, since {}",
                       kind ? fmt::format("{} ", to_string(*kind)) : "", name, why);
  for (const auto& refusal : refusals_)
    if (refusal.path.filename() == std::string(name) + std::string(library_suffix))
      return fmt::format("{} ({} was refused: {})", text, refusal.path.string(), say(refusal));
  std::vector<std::string> parts = describe_folders(*this, libraries_.empty() && refusals_.empty());
  if (refusals_.size() > most_refusals_told) {
    parts.push_back(fmt::format("{} libraries were refused: see 'bouton plugins'", refusals_.size()));
  } else if (!refusals_.empty()) {
    for (const auto& refusal : refusals_)
      parts.push_back(fmt::format("{} was refused: {}", refusal.path.filename().string(), say(refusal, true)));
    parts.push_back("see 'bouton plugins'");
  }
  if (!parts.empty()) text += fmt::format(" ({})", fmt::join(parts, "; "));
  return text;
}

}  // namespace bouton
