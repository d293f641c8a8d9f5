#include <bouton/plugin.hpp>

namespace {

/// The same analog value in every step.
class Constant final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Constant>& d) {
    d.type("constant", "the same values in every step")
        .version("1.0", "Bouton")
        .output(bouton::OutputKind::analog)
        .local();
    d.parameter("value", &Constant::value_, "what every unit publishes").default_value(1.0);
  }

  void step(const bouton::LayerInputs&, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = value_[k];
  }

 private:
  bouton::PerUnit value_;
};

}  // namespace

BOUTON_PLUGIN(Constant)
