#include <bouton/plugin.hpp>

namespace {

/// Regular spike trains: every unit adds its rate to an accumulator in each step, and spikes and starts again from zero
/// when it exceeds 1.
class Periodic final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Periodic>& d) {
    d.type("periodic", "regular spikes, one every floor(1/rate) + 1 steps: a sum spikes above 1 and restarts from 0")
        .version("1.0", "Bouton")
        .local();
    d.parameter("rate", &Periodic::rate_, "what is added per step, not the spikes per step")
        .unit("1/step")
        .at_least(0)
        .at_most(1);
    d.parameter("scale", &Periodic::scale_, "factor on the rate").at_least(0).default_value(1.0);
    d.state("accumulated", &Periodic::accumulated_, "sum of the rate since the last spike");
  }

  void step(const bouton::LayerInputs&, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) {
      const double sum = accumulated_[k] + scale_ * rate_[k];
      out[k] = sum > 1.0 ? 1.0 : 0.0;
      accumulated_[k] = sum > 1.0 ? 0.0 : sum;
    }
  }

 private:
  bouton::PerUnit rate_;
  double scale_ = 1;
  bouton::StateArray accumulated_;
};

}  // namespace

BOUTON_PLUGIN(Periodic)
