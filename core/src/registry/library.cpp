#include "registry/library.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/dll/shared_library.hpp>

#include <bouton/registry.hpp>

#include "registry/demangled.hpp"
#include "registry/file_identity.hpp"
#include "registry/stamp.hpp"

namespace bouton {

namespace {

using Library = boost::dll::shared_library;

Library open_file(const std::filesystem::path& file) {
  return Library(file, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
}

/// Opens a copy that has no name afterwards. The loader takes a library of a known name for the one that it has.
Library open_copy(const std::filesystem::path& file) {
  auto copy = (std::filesystem::temp_directory_path() / "bouton-XXXXXX").string();
  const int descriptor = mkstemp(copy.data());
  if (descriptor < 0) throw Error(fmt::format("no copy can be made in {}", copy));
  close(descriptor);
  try {
    std::filesystem::copy_file(file, copy, std::filesystem::copy_options::overwrite_existing);
    auto library = open_file(copy);
    std::filesystem::remove(copy);
    return library;
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove(copy, ignored);
    throw;
  }
}

/// What the loader said, from what Boost.DLL made of it: "… (dlerror system message: TEXT): Bad file descriptor". That
/// error number means nothing.
std::string loader_message(std::string text) {
  constexpr std::string_view before = "dlerror system message: ";
  if (const auto at = text.find(before); at != std::string::npos) {
    text.erase(0, at + before.size());
    text.resize(std::min(text.size(), text.rfind("): ")));
  }
  return printable(std::move(text));
}

std::string explain(const std::string& message) {
  constexpr std::string_view undefined = "undefined symbol: ", unopened = ": cannot open shared object file";
  if (message.find("undefined symbol: bouton_rules_") != std::string::npos)
    return "uses other ready-made rules than this program has, in another source than the one with BOUTON_PLUGIN; "
           "rebuild "
           "it against this Bouton";
  if (const auto at = message.find(undefined); at != std::string::npos) {
    const auto symbol = at + undefined.size(), end = std::min(message.find_first_of(", ", symbol), message.size());
    return fmt::format("cannot be loaded: {}{}{}; link what it uses, or rebuild it against this Bouton", undefined,
                       demangled(message.substr(symbol, end - symbol)), message.substr(end));
  }
  if (const auto at = message.find(unopened); at != std::string::npos)
    return fmt::format("needs {}, which the loader does not find; install it, or name its folder in LD_LIBRARY_PATH",
                       message.substr(0, at));
  return fmt::format("cannot be loaded: {}; build it again on this system", message);
}

struct Opened {
  FileIdentity identity;
  Library library;
};

}  // namespace

const Manifest& open_library(const std::filesystem::path& library, LibraryFiles files) {
  check_unopened(library);

  // Never destroyed: a library whose code may still run at exit must not be closed before.
  static auto& open = *new std::map<std::string, std::vector<Opened>>;
  static auto& mutex = *new std::mutex;
  const std::lock_guard lock(mutex);
  try {
    const std::string path = std::filesystem::canonical(library).string();
    auto& versions = open[path];
    const auto identity = identity_of(path);
    auto found = std::find_if(versions.begin(), versions.end(), [&](const auto& o) { return o.identity == identity; });
    if (found == versions.end()) {
      const bool as_copy = files == LibraryFiles::copied || !versions.empty();
      versions.push_back({identity, as_copy ? open_copy(path) : open_file(path)});
      found = std::prev(versions.end());
      spdlog::debug("opened {}", path);
    }
    if (!found->library.has("bouton_plugin")) throw no_manifest(library);
    return found->library.get<const Manifest>("bouton_plugin");
  } catch (const PluginRefused&) {
    throw;
  } catch (const std::exception& error) {
    throw PluginRefused({library, RefusalReason::not_loadable, explain(loader_message(error.what()))});
  }
}

}  // namespace bouton
