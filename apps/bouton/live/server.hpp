/// Serves the page of a run, the messages to it, and what it asks for.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "live/feed.hpp"
#include "live/requests.hpp"

namespace bouton_program {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                ///< 0: any that is free
  std::string page;                      ///< HTML
  std::function<std::string()> welcome;  ///< the first message to each who begins to watch; called on any thread
};

/// Answers on threads of its own until it is destroyed.
class Server {
 public:
  /// Throws bouton::Error if the program was built without a server, or if nothing can listen there.
  Server(ServerOptions options, Feed& feed, Requests& requests);
  ~Server();

  /// Where the page is, with the token.
  const std::string& url() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace bouton_program
