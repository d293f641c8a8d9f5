#include <algorithm>
#include <cmath>

#include <bouton/plugin.hpp>

namespace {

/// First-order low-pass filter: y <- (1 - β) x + β y with β = exp(-1/tau).
class LowPass final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<LowPass>& d) {
    d.transform("low_pass", "first-order low-pass filter").version("1.0", "Bouton").local();
    // 1 - β is off by up to 2^-54 tau of itself, so here by less than a millionth; see LifLayer::longest_tau.
    d.parameter("tau", &LowPass::tau_, "time constant")
        .unit("steps")
        .above(0)
        .at_most(1e10)
        .advice("a sum that never decays is a type of its own, which 'bouton new-plugin transform NAME' begins");
    d.parameter("delay", &LowPass::delayed_, "publish the filtered value one step later").default_value(false);
    d.state("y", &LowPass::y_, "filtered value");
  }

  void prepare() override { decay_ = std::exp(-1.0 / tau_); }

  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    if (delayed_) std::ranges::copy(y_, out.begin());
    for (std::size_t k = 0; k < y_.size(); ++k) y_[k] = (1 - decay_) * in.port(0)[k] + decay_ * y_[k];
    if (!delayed_) std::ranges::copy(y_, out.begin());
  }

 private:
  double tau_ = 1;
  bool delayed_ = false;
  double decay_ = 0;
  bouton::StateArray y_;
};

}  // namespace

BOUTON_PLUGIN(LowPass)
