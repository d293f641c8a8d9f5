#include "program.hpp"

using program::Workplace;

TEST_CASE(
    "'validate' reports all at once: what the file says wrong, what types refuse, and what only a whole network "
    "shows") {
  const Workplace w;
  w.write("net.json", R"({"bouton": 1, "sede": 3,
 "inputs": [{"name": "x", "size": 4, "source": {"type": "poisson", "params": {"rate": 0.2}}},
            {"name": "s", "size": 2, "source": {"type": "sequence", "params": {"values": [[1, 2, 3]]}}}],
 "layers": [{"name": "a", "type": "lif", "size": 3, "params": {"tau": 4}},
            {"name": "b", "type": "liff", "size": 3, "params": {"tau": 4}},
            {"name": "c", "type": "lif", "size": 3, "params": {"tua": 4}}],
 "synapses": [{"name": "w", "type": "static", "from": "x", "to": "a", "weights": {"constant": 1}},
              {"name": "ab", "type": "static", "from": "a", "to": "b", "weights": {"constant": 1}, "delay": 0},
              {"name": "ba", "type": "static", "from": "b", "to": "a", "weights": {"constant": 1}, "delay": 0},
              {"name": "l", "type": "loihi", "from": "x", "to": "a", "weights": {"constant": 1}, "params": {"dw": "x1*"}}],
 "record": [{"of": "a", "variable": "vv"}, {"of": "w", "variable": "weigths"}, {"of": "x", "variable": "spike"}, {"of": "c", "variable": "u"}],
 "run": [{"steps": 5, "set": {"w": {"frozen": true}, "a": {"tau": -1}}}]
}
)");
  const auto result = w.run({"validate", "net.json"});
  CHECK(result.status == 2);
  CHECK(result.out == "");
  // Which folders were searched depends on where the program is built.
  const auto searched = result.err.find(" (searched ");
  REQUIRE(searched != std::string::npos);
  auto err = result.err;
  err.erase(searched, err.find('\n', searched) - searched);
  CHECK(err == R"(net.json:1:15: /sede: unknown key 'sede'; did you mean 'seed'?
net.json:3:80: /inputs/1/source/params/values: the rows of 'values' have 3 values; wanted 2 (one per unit)
net.json:5:27: /layers/1/type: no neuron type 'liff'; did you mean 'lif'?
net.json:6:13: warning: /layers/2: no synapse leads to layer 'c'
net.json:6:53: /layers/2/params: 'lif' needs the parameter 'tau' (membrane time constant)
net.json:6:64: /layers/2/params/tua: 'lif' has no parameter 'tua'; did you mean 'tau'?
net.json:9:15: /synapses/2: connections with delay 0 form a cycle: a -> b -> a; give one of them a delay of at least 1
net.json:10:109: /synapses/3/params/dw: 'l': 'dw' column 4: expected a factor (x0 x1 x2 y0 y1 y2 y3 r0 r1 w t, a number, sgn(...) or '('), found the end
net.json:11:25: /record/0/variable: 'a' has no variable 'vv'; did you mean 'v'?
net.json:11:56: /record/1/variable: 'w' has no variable 'weigths'; did you mean 'weights'?
net.json:11:92: /record/2/variable: 'x' has no variable 'spike'; did you mean 'spikes'?
net.json:12:37: /run/0/set/w/frozen: 'static' has no parameter 'frozen'
net.json:12:60: /run/0/set/a/tau: 'tau' is -1; it must be > 0 and <= 10000000000; a neuron without any leak is a type of its own, which 'bouton new-plugin neuron NAME' begins
)");
  CHECK(!std::filesystem::exists(w.path() / "out"));
}
