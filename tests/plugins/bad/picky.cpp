// Wants one of two texts and does not declare them.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.parameter("mode", &Bad::mode, "how it works");
  }
  void prepare() override {
    Neuron::prepare();
    if (mode != "on" && mode != "off") throw std::invalid_argument("'mode' must be on or off");
  }
  std::string mode;
};

BOUTON_PLUGIN(Bad)
