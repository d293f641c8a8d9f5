// Has no fault, and spikes only when it is driven with hundreds of pA.
#include "millivolts.hpp"

struct Bad final : Millivolts {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
};

BOUTON_PLUGIN(Bad)
