// Opens a file in each of its lives.
#include <fcntl.h>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  Bad() { (void)open("/dev/null", O_RDONLY); }
};

BOUTON_PLUGIN(Bad)
