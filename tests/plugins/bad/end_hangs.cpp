// Waits for ever when the program ends.
#include <unistd.h>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
};

namespace {
struct AtExit {
  ~AtExit() {
    for (;;) pause();
  }
} at_exit;
}  // namespace

BOUTON_PLUGIN(Bad)
