#include <doctest/doctest.h>

#include <support/network.hpp>

#include "live/access.hpp"

using bouton_program::Access;
using support::contains;

TEST_CASE("a token is 32 digits long, in the address of the page, and another one each time") {
  const Access one("127.0.0.1", 8080), other("127.0.0.1", 8080);
  CHECK(one.token().size() == 32);
  CHECK(one.token() != other.token());
  CHECK(one.url() == "http://127.0.0.1:8080/?token=" + one.token());
  CHECK(Access("::1", 80).url().starts_with("http://[::1]:80/?token="));
  CHECK(Access("0.0.0.0", 80).url().starts_with("http://localhost:80/?token="));
}

TEST_CASE("who knows the token gets in, from this page or from no page") {
  const Access access("127.0.0.1", 8080);
  for (const std::string host : {"127.0.0.1:8080", "localhost:8080", "[::1]:8080"}) {
    CAPTURE(host);
    CHECK(access.why_not({host, "", access.token()}) == "");
    CHECK(access.why_not({host, "http://" + host, access.token()}) == "");
  }
}

TEST_CASE("a wrong token is refused") {
  const Access access("127.0.0.1", 8080);
  auto near = access.token();
  near.back() = near.back() == '0' ? '1' : '0';
  for (const auto& token : {std::string(), near, access.token() + "0", access.token().substr(1)}) {
    CAPTURE(token);
    CHECK(contains(access.why_not({"127.0.0.1:8080", "", token}), "the token in the address is missing or wrong"));
  }
}

TEST_CASE("a name that leads to this machine is no name of the server") {
  const Access access("127.0.0.1", 8080);
  for (const std::string host :
       {"", "evil.example:8080", "127.0.0.1", "127.0.0.1:80", "localhost.evil.example:8080", "10.0.0.1:8080"}) {
    CAPTURE(host);
    CHECK(contains(access.why_not({host, "", access.token()}), "this server is not '" + host + "'"));
  }
  const Access everywhere("0.0.0.0", 8080);
  CHECK(everywhere.why_not({"10.0.0.1:8080", "", everywhere.token()}) == "");
  CHECK(everywhere.why_not({"evil.example:8080", "", everywhere.token()}) != "");
}

TEST_CASE("a page from elsewhere is refused, with the right token too") {
  const Access access("127.0.0.1", 8080);
  for (const std::string origin : {"null", "http://evil.example", "http://127.0.0.1", "http://127.0.0.1:8081",
                                   "https://127.0.0.1:8080", "http://localhost:8080"}) {
    CAPTURE(origin);
    CHECK(contains(access.why_not({"127.0.0.1:8080", origin, access.token()}), "a page from '" + origin + "'"));
  }
}
