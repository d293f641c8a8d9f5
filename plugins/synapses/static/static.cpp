#include <bouton/plugin.hpp>

namespace {

/// Fixed weights.
class Static final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Static>& d) {
    d.type("static", "weights that do not change").aliases({"base"}).version("1.0", "Bouton");
    d.any_storage().fixed_weights();
  }

  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
};

}  // namespace

BOUTON_PLUGIN(Static)
