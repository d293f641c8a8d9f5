#include <bouton/reload.hpp>

#include <chrono>
#include <map>

#include <fmt/format.h>

#include "registry/file_identity.hpp"

namespace bouton {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto interval = std::chrono::milliseconds(200);

/// The files that a network was made from: its own, and the libraries of its types.
std::map<std::filesystem::path, FileIdentity> files_of(const Network& network, const std::filesystem::path& file) {
  std::map<std::filesystem::path, FileIdentity> files{{file, identity_of(file)}};
  for (const auto& library : network.libraries()) files.emplace(library.path, identity_of(library.path));
  return files;
}

}  // namespace

struct Reloader::Content {
  std::filesystem::path file;
  std::function<Registry()> make_registry;
  NetworkOptions options;
  std::map<std::filesystem::path, FileIdentity> files;
  std::vector<std::string> messages;
  Clock::time_point looked{};

  /// The first file that is not what it was.
  const std::filesystem::path* changed_file() {
    for (auto& [path, identity] : files)
      if (const auto now = identity_of(path); now != identity) {
        identity = now;
        return &path;
      }
    return nullptr;
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
  // A file that changes while it is read is found changed afterwards.
  const auto before = identity_of(content_->file);
  auto network = content_->build();
  content_->files = files_of(network, content_->file);
  content_->files[content_->file] = before;
  return network;
}

std::optional<Network> Reloader::reload(Network& running) {
  auto& c = *content_;
  c.messages.clear();
  if (Clock::now() - c.looked < interval) return std::nullopt;
  c.looked = Clock::now();
  const auto* changed = c.changed_file();
  if (!changed) return std::nullopt;
  const auto name = changed->string();
  try {
    auto next = load();
    const auto not_moved = next.take_over(running);
    c.messages.push_back(fmt::format("{} has changed: going on with it from step {}", name, next.steps()));
    c.messages.insert(c.messages.end(), not_moved.begin(), not_moved.end());
    return next;
  } catch (const Error& refused) {
    c.messages.push_back(fmt::format("{} has changed, but is refused; going on as before:", name));
    c.messages.push_back(refused.what());
    return std::nullopt;
  }
}

const std::vector<std::string>& Reloader::messages() const { return content_->messages; }

}  // namespace bouton
