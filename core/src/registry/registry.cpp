#include <bouton/registry.hpp>

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/dll/runtime_symbol_info.hpp>

#include "file/parameters.hpp"
#include "registry/index.hpp"
#include "registry/library.hpp"
#include "registry/nearest.hpp"
#include "registry/state_checks.hpp"
#include "registry/trial.hpp"

namespace bouton {

namespace {

constexpr std::string_view library_suffix = ".bouton.so";
constexpr std::size_t most_refusals_told = 3;

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

/// The path under which a library is listed: a link keeps its own name.
std::filesystem::path listed_path(const std::filesystem::path& library) {
  return canonical_or_same(library.parent_path().empty() ? "." : library.parent_path()) / library.filename();
}

/// What was said of a library, in a sentence about it; `is_short` leaves out what to do.
std::string say(const Refusal& refusal, bool is_short = false) {
  const auto text = is_short ? refusal.message.substr(0, refusal.message.find(';')) : refusal.message;
  // What begins with its own subject is a sentence already.
  return text.starts_with("the ") || text.starts_with("there ") ? text : "it " + text;
}

bool has_own_stamp(const std::filesystem::path& library) {
  try {
    return read_stamp(library) == expected_stamp();
  } catch (const PluginRefused&) {
    return false;
  }
}

/// What is known of libraries, if need be from a trial. One that is not among them is to be opened to find out.
std::map<std::filesystem::path, Tried> known(const std::vector<std::filesystem::path>& libraries, LibraryIndex& index,
                                             LibraryFiles files, Trial trial) {
  std::map<std::filesystem::path, Tried> result;
  std::vector<std::filesystem::path> unknown;
  std::vector<std::string> states;
  for (const auto& library : libraries) {
    const auto* note = index.find(library);
    if (note && note->fatal.empty() && trial != Trial::always) {
      result[library] = {note->names, {}};
    } else if (note && trial == Trial::if_unknown) {
      result[library] = {{}, Refusal{library, RefusalReason::ends_process, note->fatal}};
    } else if (trial != Trial::none && has_own_stamp(library)) {  // one with another is refused unopened
      unknown.push_back(library);
      states.push_back(LibraryIndex::state_of(library));
    }
  }
  try {
    std::vector<Tried> tried;
    if (trial != Trial::always) tried = try_libraries(unknown, files);
    for (std::size_t i = 0; i < unknown.size(); ++i) {
      auto& its = result[unknown[i]] = trial == Trial::always ? try_libraries({unknown[i]}, files)[0] : tried[i];
      // Other refusals may end with what the library needs: it is tried each time, and not opened here.
      if (!its.refusal)
        index.note(unknown[i], states[i], {its.names, ""});
      else if (its.refusal->reason == RefusalReason::ends_process)
        index.note(unknown[i], states[i], {{}, its.refusal->message});
    }
  } catch (const Error&) {
    // The system gives no process.
  }
  return result;
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
    if (const auto other = registered(name)) {
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
  check_states(d);
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

void Registry::insert(TypeDeclaration declaration, const std::filesystem::path& library) const {
  drop_states_without_source(declaration);
  types_.push_back(std::make_shared<RegisteredType>(RegisteredType{std::move(declaration), library}));
}

void Registry::add(TypeDeclaration declaration) {
  check(declaration, {});
  insert(std::move(declaration), {});
}

void Registry::add_library(const std::filesystem::path& library) { try_and_take(library); }

void Registry::try_and_take(const std::filesystem::path& library) const {
  if (trial_ != Trial::none) {
    LibraryIndex index;
    const auto tried = known({listed_path(library)}, index, files_, trial_);
    index.save();
    if (!tried.empty() && tried.begin()->second.refusal) throw PluginRefused(*tried.begin()->second.refusal);
  }
  take(library);
}

void Registry::take(const std::filesystem::path& library) const {
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
LoadedLibrary Registry::load(const std::filesystem::path& library) const {
  const auto path = listed_path(library);
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
      check(declaration, path);
      loaded.types.push_back(declaration.name);
      insert(std::move(declaration), path);
    }
    if (loaded.types.empty()) throw Error("it declares none; name them in BOUTON_PLUGIN(Type)");
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
  const auto all_tried = known(own, index, files_, trial_);
  for (const auto& library : own) {
    const auto at = all_tried.find(library);
    const auto* tried = at == all_tried.end() ? nullptr : &at->second;
    if (tried && tried->refusal) {
      refusals_.push_back(*tried->refusal);
      continue;
    }
    if (tried && std::ranges::none_of(tried->names, [&](const auto& name) { return is_taken(name); })) {
      libraries_.push_back({library, {}});
      unopened_.emplace(library, tried->names);
      continue;
    }
    const auto state = LibraryIndex::state_of(library);
    take_or_refuse(library, &Registry::take);
    std::vector<std::string> its_names;
    for (const auto& type : types_)
      if (type->library == library) std::ranges::move(names_of(type->declaration), std::back_inserter(its_names));
    if (!its_names.empty()) index.note(library, state, {std::move(its_names), ""});
  }
  index.save();
}

/// True if an earlier folder has a library of this file name.
bool Registry::pass_over(const std::filesystem::path& library) const {
  const auto earlier = std::ranges::find(libraries_, library.filename(),
                                         [](const LoadedLibrary& known) { return known.path.filename(); });
  if (earlier == libraries_.end()) return false;
  passed_over_.emplace_back(library, earlier->path);
  return true;
}

void Registry::take_or_refuse(const std::filesystem::path& library,
                              void (Registry::*how)(const std::filesystem::path&) const) const {
  try {
    (this->*how)(library);
  } catch (const PluginRefused& refused) {
    refusals_.push_back(refused.refusal);
  }
}

/// Opens a library that stands in libraries_ with its names alone.
void Registry::open(std::filesystem::path unopened) const {
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
        take_or_refuse(library, &Registry::try_and_take);
  }
}

void Registry::open_all() const {
  while (!unopened_.empty())
    open(std::ranges::find_if(libraries_, [&](const auto& known) { return unopened_.contains(known.path); })->path);
}

std::vector<std::filesystem::path> Registry::libraries_in(const std::filesystem::path& folder, std::error_code& error) {
  std::vector<std::filesystem::path> found;
  std::filesystem::directory_iterator entries(folder, error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error))
    if (entries->path().filename().string().ends_with(library_suffix)) found.push_back(entries->path());
  std::sort(found.begin(), found.end());
  return found;
}

std::string Registry::explain_unreadable(const std::error_code& error) {
  if (error == std::errc::not_a_directory)
    return "is no folder; name its folder, or the library itself under \"plugins\" of the network file";
  return fmt::format("cannot be searched: {}", error.message());
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

const std::vector<LoadedLibrary>& Registry::libraries() const {
  open_all();
  return libraries_;
}

const std::vector<Refusal>& Registry::refusals() const {
  open_all();
  return refusals_;
}

const std::vector<std::pair<std::filesystem::path, std::filesystem::path>>& Registry::passed_over() const {
  open_all();
  return passed_over_;
}

std::shared_ptr<const RegisteredType> Registry::find(std::string_view name) const {
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
std::shared_ptr<const RegisteredType> Registry::registered(std::string_view name) const {
  const auto holder = std::ranges::find_if(
      unopened_, [&](const auto& library) { return std::ranges::find(library.second, name) != library.second.end(); });
  if (holder != unopened_.end()) open(holder->first);
  for (const auto& type : types_)
    for (const auto& known : names_of(type->declaration))
      if (known == name) return type;
  return nullptr;
}

std::vector<std::shared_ptr<const RegisteredType>> Registry::types() const {
  open_all();
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
      return fmt::format("{} ({} was refused: {})", text, refusal.path.string(), say(refusal));
  std::vector<std::string> folders;
  for (const auto& folder : searched_) folders.push_back(folder.string());
  if (libraries_.empty() && refusals_.empty() && !folders.empty())
    text += fmt::format(" (no plugin was found in {})", fmt::join(folders, ", "));
  else if (!refusals_.empty() && refusals_.size() <= most_refusals_told) {
    std::vector<std::string> told;
    for (const auto& refusal : refusals_)
      told.push_back(fmt::format("{} was refused: {}", refusal.path.filename().string(), say(refusal, true)));
    text += fmt::format(" ({}; see 'bouton plugins')", fmt::join(told, "; "));
  } else if (!refusals_.empty())
    text += fmt::format(" ({} libraries were refused: see 'bouton plugins')", refusals_.size());
  return text;
}

}  // namespace bouton
