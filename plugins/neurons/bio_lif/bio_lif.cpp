#include <cmath>

#include <bouton/plugin.hpp>

namespace {

/// Conductance-based leaky integrate-and-fire neurons. In units of the leak conductance and of the excitatory reversal
/// potential, with the leak's and the inhibitory reversal potential at 0 (shunting inhibition):
///   dv/dt ∝ -(1 + xe + xi) v + xe
/// which is solved exactly over one step with constant xe and xi.
class BioLif final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<BioLif>& d) {
    d.type("bio_lif", "conductance-based integrate-and-fire neurons with shunting inhibition")
        .version("1.0", "Bouton")
        .local();
    d.port("exc", "excitatory conductance").port("inh", "inhibitory conductance, as a magnitude");
    // 1 - a is off by up to 2^-54 / nudt of itself, so here by less than a millionth; see LifLayer::longest_tau.
    d.parameter("nudt", &BioLif::rate_, "leak rate times the time step, as 1/tau of lif")
        .unit("1/step")
        .at_least(1e-10)
        .advice("a neuron without any leak is a type of its own, which 'bouton new-plugin neuron NAME' begins");
    d.parameter("v0", &BioLif::threshold_, "threshold, as a fraction of the reversal potential").default_value(0.5);
    d.parameter("spike_at_threshold", &BioLif::spike_at_threshold_, "spike where v reaches v0, not only above it")
        .default_value(false);
    d.state("v", &BioLif::v_, "membrane potential, before the reset of a spike");
    d.state("power", &BioLif::power_, "power that the conductances dissipate, (1 + xi) v² + xe (1 - v)²");
  }

  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    const auto excitation = in.port(0), inhibition = in.port(1);
    for (std::size_t k = 0; k < out.size(); ++k) {
      const double xe = excitation[k], xi = inhibition[k];
      const double nu = 1 + xe + xi;
      const double a = std::exp(-rate_ * nu);
      const double start = in.previous.values[slice().begin + k] != 0.0 ? 0.0 : v_[k];
      // Negative conductances may add up to -1: then (1 - a) / nu is its limit, the leak rate.
      v_[k] = nu != 0.0 ? start * a + xe / nu * (1 - a) : start + xe * rate_;
      power_[k] = (1 + xi) * v_[k] * v_[k] + xe * (1 - v_[k]) * (1 - v_[k]);
      const bool spikes = spike_at_threshold_ ? v_[k] >= threshold_[k] : v_[k] > threshold_[k];
      out[k] = spikes ? 1.0 : 0.0;
    }
  }

 private:
  double rate_ = 1;
  bouton::PerUnit threshold_;
  bool spike_at_threshold_ = false;
  bouton::StateArray v_, power_;
};

}  // namespace

BOUTON_PLUGIN(BioLif)
