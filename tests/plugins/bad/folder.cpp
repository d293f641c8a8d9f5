// Goes to another folder when it declares its type.
#include <filesystem>

#include "bad.hpp"

struct Bad final : Neuron {
  static void declare(bouton::Declaration<Bad>& d) {
    describe(d);
    std::filesystem::current_path("/");
  }
};

BOUTON_PLUGIN(Bad)
