// Its first type is right; its second throws while it is declared.
#include <stdexcept>

#include "silent.hpp"

namespace {

class Whole final : public Silent {
 public:
  static void declare(bouton::Declaration<Whole>& d) { describe(d, "whole"); }
};

class Broken final : public Silent {
 public:
  static void declare(bouton::Declaration<Broken>&) { throw std::runtime_error("no licence"); }
};

}  // namespace

BOUTON_PLUGIN(Whole, Broken)
