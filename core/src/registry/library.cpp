#include "registry/library.hpp"

#include <cxxabi.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/dll/shared_library.hpp>

#include <bouton/registry.hpp>

#include "registry/file_identity.hpp"

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

std::string describe_difference(const std::string& found, const std::string& wanted) {
  static constexpr std::pair<const char*, const char*> meaning[] = {
      {"api", "another Bouton API version"},
      {"abi", "another machine and compiler ABI"},
      {"stdlib", "another C++ standard library"},
      {"sizes", "other sizes of the interface types"},
      {"headers", "another hash of the public headers"},
  };
  auto theirs = stamp_fields(found);
  auto ours = stamp_fields(wanted);
  for (const auto& [field, words] : meaning)
    if (theirs[field] != ours[field])
      return fmt::format("was built with {} ({}, this program has {}); rebuild it against this Bouton", words,
                         theirs[field].empty() ? "none" : theirs[field], ours[field]);
  return fmt::format("has the stamp {}, this program has {}; rebuild it against this Bouton", found, wanted);
}

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

std::string demangled(const std::string& symbol) {
  int failed = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &failed),
                                                         &std::free);
  return failed == 0 ? name.get() : symbol;
}

/// What the loader said, from what Boost.DLL made of it: "… (dlerror system message: TEXT): Bad file descriptor". That
/// error number means nothing.
std::string loader_message(std::string text) {
  constexpr std::string_view before = "dlerror system message: ";
  if (const auto at = text.find(before); at != std::string::npos) {
    text.erase(0, at + before.size());
    text.resize(std::min(text.size(), text.rfind("): ")));
  }
  // A damaged library has damaged names.
  std::ranges::replace_if(
      text, [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

std::string explain(const std::string& message) {
  constexpr std::string_view undefined = "undefined symbol: ", unopened = ": cannot open shared object file";
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
  const std::string stamp = read_stamp(library);
  if (stamp != expected_stamp())
    throw PluginRefused({library, RefusalReason::other_stamp, describe_difference(stamp, expected_stamp())});

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
