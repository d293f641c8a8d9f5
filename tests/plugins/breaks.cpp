// Throws an exception of its own in its first step.
#include <exception>

#include "silent.hpp"

namespace {

class Broken final : public std::exception {
 public:
  const char* what() const noexcept override { return "the spring broke"; }
};

class Breaks final : public Silent {
 public:
  static void declare(bouton::Declaration<Breaks>& d) { describe(d, "breaks"); }
  void step(const bouton::LayerInputs&, std::span<double>) override { throw Broken(); }
};

}  // namespace

BOUTON_PLUGIN(Breaks)
