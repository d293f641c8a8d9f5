// Keeps its refractory time through a reset.
#include "millivolts.hpp"

struct Bad final : Millivolts {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void reset() override { v.assign(size(), rest); }
};

BOUTON_PLUGIN(Bad)
