#include <bouton/plugin.hpp>

namespace {

/// Unit i to unit i with a fixed weight.
class OneToOne final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<OneToOne>& d) {
    d.type("one_to_one", "fixed weights from unit i to unit i: one per unit, or one for all").version("1.0", "Bouton");
    d.weights(bouton::WeightsKind::diagonal).any_storage().fixed_weights();
  }

  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
};

}  // namespace

BOUTON_PLUGIN(OneToOne)
