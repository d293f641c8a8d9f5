// Ends the process while it is opened.
#include <cstdlib>

#include "bad.hpp"

struct Bomb {
  Bomb() { std::abort(); }
} bomb;

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
};

BOUTON_PLUGIN(Bad)
