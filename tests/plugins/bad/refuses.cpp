// Takes its default alone, whatever range it declares.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.parameter("share", &Bad::share, "a share").at_least(0).at_most(1).default_value(0.5);
  }
  void prepare() override {
    Neuron::prepare();
    if (share != 0.5) throw std::invalid_argument("'share' must be a half");
  }
  double share = 0.5;
};

BOUTON_PLUGIN(Bad)
