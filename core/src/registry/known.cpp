#include "registry/known.hpp"

#include <set>
#include <string>
#include <utility>

#include <bouton/error.hpp>

#include "registry/stamp.hpp"

namespace bouton {

namespace {

bool may_be_opened(const std::filesystem::path& library) {
  try {
    check_unopened(library);
    return true;
  } catch (const PluginRefused&) {
    return false;
  }
}

/// A library that an earlier start saw crash or end the process is given another chance: the cause may have been a file
/// or a device that was missing then. One chance for each start of the program is enough. This counts them.
bool takes_its_chance(const std::filesystem::path& library, const std::string& state) {
  static auto& taken = *new std::set<std::pair<std::filesystem::path, std::string>>;
  return taken.emplace(library, state).second;
}

Probed from_note(const std::filesystem::path& library, const LibraryIndex::Note& note) {
  if (note.ending.empty()) return {note.names, {}, false};
  auto message = note.ending;
  if (note.ran_too_long)
    message += "; an earlier start found this, and it is not tried again: 'bouton plugins --scan' tries it anew";
  return {{}, Refusal{library, RefusalReason::ends_process, std::move(message)}, note.ran_too_long};
}

}  // namespace

std::map<std::filesystem::path, Probed> known_libraries(const std::vector<std::filesystem::path>& libraries,
                                                        LibraryIndex& index, const ProbeOptions& options) {
  std::map<std::filesystem::path, Probed> result;
  std::vector<std::filesystem::path> together;
  std::map<std::filesystem::path, std::string> states;  // before they are probed
  std::vector<std::pair<std::filesystem::path, std::chrono::milliseconds>> alone;
  for (const auto& library : libraries) {
    const auto state = LibraryIndex::state_of(library);
    const auto* note = index.find(library);
    const bool counts = note && options.probing != Probing::always;
    if (counts && note->ending.empty()) {
      result[library] = from_note(library, *note);
    } else if (options.probing == Probing::none || !may_be_opened(library)) {
      continue;  // it is refused unopened
    } else if (counts && (note->ran_too_long || !takes_its_chance(library, state))) {
      result[library] = from_note(library, *note);
    } else {
      states[library] = state;
      if (counts)
        alone.emplace_back(library, options.patience / shared_part);
      else if (options.probing == Probing::always)
        alone.emplace_back(library, options.patience);
      else
        together.push_back(library);
    }
  }
  try {
    auto found = probe_libraries(together, options);
    for (std::size_t i = 0; i < together.size(); ++i) result[together[i]] = std::move(found[i]);
    for (const auto& [library, patience] : alone) result[library] = probe_library(library, options.files, patience);
  } catch (const Error&) {
    // The system gives no process.
  }
  for (const auto& [library, state] : states) {
    const auto at = result.find(library);
    if (at == result.end()) continue;
    const auto& [names, refusal, ran_too_long] = at->second;
    // Other refusals may end with what the library needs: it is probed each time, and not opened here.
    if (!refusal)
      index.note(library, state, {names, "", false});
    else if (refusal->reason == RefusalReason::ends_process)
      index.note(library, state, {{}, refusal->message, ran_too_long});
  }
  return result;
}

}  // namespace bouton
