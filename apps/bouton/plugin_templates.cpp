#include "plugin_templates.hpp"

#include <utility>

namespace bouton_program {

namespace {

constexpr std::string_view neuron = R"(#include <bouton/plugin.hpp>
#include <cmath>

/// Leaky integrate-and-fire: v decays to its input with the time constant tau, spikes at v0 and starts again from 0.
struct @Class@ final : bouton::Layer {
  double tau;
  bouton::PerUnit v0;
  bouton::StateArray v;

  static void declare(bouton::Declaration<@Class@>& d) {
    d.type("@name@", "leaky integrate-and-fire neurons").version("0.1", "your name");
    d.port("in", "input current");
    d.parameter("tau", &@Class@::tau, "membrane time constant").unit("steps").above(0).default_value(10);
    d.parameter("v0", &@Class@::v0, "threshold, one or one per unit").default_value(1);
    d.state("v", &@Class@::v, "membrane potential").initial(0);
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    const double share = -std::expm1(-1 / tau);
    for (std::size_t k = 0; k < size(); ++k) {
      v[k] += share * (in.port(0)[k] - v[k]);
      out[k] = v[k] > v0[k] ? 1 : 0;
      if (out[k] == 1) v[k] = 0;
    }
  }
};

BOUTON_PLUGIN(@Class@)
)";

constexpr std::string_view neuron_network = R"({
  "bouton": 1, "name": "@name@",
  "inputs":   [{"name": "drive", "size": 1, "source": {"type": "constant", "params": {"value": 2}}}],
  "layers":   [{"name": "cells", "type": "@name@", "size": 3, "params": {"v0": [0.5, 1, 1.5]}}],
  "synapses": [{"name": "w", "type": "static", "from": "drive", "to": "cells", "weights": {"constant": 1}}],
  "record":   [{"of": "cells", "variable": "spikes"}, {"of": "cells", "variable": "v"}],
  "run":      [{"steps": 100}]
}
)";

constexpr std::string_view neuron_test = R"(  auto network = bouton::NetworkBuilder()
                     .input("drive", 1)
                     .layer("cell", "@name@", 1, {{"tau", 10.0}, {"v0", 1.0}})
                     .connect("drive", "cell")
                     .build(registry, options);
  const std::vector<double> drive{2};
  int first = 0, spikes = 0;
  for (int t = 1; t <= 70; ++t) {
    network.step({{"drive", drive}});
    if (network.output("cell").values[0] == 1 && ++spikes == 1) first = t;
  }
  // The potential 2 (1 - exp(-t / 10)) passes 1 after 10 ln 2 = 6.93 steps, and starts again from 0.
  check(first == 7, "the first spike comes after 7 steps");
  check(spikes == 10, "a constant input gives regular spikes");
)";

constexpr std::string_view synapse = R"(#include <bouton/plugin.hpp>
#include <algorithm>

/// Three factors: where a postsynaptic spike meets a presynaptic trace, the modulator turns it into weight.
struct @Class@ final : bouton::Synapse {
  double rate, decay;
  bouton::StateArray trace;

  static void declare(bouton::Declaration<@Class@>& d) {
    d.type("@name@", "Hebbian rule that a modulator gates").version("0.1", "your name").sources(2, 2);
    d.parameter("rate", &@Class@::rate, "weight per coincidence and modulator").at_least(0).at_most(1).default_value(0.1);
    d.parameter("decay", &@Class@::decay, "share of the trace left after a step").at_least(0).below(1).default_value(0.9);
    d.state("trace", &@Class@::trace, "presynaptic trace").per_source(0);
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
  void update(const bouton::SynapseInputs& in, const bouton::Signal& post, bool learn) override {
    const auto& modulator = in.source(1).values;
    for (std::size_t pre = 0; pre < trace.size(); ++pre) {
      trace[pre] = decay * trace[pre] + in.source(0).values[pre];
      if (!learn || trace[pre] == 0) continue;
      const auto column = weights().column(pre);
      for (std::size_t i = 0; i < column.values.size(); ++i) {
        const auto k = column.post(i);
        const double m = modulator[modulator.size() == 1 ? 0 : slice().begin + k];
        column.values[i] = std::clamp(column.values[i] + rate * m * post.values[k] * trace[pre], 0.0, 1.0);
      }
    }
  }
};

BOUTON_PLUGIN(@Class@)
)";

constexpr std::string_view synapse_network = R"({
  "bouton": 1, "name": "@name@",
  "inputs":   [{"name": "pre", "size": 20, "source": {"type": "poisson", "params": {"rate": 0.2}}},
               {"name": "reward", "size": 1, "source": {"type": "constant", "params": {"value": 0.2}}}],
  "layers":   [{"name": "post", "type": "lif", "size": 3, "params": {"tau": 4}}],
  "synapses": [{"name": "w", "type": "@name@", "from": ["pre", "reward"], "to": "post",
                "weights": {"distribution": "uniform", "low": 0.2, "high": 0.6}}],
  "record":   [{"of": "post", "variable": "spikes"}, {"of": "w", "variable": "weights", "when": "end"}],
  "run":      [{"steps": 200}]
}
)";

constexpr std::string_view synapse_test = R"(  registry.add<Follower>();
  auto network = bouton::NetworkBuilder()
                     .input("pre", 1)
                     .input("reward", 1)
                     .layer("post", "follower", 1)
                     .synapse({.name = "w", .type = "@name@", .from = {"pre", "reward"}, .to = "post", .weights = 0.5})
                     .build(registry, options);
  const std::vector<double> spike{1}, reward{0.5};
  network.step({{"pre", spike}, {"reward", reward}}, false);
  check(network.weights("w")[0].value == 0.5, "without learning the weight stays");
  network.step({{"pre", spike}, {"reward", reward}}, true);
  // The trace is 0.9 + 1, the postsynaptic unit spikes, the modulator is 0.5, the rate 0.1.
  check(std::abs(network.weights("w")[0].value - 0.595) < 1e-12, "the weight grows by rate * modulator * trace");
)";

