// Leaves std::cout printing in hexadecimal.
#include <iostream>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void visit_state(bouton::StateVisitor& s) override {
    Neuron::visit_state(s);
    std::cout.setf(std::ios::hex, std::ios::basefield);
  }
};

BOUTON_PLUGIN(Bad)
