// Throws while it declares its type.
#include <stdexcept>

#include "silent.hpp"

namespace {

class Throws final : public Silent {
 public:
  static void declare(bouton::Declaration<Throws>&) { throw THROWN; }
};

}  // namespace

BOUTON_PLUGIN(Throws)
