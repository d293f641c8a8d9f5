// Forgets its potential when a parameter is set.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.parameter("tau", &Bad::tau, "time constant").at_least(1).default_value(10);
  }
  void prepare() override { v.assign(size(), 0.0); }
  double tau = 10;
};

BOUTON_PLUGIN(Bad)
