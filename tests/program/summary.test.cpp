#include <nlohmann/json.hpp>

#include <support/edit.hpp>

#include "program.hpp"

using program::contains;
using program::lines;
using program::Workplace;

namespace {

/// Input x drives the layer 'l' through weights that learn; 'quiet' hears nothing, 'loud' spikes in every step.
const std::string network = R"({ "bouton": 1, "name": "demo", "dt": 0.5,
  "inputs": [{"name": "x", "size": 3, "source": {"type": "poisson", "params": {"rate": 0.5}}},
             {"name": "one", "size": 1, "source": {"type": "constant", "params": {"value": 1}}}],
  "layers": [{"name": "l", "type": "lif", "size": 2, "params": {"tau": 2}},
             {"name": "quiet", "type": "lif", "size": 2, "params": {"tau": 2}},
             {"name": "loud", "type": "lif", "size": 4, "params": {"tau": 2, "refr": false}}],
  "synapses": [{"name": "w", "type": "stdp", "from": "x", "to": "l", "weights": {"constant": 0.5},
                "params": {"tre": [0.5, 0.5], "tro": [0.5, 0.5], "Wlim": 0.5, "Wmin": 0.5, "rule_params": {"Ap": 0.1, "An": 0.1}}},
               {"name": "v", "type": "static", "from": "one", "to": "loud", "weights": {"constant": 9}},
               {"name": "u", "type": "static", "from": "x", "to": "quiet", "weights": {"constant": 0}}],
  "record": [{"of": "x", "variable": "spikes"}],
  "run": [{"steps": 200}]
})";

struct Place : Workplace {
  explicit Place(const std::string& text = network) { write("net.json", text); }
};

nlohmann::json named(const nlohmann::json& list, const std::string& name) {
  for (const auto& one : list)
    if (one["name"] == name) return one;
  FAIL("nothing is named " << name);
  return {};
}

}  // namespace

TEST_CASE("a run ends with a table of layers, one of weights, warnings, and what it took") {
  const Place w;
  const auto result = w.run({"run", "net.json"});
  CHECK(result.status == 0);
  CHECK(result.err == "");
  CHECK(contains(result.out, "layer  units  spikes"));
  CHECK(contains(result.out, "loud       4     800  2000 Hz         1    0.0 %    100.0 %  0.00\n"));
  CHECK(contains(result.out, "quiet      2       0     0 Hz         0  100.0 %      0.0 %     -\n"));
  CHECK(contains(result.out, "w                  6  before   0.5          0    0.5   0.5    100.0 %\n"));
  CHECK(contains(result.out, "warning: layer 'quiet' never spiked\n"));
  CHECK(contains(result.out, "warning: every unit of layer 'loud' spiked in every step\n"));
  CHECK(contains(result.out, "warning: all weights of synapse 'w' are at a limit\n"));
  CHECK(contains(result.out, " (100 ms simulated, "));
  CHECK(contains(result.out, "\nPeak memory: "));
}

TEST_CASE("'rerun' says the same of the run that it repeats") {
  const Place w;
  const auto tables = [](const std::string& out) { return out.substr(0, out.find("Built in")).substr(out.find('\n')); };
  const auto first = w.run({"run", "net.json"}), second = w.run({"rerun", "out/run.json"});
  CHECK(second.status == 0);
  CHECK(tables(first.out) == tables(second.out));
  CHECK(contains(second.out, "The same spikes in 200 steps"));
}

TEST_CASE("'--quiet' prints nothing of it") {
  const Place w;
  const auto result = w.run({"run", "net.json", "--quiet"});
  CHECK(result.status == 0);
  CHECK(result.out == "");
  CHECK(result.err == "");
  CHECK(contains(w.run({"rerun", "out/run.json", "--quiet"}).out, "The same spikes in 200 steps"));
}

TEST_CASE("'--json' prints one line with the numbers of run.json and the folder, and nothing else") {
  const Place w;
  const auto result = w.run({"run", "net.json", "--json", "--out", "here"});
  CHECK(result.status == 0);
  REQUIRE(lines(result.out).size() == 1);
  auto printed = nlohmann::json::parse(result.out);
  CHECK(printed["folder"] == (std::filesystem::canonical(w.path()) / "here").string());
  printed.erase("folder");
  auto record = nlohmann::json::parse(w.read("here/run.json"));
  CHECK(record.erase("network") == 1);
  CHECK(printed == record);
  CHECK(printed["outputs"][0]["file"] == "x.spikes.csv");
  CHECK(contains(w.run({"run", "net.json", "--json", "--profile"}).err, "--profile"));
}

TEST_CASE("run.json has the summary") {
  const Place w;
  REQUIRE(w.run({"run", "net.json"}).status == 0);
  const auto summary = nlohmann::json::parse(w.read("out/run.json"))["summary"];
  const auto loud = named(summary["layers"], "loud");
  CHECK(loud["units"] == 4);
  CHECK(loud["spikes"] == 800);
  CHECK(loud["rate_hz"] == 2000.0);
  CHECK(loud["rate_per_step"] == 1.0);
  CHECK(loud["silent"] == 0.0);
  CHECK(loud["saturated"] == 1.0);
  CHECK(loud["cv"] == 0.0);
  CHECK_FALSE(loud.contains("input"));
  CHECK(named(summary["layers"], "quiet")["cv"].is_null());
  CHECK(named(summary["layers"], "x")["input"] == true);
  CHECK(summary["layers"].size() == 4);  // 'one' is analog
  CHECK(summary["synapses"].size() == 1);
  const auto synapse = named(summary["synapses"], "w");
  CHECK(synapse["connections"] == 6);
  CHECK(synapse["before"]["mean"] == 0.5);
  CHECK(synapse["after"]["at_limits"] == 1.0);
  CHECK(synapse["after"]["histogram"]["counts"].size() == 50);
  CHECK(synapse["after"]["histogram"]["counts"][25] == 6);
  CHECK(summary["warnings"].size() == 3);
}

TEST_CASE("of many layers the first ones are shown, and the others together") {
  std::string layers;
  for (int i = 0; i < 60; ++i)
    layers += (i ? ", " : "") + std::string(R"({"name": "l)") + std::to_string(i) +
              R"(", "type": "lif", "size": 2, "input": "x", "params": {"tau": 2}})";
  const Place w(
      R"({"bouton": 1, "inputs": [{"name": "x", "size": 2, "source": {"type": "poisson", "params": {"rate": 0.5}}}],
      "layers": [)" +
      layers + R"(], "run": [{"steps": 50}]})");
  const auto out = w.run({"run", "net.json"}).out;
  CHECK(contains(out, "\nl27 "));
  CHECK(out.find("\nl28 ") == std::string::npos);
  CHECK(contains(out, "\n(32 more)     64 "));
  CHECK(contains(out, "and 55 more never spiked"));
}

TEST_CASE("without a terminal a line says every few seconds how far a run is") {
  const Place w(support::with(network, "\"steps\": 200", "\"steps\": 1000000000000"));
  const pid_t child = w.start({"run", "net.json"});
  for (int i = 0; i < 300 && w.read("stderr").empty(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  kill(child, SIGINT);
  const auto result = w.finish(child);
  CHECK(result.status == 130);
  REQUIRE_FALSE(lines(result.err).empty());
  const auto line = lines(result.err)[0];
  CHECK(line.starts_with("[....................]    0 %  "));
  CHECK(contains(line, " left  learning  step "));
  CHECK(contains(line, " steps/s  "));
  CHECK(contains(line, " simulated  x "));
  CHECK(contains(line, "  loud 2e+03 Hz"));
}
