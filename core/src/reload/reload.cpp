#include <bouton/reload.hpp>

#include <chrono>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "registry/file_identity.hpp"

namespace bouton {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto interval = std::chrono::milliseconds(200);

}  // namespace

struct Reloader::Content {
  std::filesystem::path file;
  std::function<Registry()> make_registry;
  NetworkOptions options;
  std::map<std::filesystem::path, FileIdentity> files;  // its own, and the libraries of its types, as they were read
  std::map<std::filesystem::path, FileIdentity> seen;   // what changed since, as it was at the latest look
  std::vector<std::filesystem::path> changed;
  std::vector<std::string> messages;
  Clock::time_point looked{};

  /// Whether a file is not what it was, and none is still being written: two looks in turn saw the same of each.
  bool has_changed() {
    std::map<std::filesystem::path, FileIdentity> now;
    for (const auto& [path, identity] : files)
      if (const auto found = identity_of(path); found != identity) now.emplace(path, found);
    const bool is_settled = !now.empty() && now == seen;
    seen = std::move(now);
    if (!is_settled) return false;
    changed.clear();
    for (const auto& [path, identity] : seen) changed.push_back(path);
    return true;
  }

  Network build() {
    auto registry = make_registry();
    return Network::from_file(file, registry, options);
  }
};

Reloader::Reloader(std::filesystem::path file, std::function<Registry()> make_registry, NetworkOptions options)
    : content_(std::make_unique<Content>()) {
  content_->file = std::move(file);
  content_->make_registry = std::move(make_registry);
  content_->options = std::move(options);
}

Reloader::~Reloader() = default;

Network Reloader::load() {
  auto& c = *content_;
  // A file that changes while it is read is found changed afterwards; one that is refused is not tried again as it is.
  c.files.try_emplace(c.file);
  for (auto& [path, identity] : c.files) identity = identity_of(path);
  c.seen.clear();
  const auto network_file = c.files[c.file];
  auto network = c.build();
  std::map<std::filesystem::path, FileIdentity> files{{c.file, network_file}};
  for (const auto& library : network.libraries()) {
    const auto known = c.files.find(library.path);
    files.emplace(library.path, known == c.files.end() ? identity_of(library.path) : known->second);
  }
  c.files = std::move(files);
  return network;
}

std::optional<Network> Reloader::reload(Network& running) {
  auto& c = *content_;
  c.messages.clear();
  if (Clock::now() - c.looked < interval) return std::nullopt;
  c.looked = Clock::now();
  if (!c.has_changed()) return std::nullopt;
  try {
    auto next = load();
    c.messages = next.take_over(running);
    return next;
  } catch (const Error& refused) {
    c.messages = {fmt::format("{}, but cannot be used; going on as before:", changed_text())};
    if (const auto* invalid = dynamic_cast<const InvalidNetwork*>(&refused))
      for (const auto& finding : invalid->findings) c.messages.push_back(to_string(finding));
    else
      c.messages.push_back(refused.what());
    return std::nullopt;
  }
}

const std::vector<std::filesystem::path>& Reloader::changed() const { return content_->changed; }

std::string Reloader::changed_text() const {
  std::vector<std::string> names;
  for (const auto& path : changed()) names.push_back(path.string());
  return fmt::format("{} {} changed", fmt::join(names, " and "), names.size() == 1 ? "has" : "have");
}

const std::vector<std::string>& Reloader::messages() const { return content_->messages; }

}  // namespace bouton
