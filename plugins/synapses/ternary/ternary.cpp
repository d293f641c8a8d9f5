#include <bouton/pair_stdp.hpp>
#include <bouton/plugin.hpp>

namespace {

/// The change of STDP times the modulator's trace (Izhikevich 2007, doi:10.1093/cercor/bhl152, without eligibility).
class Ternary final : public bouton::PairStdp {
 public:
  static void declare(bouton::Declaration<Ternary>& d) {
    d.type("ternary", "three-factor rule, STDP times the modulator's trace: dW = (Ap xo te - An to xe) tm");
    d.version("1.0", "Bouton").sources(2, 2);
    declare_pair(d);
    declare_modulator_trace(d, "modulator's trace [t0, t1]");
  }

 protected:
  bool find_factors(std::span<double> factors) const override {
    for (std::size_t k = 0; k < factors.size(); ++k) factors[k] = for_unit(modulator_trace(), k);
    return true;
  }
};

}  // namespace

BOUTON_PLUGIN(Ternary)
