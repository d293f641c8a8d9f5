/// Hot reload: goes on with a network when its file or a library of it has changed.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <bouton/network.hpp>

namespace bouton {

/// Builds a network from its file and, when the file or a library that it uses has changed, builds it again and moves
/// the state over. Example, between steps:
///
///     if (auto next = reloader.reload(network)) network = std::move(*next);
class BOUTON_API Reloader {
 public:
  /// `make_registry` is called for each build. The registry should have `LibraryFiles::copied`: a library that is
  /// overwritten in place while it is in use ends the program.
  Reloader(std::filesystem::path file, std::function<Registry()> make_registry, NetworkOptions options = {});
  Reloader(const Reloader&) = delete;
  ~Reloader();

  /// Builds the network from the files as they are. Throws InvalidNetwork.
  Network load();

  /// Looks at the files, at most five times a second. If one has changed, and two looks in turn saw the same of it, so
  /// that it is not still being written: the network built anew, with what `running` remembers (`Network::take_over`).
  /// Nothing if none has, or if the new one is refused; `running` is then as it was.
  std::optional<Network> reload(Network& running);
  /// The files that had changed when `reload` last built the network anew, or tried to.
  const std::vector<std::filesystem::path>& changed() const;
  /// The same as a person says it: "net.json has changed".
  std::string changed_text() const;
  /// What there is to say of the latest call: of a new network what could not be moved, otherwise why it was refused;
  /// empty if nothing had changed.
  const std::vector<std::string>& messages() const;

 private:
  struct Content;
  std::unique_ptr<Content> content_;
};

}  // namespace bouton
