// Shows two variables under one name.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void visit_state(bouton::StateVisitor& s) override {
    Neuron::visit_state(s);
    Neuron::visit_state(s);
  }
};

BOUTON_PLUGIN(Bad)
