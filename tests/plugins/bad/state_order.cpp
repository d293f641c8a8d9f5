// Shows its state in turns.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void prepare() override {
    Neuron::prepare();
    u.resize(size());
  }
  void visit_state(bouton::StateVisitor& s) override {
    if (turn++ % 2 == 0) s.per_unit("u", u, {"", "adaptation"});
    Neuron::visit_state(s);
    if (turn % 2 == 0) s.per_unit("u", u, {"", "adaptation"});
  }
  std::vector<double> u;
  int turn = 0;
};

BOUTON_PLUGIN(Bad)
