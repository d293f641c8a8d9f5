#include <bouton/pair_stdp.hpp>
#include <bouton/plugin.hpp>

namespace {

class Ternary final : public bouton::ModulatedPairStdp {
 public:
  static void declare(bouton::Declaration<Ternary>& d) {
    d.type("ternary", "three-factor rule, STDP times the modulator's trace: dW = (Ap xo te - An to xe) tm")
        .version("1.0", "Bouton");
    declare_modulated_pair(d);
  }
};

}  // namespace

BOUTON_PLUGIN(Ternary)
