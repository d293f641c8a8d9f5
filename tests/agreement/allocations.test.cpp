// Counts what a step takes from the heap, of the core and of the plugins: nothing.
#include <atomic>
#include <cstdlib>
#include <new>

#include "everything.hpp"

namespace {

std::atomic<std::size_t> allocations = 0;

[[gnu::noinline]] void* counted(std::size_t bytes, std::size_t alignment) {
  ++allocations;
  if (void* memory = std::aligned_alloc(alignment, (bytes + alignment) / alignment * alignment)) return memory;
  throw std::bad_alloc();
}

// Not inlined: a compiler that sees through both sides of a pair takes them for a mistake.
[[gnu::noinline]] void release(void* memory) { std::free(memory); }

}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes, alignof(std::max_align_t)); }
void* operator new[](std::size_t bytes) { return counted(bytes, alignof(std::max_align_t)); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  return counted(bytes, alignof(std::max_align_t));
}
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept {
  return counted(bytes, alignof(std::max_align_t));
}
void operator delete(void* memory, const std::nothrow_t&) noexcept { release(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { release(memory); }
void operator delete(void* memory) noexcept { release(memory); }
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }

TEST_CASE(
    "windows take nothing from the heap, whether spikes are carried for all steps at once or one after the other") {
  const std::string text = R"({"bouton": 1, "inputs": [
      {"name": "many", "size": 300, "source": {"type": "poisson", "params": {"rate": 0.3}}},
      {"name": "few", "size": 300, "source": {"type": "poisson", "params": {"rate": 0.01}}}],
      "layers": [{"name": "a", "type": "lif", "size": 400, "params": {"tau": 4}},
                 {"name": "b", "type": "lif", "size": 400, "params": {"tau": 4}}],
      "synapses": [
        {"name": "many_a", "type": "static", "from": "many", "to": "a", "weights": {"constant": 0.1},
         "connect": {"rule": "fixed_probability", "p": 0.1}},
        {"name": "few_a", "type": "static", "from": "few", "to": "a", "weights": {"constant": 0.1},
         "connect": {"rule": "fixed_probability", "p": 0.1}},
        {"name": "ab", "type": "static", "from": "a", "to": "b", "weights": {"constant": 0.1},
         "connect": {"rule": "fixed_probability", "p": 0.1}}]})";
  for (const std::size_t threads : {1, 2}) {
    bouton::Registry r;
    bouton::NetworkOptions o;
    o.threads = threads;
    o.slices = threads;
    auto n = bouton::Network::from_text(text, "test.json", r, o);
    n.run(100);
    const std::size_t before = allocations;
    n.run(1000);
    CHECK(allocations - before == 0);
  }
}

TEST_CASE("a thousand steps take nothing from the heap after the first") {
  for (const std::size_t threads : {1, 2}) {
    bouton::Registry r;
    bouton::NetworkOptions o;
    o.threads = threads;
    auto n = bouton::Network::from_text(everything(), "test.json", r, o);
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
