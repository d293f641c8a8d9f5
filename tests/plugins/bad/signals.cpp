// Ignores Ctrl-C from the moment when it is loaded.
#include <csignal>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
};

namespace {
[[maybe_unused]] const auto before = std::signal(SIGINT, SIG_IGN);
}

BOUTON_PLUGIN(Bad)
