#include "program.hpp"

using program::contains;
using program::Workplace;

namespace {

/// The two lines of a parameter: what it is, and its facts.
std::string parameter(const std::string& out, const std::string& name) {
  const auto found = program::lines(out);
  for (std::size_t i = 0; i + 1 < found.size(); ++i)
    if (found[i].starts_with("  " + name + " ")) return found[i] + "\n" + found[i + 1];
  return "(no parameter " + name + ")";
}

}  // namespace

TEST_CASE("'inspect' shows each parameter with its unit, range and default") {
  const auto result = Workplace().run({"inspect", "lif"});
  CHECK(result.status == 0);
  CHECK(result.err == "");
  CHECK(contains(result.out, "lif (neuron): leaky integrate-and-fire neurons\n"));
  CHECK(contains(result.out, "also called: spiking\n"));
  CHECK(contains(result.out, "port in: "));
  CHECK(contains(result.out, "publishes: spikes\n"));
  CHECK(contains(parameter(result.out, "tau"), "membrane time constant"));
  CHECK(contains(parameter(result.out, "tau"), "(number; in steps; > 0, <= 10000000000; required)"));
  CHECK(contains(parameter(result.out, "v0"), "(number, or one per unit; default 1)"));
  CHECK(contains(parameter(result.out, "refr"), "(true or false; default true)"));
}

TEST_CASE("'inspect' shows the state variables that an element of the type has") {
  const Workplace w;
  CHECK(contains(w.run({"inspect", "lif"}).out,
                 "state:\n  v                    membrane potential, before the reset of a spike (one per unit; "
                 "begins at 0)\n"));
  const auto rule = w.run({"inspect", "mod_stdp"}).out;
  CHECK(contains(rule, "\n  weights              synaptic weights (one per connection)\n"));
  CHECK(contains(rule, "\n  pre_trace            presynaptic trace te (one per presynaptic unit; begins at 0)\n"));
  CHECK(contains(rule,
                 "\n  mod_trace            modulator's trace tm (one per unit of presynaptic name 2; "
                 "begins at 0)\n"));
  CHECK(contains(w.run({"inspect", "poisson"}).out, "\nno state\n"));
  CHECK(!contains(w.run({"inspect", "csv"}).out, "state"));
  CHECK(contains(w.run({"inspect", "lif", "--json"}).out, R"("state": [
    {
      "name": "v",
      "per": "unit",
      "unit": "",
      "summary": "membrane potential, before the reset of a spike",
      "initial": 0.0,
      "kept": false,
      "whole": false
    }
  ])"));
}

TEST_CASE("'inspect' lists declared state with units, beginnings and what is kept, where no element can be made") {
  const Workplace w;
  const std::string library = std::string(BOUTON_TEST_PLUGINS) + "/declared_state.bouton.so";
  std::filesystem::create_directory(w.path() / "plugins");
  std::filesystem::copy(library, w.path() / "plugins");
  const auto out = w.run({"inspect", "declared", "--plugin-path", "plugins"}).out;
  CHECK(contains(out, "port in: current (in pA)\n"));
  CHECK(contains(out,
                 "state:\n"
                 "  v                    membrane potential (one per unit; in mV; begins at -65)\n"
                 "  left                 refractory steps that are left (one per unit; in steps; begins at 0; whole "
                 "numbers)\n"
                 "  rise                 of the threshold (one per unit; in mV; begins at 0; kept by a reset)\n"
                 "more state is unknown; an element of the type cannot be made: "));
  CHECK(contains(w.run({"inspect", "declared", "--json", "--plugin-path", "plugins"}).out, R"("unit": "mV",
      "summary": "membrane potential",
      "initial": -65.0,
      "kept": false)"));
}

TEST_CASE("'inspect' takes an alias") {
  const Workplace w;
  CHECK(w.run({"inspect", "spiking"}).out == w.run({"inspect", "lif"}).out);
}

TEST_CASE("'inspect' of a misspelt type suggests the nearest and returns 2") {
  const auto result = Workplace().run({"inspect", "liff"});
  CHECK(result.status == 2);
  CHECK(result.out == "");
  CHECK(contains(result.err, "no type 'liff'; did you mean 'lif'?"));
}

TEST_CASE("'inspect --json' has each parameter with its facts") {
  const auto result = Workplace().run({"inspect", "lif", "--json"});
  CHECK(result.status == 0);
  CHECK(contains(result.out, R"("kind": "neuron")"));
  CHECK(contains(result.out, R"("name": "tau",
      "type": "real",
      "summary": "membrane time constant",
      "unit": "steps",
      "required": true,
      "minimum": 0.0,
      "minimum_excluded": true)"));
  CHECK(contains(result.out, "lif.bouton.so\""));
}
