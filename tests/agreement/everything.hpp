/// A network with every built-in neuron, synapse, transform and generator.
#pragma once

#include <string>

#include <support/network.hpp>

/// The input "live" is fed, one value per unit of its 200.
inline constexpr const char* everything_text = R"({"bouton": 1,
    "inputs": [{"name": "x", "size": 300, "source": {"type": "poisson", "params": {"rate": 0.1}}},
               {"name": "p", "size": 200, "source": {"type": "periodic", "params": {"rate": 0.07}}},
               {"name": "s", "size": 2, "source": {"type": "sequence", "params": {"values": [[0, 1], [1, 0], [0, 0]]}}},
               {"name": "m", "size": 1, "source": {"type": "constant", "params": {"value": 0.3}}},
               {"name": "live", "size": 200}],
    "layers": [{"name": "a", "type": "lif", "size": 200, "params": {"tau": 4}, "input": "live"},
               {"name": "r", "type": "lif_rec", "size": 2, "params": {"tau": 4, "Wrec": [[0, 1], [1, 0]]}},
               {"name": "b", "type": "bio_lif", "size": 100, "params": {"nudt": 0.2, "v0": 0.3}}],
    "synapses": [
      {"name": "stdp", "type": "stdp", "from": "x", "to": "a", "syn_type": "exc", "params": STDP,
       "weights": {"distribution": "uniform", "low": 0, "high": 0.5}},
      {"name": "sparse", "type": "stdp", "from": "x", "to": "a", "syn_type": "exc", "params": STDP,
       "weights": {"distribution": "uniform", "low": 0, "high": 0.5, "density": 0.1}},
      {"name": "mod", "type": "mod_stdp", "from": ["p", "m"], "to": "a", "syn_type": "exc", "params": STDP,
       "weights": {"constant": 0.3}, "transform": {"type": "low_pass", "params": {"tau": 2.5}}},
      {"name": "ternary", "type": "ternary", "from": ["x", "m"], "to": "a", "syn_type": "exc", "params": STDP,
       "weights": {"constant": 0.1}, "transform_mod": {"type": "pass_through", "params": {"delay": true}}},
      {"name": "mse", "type": "mse", "from": ["x", "m"], "to": "b", "syn_type": "exc", "weights": {"constant": 0.02},
       "params": {"tre": [0.2, 0.8], "tro": [0.2, 0.8], "rule_params": {"lr": 0.001}}},
      {"name": "loihi", "type": "loihi", "from": "p", "to": "b", "syn_type": "inh", "weights": {"constant": 0.02},
       "params": {"dw": "0.01*x1*y0 - 0.01*x0*y1"}},
      {"name": "loop", "type": "static", "from": "a", "to": "a", "syn_type": "inh", "weights": {"constant": 0.01},
       "connect": {"rule": "fixed_indegree", "indegree": 20}},
      {"name": "ones", "type": "one_to_one", "from": "s", "to": "r", "weights": 2}]})";

inline std::string everything() {
  std::string all = everything_text;
  const std::string params = R"({"tre": [0.5, 0.7], "tro": [0.5, 0.7], "rule_params": {"Ap": 0.01, "An": 0.01}})";
  for (auto at = all.find("STDP"); at != std::string::npos; at = all.find("STDP")) all.replace(at, 4, params);
  return all;
}
