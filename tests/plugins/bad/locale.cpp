// Sets the locale of the whole process.
#include <clocale>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) { describe(d); }
  void prepare() override {
    Neuron::prepare();
    std::setlocale(LC_ALL, "C.UTF-8");
  }
};

BOUTON_PLUGIN(Bad)
