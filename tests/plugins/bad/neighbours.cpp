// Counts its input from the unit before.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    const double* port = in.port(0).data();
    for (std::size_t k = 0; k < size(); ++k) {
      const double before = slice().begin + k == 0 ? 0.0 : *(port + k - 1);
      out[k] = v[k] = 0.9 * v[k] + before;
    }
  }
};

BOUTON_PLUGIN(Bad)
