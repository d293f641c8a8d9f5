#include "registry/trial.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <bouton/child.hpp>

namespace bouton {

namespace {

/// What the library prints belongs to the opening that counts, which is not this one.
void be_silent() {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
}

/// Runs in the child: all names of the library, each with a '\0' behind it; none if it is refused.
std::string names_in(const std::filesystem::path& library, LibraryFiles files) {
  Registry alone(files);
  std::string text;
  try {
    alone.add_library(library);
  } catch (const PluginRefused&) {
    return "";  // whoever opens it gets the reason
  }
  for (const auto& type : alone.types()) {
    text += type->declaration.name + '\0';
    for (const auto& alias : type->declaration.aliases) text += alias + '\0';
  }
  return text;
}

}  // namespace

LibraryIndex::Note try_library(const std::filesystem::path& library, LibraryFiles files) {
  spdlog::debug("trying {} in a process of its own", library.string());
  const auto outcome = in_child(
      [&] {
        be_silent();
        return names_in(library, files);
      },
      longest_trial);
  if (!outcome.answer)
    return {{},
            fmt::format("{} while it was loaded; look at the constructors of static objects and at declare()",
                        outcome.end)};
  LibraryIndex::Note note;
  for (std::size_t at = 0; at < outcome.answer->size();) {
    const auto end = outcome.answer->find('\0', at);
    note.names.push_back(outcome.answer->substr(at, end - at));
    at = end + 1;
  }
  return note;
}

}  // namespace bouton
