// Prints to where the report goes. Nothing else is wrong.
#include <cstdio>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void prepare() override {
    Neuron::prepare();
    std::puts("{ hello");
    std::fflush(stdout);
  }
};

BOUTON_PLUGIN(Bad)
