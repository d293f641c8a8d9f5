#include "live/access.hpp"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include <bouton/error.hpp>

namespace bouton_program {

namespace {

std::string random_token() {
  std::array<unsigned char, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw bouton::Error(fmt::format("the system gives no random bytes: {}", std::strerror(errno)));
  std::string token;
  for (const auto byte : bytes) token += fmt::format("{:02x}", byte);
  return token;
}

/// Takes as long wherever the texts differ, so that no one can guess a token piece by piece.
bool is_same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

}  // namespace

Access::Access(std::string address, std::uint16_t port)
    : address_(std::move(address)), port_(port), token_(random_token()) {}

std::string Access::url() const {
  const bool is_any = address_ == "0.0.0.0" || address_ == "::";
  const auto host = is_any ? "localhost" : address_.find(':') == std::string::npos ? address_ : "[" + address_ + "]";
  return fmt::format("http://{}:{}/?token={}", host, port_, token_);
}

bool Access::is_own_host(std::string_view host) const {
  const auto port = fmt::format(":{}", port_);
  if (!host.ends_with(port)) return false;
  host.remove_suffix(port.size());
  if (host == "localhost" || host == "127.0.0.1" || host == "[::1]") return true;
  if (host == address_ || host == "[" + address_ + "]") return true;
  // Who listens on all addresses may be called by any of them, but not by a name, which anyone can choose.
  const bool listens_on_all = address_ == "0.0.0.0" || address_ == "::";
  const bool is_number = host.find_first_not_of("0123456789.") == host.npos || host.starts_with("[");
  return listens_on_all && is_number;
}

std::string Access::why_not(const RequestOrigin& request) const {
  if (!is_own_host(request.host)) return fmt::format("this server is not '{}'", request.host);
  if (!request.origin.empty() && request.origin != "http://" + request.host)
    return fmt::format("a page from '{}' may do nothing here", request.origin);
  if (!is_same(request.token, token_))
    return "the token in the address is missing or wrong; see what the program printed";
  return "";
}

}  // namespace bouton_program
