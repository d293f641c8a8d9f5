// Its range says nothing of where the logarithm ends.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.parameter("share", &Bad::share, "share that is lost").at_least(0).default_value(0);
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    Neuron::step(in, out);
    for (double& x : out) x += std::log(1 - share);
  }
  double share = 0;
};

BOUTON_PLUGIN(Bad)
