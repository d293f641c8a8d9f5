#include <bouton/pair_stdp.hpp>
#include <bouton/plugin.hpp>

namespace {

class ModulatedStdp final : public bouton::ModulatedPairStdp {
 public:
  static void declare(bouton::Declaration<ModulatedStdp>& d) {
    d.type("mod_stdp", "STDP times the modulator's trace: dW = (Ap xo te - An to xe) tm").version("1.0", "Bouton");
    declare_modulated_pair(d);
  }
};

}  // namespace

BOUTON_PLUGIN(ModulatedStdp)
