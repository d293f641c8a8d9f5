#include <bouton/pair_stdp.hpp>
#include <bouton/plugin.hpp>

namespace {

class Stdp final : public bouton::PairStdp {
 public:
  static void declare(bouton::Declaration<Stdp>& d) {
    d.type("stdp", "spike-timing-dependent plasticity: dW = Ap xo te - An to xe").aliases({"plastic"});
    d.version("1.0", "Bouton");
    declare_pair(d);
  }
};

}  // namespace

BOUTON_PLUGIN(Stdp)
