// Two of its types have the same name.
#include "silent.hpp"

namespace {

class One final : public Silent {
 public:
  static void declare(bouton::Declaration<One>& d) { describe(d, "twin"); }
};

class Other final : public Silent {
 public:
  static void declare(bouton::Declaration<Other>& d) { describe(d, "twin"); }
};

}  // namespace

BOUTON_PLUGIN(One, Other)
