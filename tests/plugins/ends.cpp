// Does not let its opening come to an end.
#include <unistd.h>

#include <cstdlib>

#include "silent.hpp"

namespace {

struct Trap {
  Trap() { ENDING; }
} trap;

class Ends final : public Silent {
 public:
  static void declare(bouton::Declaration<Ends>& d) { describe(d, "ends"); }
};

}  // namespace

BOUTON_PLUGIN(Ends)
