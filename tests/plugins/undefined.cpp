// Calls a function that no library has.
#include "silent.hpp"

void function_of_no_library();

namespace {

class Undefined final : public Silent {
 public:
  static void declare(bouton::Declaration<Undefined>& d) { describe(d, "undefined"); }
  void prepare() override { function_of_no_library(); }
};

}  // namespace

BOUTON_PLUGIN(Undefined)
