#include <bouton/registry.hpp>

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/dll/runtime_symbol_info.hpp>

#include "file/parameters.hpp"
#include "registry/library.hpp"
#include "registry/nearest.hpp"

namespace bouton {

namespace {

constexpr std::string_view library_suffix = ".bouton.so";

class Collected final : public TypeCollector {
 public:
  void add(TypeDeclaration declaration) override { declarations.push_back(std::move(declaration)); }
  std::vector<TypeDeclaration> declarations;
};

std::filesystem::path canonical_or_same(const std::filesystem::path& path) {
  std::error_code error;
  auto result = std::filesystem::canonical(path, error);
  return error ? path : result;
}

std::vector<std::string> names_of(const TypeDeclaration& declaration) {
  std::vector<std::string> names{declaration.name};
  names.insert(names.end(), declaration.aliases.begin(), declaration.aliases.end());
  return names;
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

void Registry::check(const TypeDeclaration& d, const std::filesystem::path& library) const {
  if (d.name.empty()) throw Error("a type declares no name; call d.type(\"name\", \"what it is\") in declare()");
  for (const auto& name : names_of(d))
    if (const auto other = find(name)) {
      const std::string holder = other->library.empty() ? "the program itself" : other->library.string();
      const std::string own = library.empty() ? "the program itself" : library.string();
      throw PluginRefused(
          {library, RefusalReason::duplicate_name,
           fmt::format("the type name '{}' is in two places, {} and {}; remove one of them", name, holder, own)});
    }
  if (d.version.empty())
    throw Error(fmt::format("type '{}' declares no version; call d.version(\"1.0\", \"author\")", d.name));
  if (d.kind == TypeKind::synapse && (d.least_sources < 1 || d.most_sources < d.least_sources))
    throw Error(fmt::format("type '{}' takes {} to {} presynaptic names; wanted at least 1, and at most no fewer",
                            d.name, d.least_sources, d.most_sources));
  std::vector<std::string> seen;
  for (const auto& p : d.parameters) {
    if (p.default_value) {
      if (p.default_value->index() != expected_alternative(p.type))
        throw Error(fmt::format("type '{}': the default of '{}' is not of the parameter's type", d.name, p.name));
      if (const auto wrong = check_value(p, *p.default_value, 0); !wrong.empty())
        throw Error(fmt::format("type '{}', default: {}", d.name, wrong));
    }
    if (p.name.empty()) throw Error(fmt::format("type '{}' declares a parameter without a name", d.name));
    if (std::find(seen.begin(), seen.end(), p.name) != seen.end())
      throw Error(fmt::format("type '{}' declares the parameter '{}' twice", d.name, p.name));
    seen.push_back(p.name);
  }
}

void Registry::insert(TypeDeclaration declaration, const std::filesystem::path& library) {
  types_.push_back(std::make_shared<RegisteredType>(RegisteredType{std::move(declaration), library}));
}

void Registry::add(TypeDeclaration declaration) {
  check(declaration, {});
  insert(std::move(declaration), {});
}

void Registry::add_library(const std::filesystem::path& library) {
  // A link keeps its own name; what it leads to tells whether the library is known.
  const auto path = canonical_or_same(library.parent_path().empty() ? "." : library.parent_path()) / library.filename();
  for (const auto& loaded : libraries_)
    if (canonical_or_same(loaded.path) == canonical_or_same(path)) return;

  const Manifest& manifest = open_library(library, files_);
  Collected collected;
  auto failed = [&](std::string why) {
    return PluginRefused(
        {path, RefusalReason::registration_failed, fmt::format("failed while it declared its types: {}", why)});
  };
  const auto types_before = types_;
  try {
    manifest.declare(collected);
    LoadedLibrary loaded{path, {}};
    for (auto& declaration : collected.declarations) {
      check(declaration, path);
      loaded.types.push_back(declaration.name);
      insert(std::move(declaration), path);
    }
    if (loaded.types.empty()) throw Error("it declares none; name them in BOUTON_PLUGIN(Type)");
    libraries_.push_back(std::move(loaded));
  } catch (const PluginRefused&) {
    types_ = types_before;
    throw;
  } catch (const std::exception& error) {
    types_ = types_before;
    throw failed(error.what());
  } catch (...) {
    types_ = types_before;
    throw failed("it threw something that is no std::exception");
  }
}

void Registry::search(const std::filesystem::path& folder) {
  const auto path = canonical_or_same(folder);
  if (std::find(searched_.begin(), searched_.end(), path) != searched_.end()) return;
  searched_.push_back(path);

  std::error_code error;
  const auto found = libraries_in(path, error);
  if (error && error != std::errc::no_such_file_or_directory)
    refusals_.push_back(
        {path, RefusalReason::unreadable, fmt::format("this plugin folder cannot be read: {}", error.message())});
  for (const auto& library : found) {
    const auto earlier = std::find_if(libraries_.begin(), libraries_.end(), [&](const LoadedLibrary& loaded) {
      return loaded.path.filename() == library.filename();
    });
    if (earlier != libraries_.end()) {
      passed_over_.emplace_back(library, earlier->path);
      continue;
    }
    try {
      add_library(library);
    } catch (const PluginRefused& refused) {
      refusals_.push_back(refused.refusal);
    }
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

std::shared_ptr<const RegisteredType> Registry::find(std::string_view name) const {
  for (const auto& type : types_)
    for (const auto& known : names_of(type->declaration))
      if (known == name) return type;
  return nullptr;
}

std::vector<std::shared_ptr<const RegisteredType>> Registry::types() const {
  auto sorted = types_;
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a->declaration.name < b->declaration.name; });
  return sorted;
}

std::string Registry::explain_missing(std::string_view name, std::optional<TypeKind> kind) const {
  std::vector<std::string> names;
  for (const auto& type : types())
    if (!kind || type->declaration.kind == *kind)
      for (const auto& known : names_of(type->declaration)) names.push_back(known);
  std::string text =
      fmt::format("no {}type '{}'{}", kind ? fmt::format("{} ", to_string(*kind)) : "", name, suggestion(name, names));
  for (const auto& refusal : refusals_)
    if (refusal.path.filename() == std::string(name) + std::string(library_suffix))
      return fmt::format("{} ({} was refused: it {})", text, refusal.path.string(), refusal.message);
  std::vector<std::string> folders;
  for (const auto& folder : searched_) folders.push_back(folder.string());
  if (libraries_.empty() && !folders.empty())
    text += fmt::format(" (no plugin was found in {})", fmt::join(folders, ", "));
  else if (!refusals_.empty())
    text += fmt::format(" ({} {} refused: see 'bouton plugins')", refusals_.size(),
                        refusals_.size() == 1 ? "library was" : "libraries were");
  return text;
}

}  // namespace bouton
