// The server where the program is built without a library for it.
#include <bouton/error.hpp>

#include "live/server.hpp"

namespace bouton_program {

struct Server::Parts {};

Server::Server(ServerOptions, Feed&, Requests&) {
  throw bouton::Error(
      "--serve: this program was built without a server; install the packages libcpp-httplib-dev, libssl-dev, "
      "libbrotli-dev and pkgconf, and build it again");
}

Server::~Server() = default;

const std::string& Server::url() const {
  static const std::string none;
  return none;
}

}  // namespace bouton_program
