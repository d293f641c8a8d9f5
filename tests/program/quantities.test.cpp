#include <nlohmann/json.hpp>

#include "program.hpp"

using program::contains;
using program::network_text;
using program::Workplace;
using Json = nlohmann::json;

namespace {

const std::string always = "/inputs/0/source/params/rate=1";

Json record_of(const Workplace& w) { return Json::parse(w.read("out/run.json")); }

/// A layer with units at 0.5 ms.
const std::string with_units = R"({"bouton": 1, "dt": "0.5 ms",
  "inputs": [{"name": "x", "size": 2, "source": {"type": "poisson", "params": {"rate": "200 Hz"}}}],
  "layers": [{"name": "l", "type": "lif", "size": 1, "params": {"tau": "20 ms"}, "initial": {"v": 0.5}}],
  "record": [{"of": "l", "variable": "v", "every": "2 ms", "params": {"time": "ms"}}],
  "run": [{"steps": "5 ms"}]})";

/// The same in steps.
const std::string in_steps = R"({"bouton": 1, "dt": 0.5,
  "inputs": [{"name": "x", "size": 2, "source": {"type": "poisson", "params": {"rate": 0.1}}}],
  "layers": [{"name": "l", "type": "lif", "size": 1, "params": {"tau": 40}, "initial": {"v": 0.5}}],
  "record": [{"of": "l", "variable": "v", "every": 4, "params": {"time": "ms"}}],
  "run": [{"steps": 10}]})";

}  // namespace

TEST_CASE("--steps takes a time") {
  const Workplace w;
  w.write("net.json", network_text(R"("dt": 0.5)"));
  CHECK(w.run({"run", "net.json", "--set", always, "--steps", "2 ms"}).status == 0);
  CHECK(w.read("out/x.spikes.csv").ends_with("\n3,0\n3,1\n3,2\n"));
  CHECK(record_of(w)["steps"] == 4);
  const auto off_grid = w.run({"run", "net.json", "--steps", "1.2 ms", "--out", "other"});
  CHECK(off_grid.status == 2);
  CHECK(contains(off_grid.err, "--steps: '1.2 ms' is 2.4 steps of 0.5 ms; wanted a whole number of steps"));
  CHECK(contains(w.run({"run", "net.json", "--steps", "3 mV"}).err, "'3 mV' is a voltage; wanted a time, in steps"));
  CHECK_FALSE(std::filesystem::exists(w.path() / "other"));
}

TEST_CASE("a network with units runs as the one in steps") {
  const Workplace w;
  w.write("units.json", with_units);
  w.write("steps.json", in_steps);
  CHECK(w.run({"run", "units.json", "--out", "a"}).status == 0);
  CHECK(w.run({"run", "steps.json", "--out", "b"}).status == 0);
  CHECK(w.read("a/l.v.csv").starts_with("ms,0\n0,"));
  CHECK(contains(w.read("a/l.v.csv"), "\n4,"));
  CHECK(w.read("a/l.v.csv") == w.read("b/l.v.csv"));
  CHECK(w.run({"rerun", "a/run.json", "--out", "c"}).status == 0);
  CHECK(w.read("c/l.v.csv") == w.read("a/l.v.csv"));
}

TEST_CASE("--set takes quantities") {
  const Workplace w;
  w.write("units.json", with_units);
  w.write("steps.json", in_steps);
  const auto set = [&](const char* file, const char* out, const std::string& value) {
    return w.run({"run", file, "--out", out, "--set", "/layers/0/params/tau=" + value}).status;
  };
  CHECK(set("units.json", "a", "5 ms") == 0);
  CHECK(set("steps.json", "b", "10") == 0);
  CHECK(w.read("a/l.v.csv") == w.read("b/l.v.csv"));
  CHECK(contains(w.run({"validate", "units.json"}).out + w.run({"run", "units.json", "--set", "/dt=1mV"}).err,
                 "--set /dt=1mV: /dt: '1mV' is a voltage; wanted a time, in ms"));
}

TEST_CASE("run.json says in which unit a recording is, and which units the types declare") {
  const Workplace w;
  w.write("net.json", with_units);
  CHECK(w.run({"run", "net.json"}).status == 0);
  const auto record = record_of(w);
  const auto& output = record["outputs"][0];
  CHECK(output["of"] == "l");
  CHECK(output["variable"] == "v");
  CHECK(output["unit"] == "");
  bool has_units = false;
  for (const auto& library : record["plugins"])
    if (library["versions"].contains("lif")) has_units = library["units"]["lif"]["tau"] == "steps";
  CHECK(has_units);
}
