#include "registry/library.hpp"

#include <map>
#include <mutex>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/dll/shared_library.hpp>

#include <bouton/registry.hpp>

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

}  // namespace

const Manifest& open_library(const std::filesystem::path& library) {
  const std::string stamp = read_stamp(library);
  if (stamp != expected_stamp())
    throw PluginRefused({library, RefusalReason::other_stamp, describe_difference(stamp, expected_stamp())});

  // Never destroyed: a library whose code may still run at exit must not be closed before.
  static auto& open = *new std::map<std::string, boost::dll::shared_library>;
  static auto& mutex = *new std::mutex;
  const std::lock_guard lock(mutex);
  const std::string path = std::filesystem::canonical(library).string();
  try {
    auto found = open.find(path);
    if (found == open.end()) {
      boost::dll::shared_library opened(path, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
      found = open.emplace(path, std::move(opened)).first;
      spdlog::debug("opened {}", path);
    }
    if (!found->second.has("bouton_plugin")) throw no_manifest(library);
    return found->second.get<const Manifest>("bouton_plugin");
  } catch (const PluginRefused&) {
    throw;
  } catch (const std::exception& error) {
    std::string why = error.what();
    if (const auto at = why.find("undefined symbol"); at != std::string::npos)
      why = why.substr(at) + "; link what it uses, or rebuild it against this Bouton";
    throw PluginRefused({library, RefusalReason::not_loadable, fmt::format("cannot be loaded: {}", why)});
  }
}

}  // namespace bouton
