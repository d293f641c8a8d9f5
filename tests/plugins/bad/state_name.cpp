// Shows its potential under a name that recordings have for something else.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void visit_state(bouton::StateVisitor& s) override { s.per_unit("output", v, {"", "potential"}); }
};

BOUTON_PLUGIN(Bad)
