// Ends the process before others could write what they hold.
#include <unistd.h>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
};

namespace {
struct AtExit {
  ~AtExit() { _exit(0); }
} at_exit;
}  // namespace

BOUTON_PLUGIN(Bad)
