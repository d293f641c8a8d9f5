/// Changes to a text that is right, to see what each one alone does.
#pragma once

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include <support/network.hpp>

namespace support {

/// The text with one part replaced; the part must stand in it once.
inline std::string with(std::string text, const std::string& part, const std::string& other) {
  const auto at = text.find(part);
  REQUIRE_MESSAGE(at != std::string::npos, "the text has no " << part);
  REQUIRE_MESSAGE(text.find(part, at + 1) == std::string::npos, "the text has more than one " << part);
  return text.replace(at, part.size(), other);
}

/// True if there is this one finding and no other.
inline bool only(const std::string& findings, const std::string& part) {
  const bool one = std::count(findings.begin(), findings.end(), '\n') == 0;
  if (!one) MESSAGE("wanted one finding, found:\n" << findings);
  return contains(findings, part) && one;
}

/// What `call` throws; anything else, or nothing, ends the test.
template <class E, class F>
E thrown(F&& call) {
  try {
    call();
  } catch (const E& error) {
    return error;
  } catch (const std::exception& error) {
    FAIL("another exception was thrown: " << std::string(error.what()));
  }
  FAIL("nothing was thrown");
  throw;
}

/// A small network that has nothing wrong: input x to layer l through synapse w.
inline const std::string small = R"({"bouton": 1,
  "inputs": [{"name": "x", "size": 2, "source": {"type": "rows", "params": {"values": [[1, 0]]}}}],
  "layers": [{"name": "l", "type": "sum", "size": 3}],
  "synapses": [{"name": "w", "type": "plain", "from": "x", "to": "l", "weights": {"constant": 1}}],
  "outputs": ["l"]
})";

}  // namespace support
