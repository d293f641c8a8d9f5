// Its second type has the name of a type in another library.
#include "silent.hpp"

namespace {

class More final : public Silent {
 public:
  static void declare(bouton::Declaration<More>& d) { describe(d, "more"); }
};

class Acme final : public Silent {
 public:
  static void declare(bouton::Declaration<Acme>& d) { describe(d, "acme"); }
};

}  // namespace

BOUTON_PLUGIN(More, Acme)
