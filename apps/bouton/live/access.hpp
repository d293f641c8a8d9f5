/// Who may watch and change a run over the network.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bouton_program {

/// What a request says of where it comes from; "" where it says nothing.
struct RequestOrigin {
  std::string host;    ///< the header `Host`
  std::string origin;  ///< the header `Origin`, which a browser adds to what a page does
  std::string token;
};

/// Lets only those in who know the token, and no page from elsewhere: its `Origin` differs, or, if it has made its own
/// name lead to this machine, its `Host`.
class Access {
 public:
  /// Makes a token of 128 random bits. `address` and `port` are what the server listens on.
  Access(std::string address, std::uint16_t port);

  /// Why a request is refused, as a sentence; "" if it is not.
  std::string why_not(const RequestOrigin& request) const;
  const std::string& token() const { return token_; }
  /// Where the page is.
  std::string url() const;

 private:
  bool is_own_host(std::string_view host) const;

  std::string address_;
  std::uint16_t port_;
  std::string token_;
};

}  // namespace bouton_program
