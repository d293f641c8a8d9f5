// Counts what a step takes from the heap, of the core and of the plugins: nothing.
#include <atomic>
#include <cstdlib>
#include <new>

#include <support/network.hpp>

namespace {

std::atomic<std::size_t> allocations = 0;

void* counted(std::size_t bytes, std::size_t alignment) {
  ++allocations;
  if (void* memory = std::aligned_alloc(alignment, (bytes + alignment) / alignment * alignment)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes, alignof(std::max_align_t)); }
void* operator new[](std::size_t bytes) { return counted(bytes, alignof(std::max_align_t)); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace {

/// Every built-in neuron, synapse, transform and generator, and an input that is fed.
constexpr const char* everything = R"({"bouton": 1,
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

std::string text() {
  std::string all = everything;
  const std::string params = R"({"tre": [0.5, 0.7], "tro": [0.5, 0.7], "rule_params": {"Ap": 0.01, "An": 0.01}})";
  for (auto at = all.find("STDP"); at != std::string::npos; at = all.find("STDP")) all.replace(at, 4, params);
  return all;
}

}  // namespace

TEST_CASE("a thousand steps take nothing from the heap after the first") {
  for (const std::size_t threads : {1, 2}) {
    bouton::Registry r;
    bouton::NetworkOptions o;
    o.threads = threads;
    auto n = bouton::Network::from_text(text(), "test.json", r, o);
    const std::vector<double> live(200, 0.2);
    // With threads, the first that are tried start within these steps.
    for (int step = 0; step < (threads == 1 ? 1 : 100); ++step) n.feed("live", live), n.step();
    const std::size_t before = allocations;
    double spikes = 0;
    for (int step = 0; step < 1000; ++step) {
      n.feed("live", live);
      n.step();
      spikes += static_cast<double>(n.output("a").active.size() + n.output("b").active.size());
    }
    CHECK(allocations - before == 0);
    CHECK(spikes > 1000);
  }
}
