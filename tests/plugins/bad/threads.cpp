// All instances work in the same place.
#include <array>
#include <chrono>
#include <thread>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) scratch[k % scratch.size()] = in.port(0)[k];
    // Long enough for another thread to come by, however busy the machine is.
    std::this_thread::sleep_for(std::chrono::microseconds(50));
    for (std::size_t k = 0; k < size(); ++k) out[k] = v[k] = 0.9 * v[k] + scratch[k % scratch.size()];
  }
  static inline std::array<double, 100000> scratch{};
};

BOUTON_PLUGIN(Bad)
