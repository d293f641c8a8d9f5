#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <functional>

#include <support/counting.hpp>
#include <support/edit.hpp>

#include "base/group_limit.hpp"

using support::contains;
using support::findings;
using support::only;
using support::small;
using support::with;

namespace {

double memory() { return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE)); }

/// A parameter for each unit, and one for each pair of units.
class PerUnitAndPair final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<PerUnitAndPair>& d) {
    d.type("per_unit_and_pair", "has parameters").version("1.0", "tests");
    d.port("in", "ignored");
    d.parameter("unit", &PerUnitAndPair::unit_, "one per unit").default_value(0);
    d.parameter("pair", &PerUnitAndPair::pair_, "one per pair")
        .default_value(bouton::Matrix{1, 1, {0}})
        .row_per_unit()
        .column_per_unit();
  }
  void step(const bouton::LayerInputs&, std::span<double>) override {}

 private:
  bouton::PerUnit unit_;
  bouton::Matrix pair_;
};

class Passing final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Passing>& d) {
    d.transform("passing", "publishes its input").version("1.0", "tests");
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = in.port(0)[k];
  }
};

/// True if `f` returns true in a process that can take no more than 4 GiB.
bool succeeds_in_little_memory(const std::function<bool()>& f) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit limit{std::uint64_t{4} << 30, std::uint64_t{4} << 30};
    setrlimit(RLIMIT_AS, &limit);
    bool success = false;
    try {
      success = f();
    } catch (...) {
    }
    _exit(success ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("a layer that cannot fit into the machine is a finding, before its memory is taken") {
  const auto text = with(with(small, "\"size\": 3", "\"size\": 4294967294"), "\"from\": \"x\"",
                         "\"delay\": 1000000, \"from\": \"l\"");
  const auto found = findings(text);
  CHECK(contains(found, "test.json:3:14: /layers/0: 'l' needs about "));
  CHECK(contains(found, "for 4294967294 units and the outputs of 1000001 steps; there is "));
}

TEST_CASE("weights that cannot fit into the machine are a finding, before their memory is taken") {
  const auto text = with(with(small, "\"size\": 3", "\"size\": 60000000"), "\"from\": \"x\"", "\"from\": \"l\"");
  CHECK(contains(findings(text), "test.json:4:16: /synapses/0: 'w' needs about "));
  CHECK(contains(findings(text), "GiB for its weights; there is "));
  for (const std::string rule :
       {R"({"rule": "fixed_indegree", "indegree": 50000000})", R"({"rule": "fixed_probability", "p": 0.9})"})
    CHECK(contains(findings(with(text, "\"to\"", "\"connect\": " + rule + ", \"to\"")),
                   "GiB for its weights; there is "));
}

TEST_CASE("a receptive field of too many pixels is a finding, before their memory is taken") {
  CHECK(only(findings(with(small, R"("weights": {"constant": 1})",
                           R"("connect": {"rule": "receptive_field", "shape": [1, 2], "window": [1, 1],
                               "groups": [{"count": 1000000000000, "weight": 1}]})")),
             "/synapses/0: 'w' needs about "));
}

TEST_CASE("layers that each fit and together do not are one finding of the whole network") {
  // Two layers of 60 % each: a value for each of 1001 steps.
  const auto size = std::to_string(static_cast<std::uint64_t>(0.6 * memory() / (1001 * 8)));
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

TEST_CASE("delays are counted on every path: through a synapse, a transform, and a direct input") {
  const std::string l = R"("from": "x", "to": "l")", large = R"("from": "l", "to": "l", "delay": 1000000)";
  auto r = support::registry();
  r.add<Passing>();
  const auto sized = [](const std::string& text) { return with(text, "\"size\": 3", "\"size\": 40000000"); };
  const std::string found = "/layers/0: 'l' needs about ", steps = "units and the outputs of 1000001 steps; there is ";
  const auto text = with(small, R"({"constant": 1})", R"({"constant": 1}, "connect": {"rule": "one_to_one"})");
  for (const auto& delayed :
       {with(text, l, large), with(with(text, l, large), "\"delay\"", R"("transform": {"type": "passing"}, "delay")"),
        with(small, "\"size\": 3", R"("size": 3, "input": {"from": "l", "delay": 1000000})")}) {
    const auto findings = support::findings(sized(delayed), r);
    CHECK(contains(findings, found));
    CHECK(contains(findings, steps));
  }
}

TEST_CASE("the least limit of the control groups around the process counts, of either version") {
  const support::TemporaryFolder folder;
  const auto put = [&](const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder.path() / name).parent_path());
    folder.write(name, text);
  };
  const auto limit = [&] { return bouton::least_group_limit(folder.path()); };
  CHECK(std::isinf(limit()));
  put("proc/self/mountinfo",
      "24 1 0:22 / /proc rw - proc proc rw\n"
      "30 24 0:26 / /sys/fs/cgroup/memory rw,nosuid shared:9 - cgroup cgroup rw,memory\n"
      "31 24 0:27 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n"
      "32 24 0:28 /outer /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
  put("proc/self/cgroup", "4:memory:/a/b\n3:pids:/other\n0::/outer/inner\n");
  CHECK(std::isinf(limit()));
  put("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  CHECK(limit() > 9e18);
  put("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "400000000\n");
  CHECK(limit() == 400000000);
  put("sys/fs/cgroup/memory/a/b/memory.limit_in_bytes", "300000000\n");
  CHECK(limit() == 300000000);
  put("sys/fs/cgroup/pids/other/memory.limit_in_bytes", "1\n");
  put("sys/fs/cgroup/unified/inner/memory.max", "max\n");
  CHECK(limit() == 300000000);
  put("sys/fs/cgroup/unified/memory.max", "200000000\n");
  CHECK(limit() == 200000000);
  put("sys/fs/cgroup/unified/inner/memory.max", "100000000\n");
  CHECK(limit() == 100000000);
}

// A sanitizer maps more than any limit lets it.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("values that a rule gives to more units than the machine holds are a finding, before their memory is taken") {
  const std::string large = R"("size": 4294967294)";
  // The delay makes the layer too large for any machine, so that nothing but the rule could take the memory.
  const auto loop = with(small, "\"from\": \"x\"", "\"delay\": 1000000, \"from\": \"l\"");
  const auto found = [&](const std::string& text) {
    auto r = support::registry();
    r.add<PerUnitAndPair>();
    return succeeds_in_little_memory([&] { return findings(text, r).find("needs about ") != std::string::npos; });
  };
  const auto with_rule = [&](const std::string& parameter) {
    return with(with(loop, "\"sum\"", "\"per_unit_and_pair\", \"params\": {\"" + parameter + "\": {\"constant\": 1}}"),
                "\"size\": 3", large);
  };
  CHECK(found(with(loop, "\"size\": 3", large)));
  CHECK(found(with_rule("unit")));
  CHECK(found(with_rule("pair")));
  CHECK(found(with(with(loop, "\"size\": 3", large), "{\"constant\": 1}", "{\"identity\": 1}")));
}
#endif

TEST_CASE("declared state counts among what must fit into memory") {
  auto r = support::registry_with_state();
  auto o = support::options();
  o.memory_limit = 40'000'000;
  // Its port and outputs take 32 bytes a unit, its state 20 more.
  const auto text = [](const std::string& type) {
    return R"({"bouton": 1, "layers": [{"name": "l", "type": ")" + type + R"(", "size": 1000000}]})";
  };
  CHECK(support::findings(text("threshold"), r, o) == "(no finding)");
  CHECK(contains(support::findings(text("counting"), r, o), "/layers/0: 'l' needs about "));
}

TEST_CASE("the values of parameters count among what must fit into memory, once as described and once in use") {
  auto r = support::registry();
  r.add<PerUnitAndPair>();
  auto o = support::options();
  const auto text = [](const std::string& params) {
    return R"({"bouton": 1, "layers": [{"name": "l", "type": "per_unit_and_pair", "size": 1000000, "params": {)" +
           params + "}}]}";
  };
  // Its port and outputs take 32 bytes a unit, a value of each unit 16 more.
  o.memory_limit = 40'000'000;
  CHECK(support::findings(text(R"("unit": 1)"), r, o) == "(no finding)");
  CHECK(contains(support::findings(text(R"("unit": {"constant": 1})"), r, o), "/layers/0: 'l' needs about "));
  o.memory_limit = 50'000'000;
  CHECK(support::findings(text(R"("unit": {"constant": 1})"), r, o) == "(no finding)");
}

TEST_CASE("values that rules make for several elements must fit into memory together") {
  auto r = support::registry();
  r.add<PerUnitAndPair>();
  auto o = support::options();
  const std::string layer = R"(", "type": "per_unit_and_pair", "size": 1000000, "params": {"unit": {"constant": 1}}})";
  const auto text = R"({"bouton": 1, "layers": [{"name": "a)" + layer + R"(, {"name": "b)" + layer + "]}";
  o.memory_limit = 15'000'000;
  CHECK(
      contains(support::findings(text, r, o),
               "/layers/1/params/unit: needs about 0.00745 GiB for 1000000 values beside 1000000 that come before; "));
}
