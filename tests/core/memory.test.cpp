#include <unistd.h>

#include <support/edit.hpp>

using support::contains;
using support::findings;
using support::only;
using support::small;
using support::with;

namespace {

double memory() { return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE)); }

}  // namespace

TEST_CASE("a layer that cannot fit into the machine is a finding, before its memory is taken") {
  const auto text = with(with(small, "\"size\": 3", "\"size\": 4294967294"), "\"from\": \"x\"",
                         "\"delay\": 1000000, \"from\": \"l\"");
  const auto found = findings(text);
  CHECK(contains(found, "test.json:3:14: /layers/0: 'l' needs about "));
  CHECK(contains(found, "for 4294967294 units and the outputs of 1000001 steps; this machine has "));
}

TEST_CASE("weights that cannot fit into the machine are a finding, before their memory is taken") {
  const auto text = with(with(small, "\"size\": 3", "\"size\": 60000000"), "\"from\": \"x\"", "\"from\": \"l\"");
  CHECK(only(findings(text), "test.json:4:16: /synapses/0: 'w' needs about "));
  CHECK(only(findings(text), "GiB for its weights; this machine has "));
  for (const std::string rule :
       {R"({"rule": "fixed_indegree", "indegree": 50000000})", R"({"rule": "fixed_probability", "p": 0.9})"})
    CHECK(
        only(findings(with(text, "\"to\"", "\"connect\": " + rule + ", \"to\"")), "GiB for its weights; this machine"));
}

TEST_CASE("a receptive field of too many pixels is a finding, before their memory is taken") {
  CHECK(only(findings(with(small, R"("weights": {"constant": 1})",
                           R"("connect": {"rule": "receptive_field", "shape": [1, 2], "window": [1, 1],
                               "groups": [{"count": 1000000000000, "weight": 1}]})")),
             "/synapses/0: 'w' needs about "));
}

TEST_CASE("layers that each fit and together do not are one finding of the whole network") {
  // Two layers of 60 % each: a value and a unit's number for each of 1001 steps.
  const auto size = std::to_string(static_cast<std::uint64_t>(0.6 * memory() / (1001 * 12)));
  const std::string layer = R"(", "type": "sum", "size": )" + size + "}";
  const std::string loop =
      R"(, "weights": {"constant": 1}, "connect": {"rule": "fixed_indegree", "indegree": 0}, "delay": 1000)";
  const auto text = R"({"bouton": 1, "layers": [{"name": "a)" + layer + R"(, {"name": "b)" + layer + R"(], "synapses": [
      {"name": "v", "type": "plain", "from": "a", "to": "a")" +
                    loop + R"(},
      {"name": "w", "type": "plain", "from": "b", "to": "b")" +
                    loop + "}]}";
  CHECK(only(findings(text), "test.json:1:1: the network needs about "));
}
