#include "everything.hpp"

namespace {

struct Seen {
  std::vector<std::vector<double>> outputs;
  std::vector<std::vector<bouton::WeightEntry>> weights;
  friend bool operator==(const Seen&, const Seen&) = default;
};

Seen run(std::size_t threads, std::size_t slices) {
  bouton::Registry r;
  bouton::NetworkOptions o;
  o.threads = threads;
  o.slices = slices;
  auto n = bouton::Network::from_text(everything(), "test.json", r, o);
  const std::vector<double> live(200, 0.2);
  Seen seen;
  for (int step = 0; step < 300; ++step) {
    n.feed("live", live);
    n.step(step % 50 < 40);
    for (const char* layer : {"a", "r", "b"}) seen.outputs.push_back(support::output(n, layer));
  }
  for (const char* synapse : {"stdp", "sparse", "mod", "ternary", "mse", "loihi", "loop"})
    seen.weights.push_back(n.weights(synapse));
  return seen;
}

}  // namespace

TEST_CASE("all built-in types give the same bits on any number of threads and slices") {
  const auto one = run(1, 1);
  for (const std::size_t threads : {2, 3})
    for (const std::size_t slices : {0, 2, 5}) CHECK(run(threads, slices) == one);
}