constexpr std::string_view synapse_test_helper = R"(/// Spikes when anything arrives.
struct Follower final : bouton::Layer {
  static void declare(bouton::Declaration<Follower>& d) {
    d.type("follower", "spikes when anything arrives").version("1", "test").port("in", "anything");
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) out[k] = in.port(0)[k] > 0 ? 1 : 0;
  }
};

)";

constexpr std::string_view generator = R"(#include <bouton/plugin.hpp>

/// Random spikes whose probability rises and falls between 0 and a peak.
struct @Class@ final : bouton::Layer {
  bouton::PerUnit peak;
  std::int64_t period;
  bouton::Random spikes;

  static void declare(bouton::Declaration<@Class@>& d) {
    d.type("@name@", "random spikes in bursts").version("0.1", "your name");
    d.parameter("peak", &@Class@::peak, "highest probability of a spike").unit("per step").at_least(0).at_most(1).default_value(0.5);
    d.parameter("period", &@Class@::period, "from peak to peak").unit("steps").at_least(2).default_value(20);
  }
  void prepare() override { spikes = random("spikes"); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    // A function of the step: there is no state, and nothing to reset.
    const double phase = static_cast<double>(in.step.index % static_cast<std::uint64_t>(period)) / static_cast<double>(period);
    const double level = phase < 0.5 ? 2 * phase : 2 - 2 * phase;
    for (std::size_t k = 0; k < size(); ++k)
      out[k] = spikes.uniform(slice().begin + k, in.step.index) < level * peak[k] ? 1 : 0;
  }
};

BOUTON_PLUGIN(@Class@)
)";

constexpr std::string_view generator_network = R"({
  "bouton": 1, "name": "@name@",
  "inputs":   [{"name": "bursts", "size": 50, "source": {"type": "@name@", "params": {"peak": 0.4}}}],
  "record":   [{"of": "bursts", "variable": "spikes"}],
  "run":      [{"steps": 200}]
}
)";

constexpr std::string_view generator_test = R"(  auto network = bouton::NetworkBuilder()
                     .input("bursts", 1000, {"@name@", {{"peak", 0.5}, {"period", std::int64_t{4}}}})
                     .build(registry, options);
  std::vector<std::size_t> count;
  for (int t = 0; t < 4; ++t) {
    network.step();
    count.push_back(network.output("bursts").active.size());
  }
  check(count[0] == 0, "there is no spike where the probability is 0");
  // Binomial, 1000 units: four standard errors around 250, 500, 250.
  check(count[1] > 195 && count[1] < 305, "a quarter of the units spike half-way to the peak");
  check(count[2] > 437 && count[2] < 563, "half of the units spike at the peak");
)";

constexpr std::string_view test_begin = R"(#include <cmath>
#include <cstdio>
#include <vector>

#include <bouton/bouton.hpp>

namespace {

int failures = 0;

void check(bool holds, const char* what) {
  std::printf("%s: %s\n", holds ? "ok" : "FAILED", what);
  failures += !holds;
}

)";

constexpr std::string_view test_main = R"(}  // namespace

int main() {
  bouton::Registry registry;
  registry.add_library(PLUGIN);
  bouton::NetworkOptions options;
  options.default_plugins = false;
)";

constexpr std::string_view test_end = R"(  return failures == 0 ? 0 : 1;
}
)";

constexpr std::string_view cmake = R"(cmake_minimum_required(VERSION 3.25)
project(@name@ CXX)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
include(CTest)
find_package(bouton REQUIRED)

bouton_add_plugin(@name@ @name@.cpp)

add_executable(@name@_test @name@.test.cpp)
target_link_libraries(@name@_test PRIVATE bouton::bouton)
target_compile_definitions(@name@_test PRIVATE PLUGIN="$<TARGET_FILE:@name@>")
add_test(NAME @name@_test COMMAND @name@_test)
add_test(NAME @name@_example COMMAND bouton::program run "${CMAKE_CURRENT_SOURCE_DIR}/network.json"
  --plugin-path "$<TARGET_FILE_DIR:@name@>" --out example --quiet)
)";

constexpr std::string_view readme = R"(# @name@

```sh
cmake -B build && cmake --build build      # add -DCMAKE_PREFIX_PATH=... if Bouton is not found
ctest --test-dir build --output-on-failure
bouton run network.json --plugin-path build
```

`@name@.cpp` is the plugin, `@name@.test.cpp` its test, `network.json` an example. `ctest` also runs
`bouton check-plugin`, which tries what every plugin must hold to.
)";

std::string test_of(std::string_view helper, std::string_view body) {
  std::string text;
  return text.append(test_begin).append(helper).append(test_main).append(body).append(test_end);
}

}  // namespace

std::vector<PluginFile> plugin_files(std::string_view kind) {
  std::vector<PluginFile> files{{"CMakeLists.txt", std::string(cmake)}, {"README.md", std::string(readme)}};
  const auto add = [&](std::string_view source, std::string_view network, std::string test) {
    files.push_back({"@name@.cpp", std::string(source)});
    files.push_back({"network.json", std::string(network)});
    files.push_back({"@name@.test.cpp", std::move(test)});
  };
  if (kind == "neuron") add(neuron, neuron_network, test_of("", neuron_test));
  if (kind == "synapse") add(synapse, synapse_network, test_of(synapse_test_helper, synapse_test));
  if (kind == "generator") add(generator, generator_network, test_of("", generator_test));
  return files;
}

}  // namespace bouton_program
