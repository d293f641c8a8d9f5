// Nothing is wrong with it.
#include "silent.hpp"

namespace {

class Acme final : public Silent {
 public:
  static void declare(bouton::Declaration<Acme>& d) {
    describe(d, "acme");
    d.aliases({"acme_neuron"});
  }
};

}  // namespace

BOUTON_PLUGIN(Acme)
