// Calls exit() while the program ends.
#include <cstdlib>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
};

namespace {
struct AtExit {
  ~AtExit() { std::exit(0); }
} at_exit;
}  // namespace

BOUTON_PLUGIN(Bad)
