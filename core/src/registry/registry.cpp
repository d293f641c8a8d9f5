#include <bouton/registry.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "process/plugin_call.hpp"
#include "registry/check_declaration.hpp"
#include "registry/index.hpp"
#include "registry/known.hpp"
#include "registry/library.hpp"
#include "registry/names.hpp"
#include "registry/process_state.hpp"
#include "registry/state_checks.hpp"

namespace bouton {

namespace {

class Collected final : public TypeCollector {
 public:
  void add(TypeDeclaration declaration) override { declarations.push_back(std::move(declaration)); }
  std::vector<TypeDeclaration> declarations;
};

}  // namespace

void Registry::refuse_taken_names(const TypeDeclaration& d, const std::filesystem::path& library) {
  for (const auto& name : names_of(d))
    if (const auto other = registered(name)) {
      const std::string holder = other->library.empty() ? "the program itself" : other->library.string();
      const std::string own = library.empty() ? "the program itself" : library.string();
      throw PluginRefused(
          {library, RefusalReason::duplicate_name,
           fmt::format("the type name '{}' is in two places, {} and {}; remove one of them", name, holder, own)});
    }
}

void Registry::insert(TypeDeclaration declaration, const std::filesystem::path& library) {
  check_declaration(declaration);
  refuse_taken_names(declaration, library);
  drop_states_without_source(declaration);
  types_.push_back(std::make_shared<RegisteredType>(RegisteredType{std::move(declaration), library}));
}

void Registry::add(TypeDeclaration declaration) { insert(std::move(declaration), {}); }

void Registry::add_library(const std::filesystem::path& library) { probe_and_take(library); }

void Registry::probe_and_take(const std::filesystem::path& library) {
  if (probing_ != Probing::none) {
    LibraryIndex index;
    const auto known = known_libraries({listed_path(library)}, index, {files_, probing_, patience_});
    index.save();
    if (!known.empty() && known.begin()->second.refusal) throw PluginRefused(*known.begin()->second.refusal);
  }
  take(library);
}

void Registry::take(const std::filesystem::path& library) {
  const auto file = canonical_or_same(library);
  const auto known =
      std::ranges::find_if(libraries_, [&](const auto& other) { return canonical_or_same(other.path) == file; });
  if (known == libraries_.end()) {
    libraries_.push_back(load(library));
  } else if (unopened_.contains(known->path)) {
    open(known->path);
    take(library);
  }
}

/// Opens a library and registers its types, or none.
LoadedLibrary Registry::load(const std::filesystem::path& library) {
  const auto path = listed_path(library);
  ProcessState before;
  const PluginCall call(path);
  const Manifest& manifest = open_library(library, files_);
  Collected collected;
  std::string what = "types";
  auto failed = [&](std::string why) {
    return PluginRefused(
        {path, RefusalReason::registration_failed, fmt::format("failed while it declared its {}: {}", what, why)});
  };
  const auto take_back = [&] { std::erase_if(types_, [&](const auto& type) { return type->library == path; }); };
  try {
    try {
      manifest.declare(collected);
    } catch (...) {
      // Its name may not be known yet.
      const auto& before = collected.declarations;
      what = fmt::format("type {}{}", before.size() + 1,
                         before.empty() ? "" : fmt::format(", after '{}'", before.back().name));
      throw;
    }
    LoadedLibrary loaded{path, {}};
    for (auto& declaration : collected.declarations) {
      loaded.types.push_back(declaration.name);
      insert(std::move(declaration), path);
    }
    if (loaded.types.empty()) throw Error("it declares none; name them in BOUTON_PLUGIN(Type)");
    loaded.put_back = before.put_back();
    for (const auto& what : loaded.put_back) spdlog::debug("{} changed {}, which was put back", path.string(), what);
    return loaded;
  } catch (const PluginRefused&) {
    take_back();
    throw;
  } catch (const std::exception& error) {
    take_back();
    throw failed(error.what());
  } catch (...) {
    take_back();
    throw failed("it threw something that is no std::exception");
  }
}

/// Opens a library that stands in libraries_ with its names alone.
void Registry::open(std::filesystem::path unopened) {
  unopened_.erase(unopened);
  const auto place = [&] { return std::ranges::find(libraries_, unopened, &LoadedLibrary::path); };
  try {
    auto loaded = load(unopened);
    *place() = std::move(loaded);
  } catch (const PluginRefused& refused) {
    libraries_.erase(place());
    refusals_.push_back(refused.refusal);
    // What was passed over for it is not any more.
    for (const auto& [library, earlier] : std::exchange(passed_over_, {}))
      if (earlier != unopened)
        passed_over_.emplace_back(library, earlier);
      else if (!pass_over(library))
        take_or_refuse(library, &Registry::probe_and_take);
  }
}

void Registry::open_all() {
  while (!unopened_.empty())
    open(std::ranges::find_if(libraries_, [&](const auto& known) { return unopened_.contains(known.path); })->path);
}

const std::vector<LoadedLibrary>& Registry::libraries() {
  open_all();
  return libraries_;
}

const std::vector<Refusal>& Registry::refusals() {
  open_all();
  return refusals_;
}

const std::vector<std::pair<std::filesystem::path, std::filesystem::path>>& Registry::passed_over() {
  open_all();
  return passed_over_;
}

std::shared_ptr<const RegisteredType> Registry::find(std::string_view name) {
  if (auto type = registered(name)) return type;
  // No name is unknown before all libraries were asked.
  open_all();
  return registered(name);
}

bool Registry::is_taken(std::string_view name) const {
  const auto has_name = [&](const auto& names) { return std::ranges::find(names, name) != names.end(); };
  return std::ranges::any_of(types_, [&](const auto& type) { return has_name(names_of(type->declaration)); }) ||
         std::ranges::any_of(unopened_, [&](const auto& library) { return has_name(library.second); });
}

/// The type with this name, once the library that is known to hold it is open.
std::shared_ptr<const RegisteredType> Registry::registered(std::string_view name) {
  const auto holder = std::ranges::find_if(
      unopened_, [&](const auto& library) { return std::ranges::find(library.second, name) != library.second.end(); });
  if (holder != unopened_.end()) open(holder->first);
  for (const auto& type : types_)
    for (const auto& known : names_of(type->declaration))
      if (known == name) return type;
  return nullptr;
}

std::vector<std::shared_ptr<const RegisteredType>> Registry::types() {
  open_all();
  auto sorted = types_;
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a->declaration.name < b->declaration.name; });
  return sorted;
}

}  // namespace bouton
