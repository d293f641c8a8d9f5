// Leaves a process behind that holds all that was open, and writes its number to a file.
#include <unistd.h>

#include <fstream>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  Bad() {
    const pid_t left = fork();
    if (left == 0) {
      sleep(300);
      _exit(0);
    }
    std::ofstream("left", std::ios::app) << left << "\n";
  }
};

BOUTON_PLUGIN(Bad)
