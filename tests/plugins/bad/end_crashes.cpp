// Crashes when the program ends.
#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
};

namespace {
struct AtExit {
  ~AtExit() { *static_cast<volatile int*>(nullptr) = 1; }
} at_exit;
}  // namespace

BOUTON_PLUGIN(Bad)
