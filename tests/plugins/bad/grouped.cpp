// Throws a number where a list in a group is too short.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    d.parameter("rule.kernel", &Bad::kernel, "two numbers or more").default_value(std::vector<double>{1, 2});
  }
  void prepare() override {
    Neuron::prepare();
    if (kernel.size() < 2) throw 2;
  }
  std::vector<double> kernel;
};

BOUTON_PLUGIN(Bad)
