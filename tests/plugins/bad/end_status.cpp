// Changes the exit status of the program.
#include <unistd.h>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
};

namespace {
struct AtExit {
  ~AtExit() { _exit(7); }
} at_exit;
}  // namespace

BOUTON_PLUGIN(Bad)
