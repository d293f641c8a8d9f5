// Has a parameter that no path can name.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.parameter("a b/c", &Bad::a, "a number").default_value(1);
  }
  double a = 1;
};

BOUTON_PLUGIN(Bad)
