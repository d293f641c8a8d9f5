// Has a default outside of its range.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.parameter("tau", &Bad::tau, "time constant").at_most(5).default_value(10);
  }
  double tau = 10;
};

BOUTON_PLUGIN(Bad)
