// Is linked with -ffast-math, whose start code makes the whole process flush denormal numbers to zero.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
};

BOUTON_PLUGIN(Bad)
