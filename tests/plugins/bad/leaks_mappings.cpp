// Maps memory in each of its lives.
#include <sys/mman.h>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  Bad() { mapped = mmap(nullptr, 1 << 16, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }
  void* mapped = nullptr;
};

BOUTON_PLUGIN(Bad)
