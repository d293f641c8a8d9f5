// Reads memory before it sets it.
#include <memory>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void prepare() override {
    Neuron::prepare();
    unset = std::make_unique_for_overwrite<double[]>(size());
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    for (std::size_t k = 0; k < size(); ++k) out[k] += unset[k];
  }
  std::unique_ptr<double[]> unset;
};

BOUTON_PLUGIN(Bad)
