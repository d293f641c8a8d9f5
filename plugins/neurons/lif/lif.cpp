#include <cmath>
#include <vector>

#include <bouton/plugin.hpp>

namespace {

/// Leaky integrate-and-fire neurons: the exact solution of tau dv/dt = -v + x over one step with constant x
/// (Rotter and Diesmann 1999, doi:10.1007/s004220050570), with a reset to zero.
class Lif final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Lif>& d) {
    d.type("lif", "leaky integrate-and-fire neurons").aliases({"spiking"}).version("1.0", "Bouton");
    d.port("in", "input current, in units of the threshold");
    d.parameter("tau", &Lif::tau_, "membrane time constant").unit("steps").above(0);
    d.parameter("v0", &Lif::threshold_, "threshold").default_value(1.0);
    d.parameter("refr", &Lif::refractory_, "a unit that spiked ignores its input in the next step").default_value(true);
    d.parameter("spike_at_threshold", &Lif::spike_at_threshold_, "spike where v reaches v0, not only above it")
        .default_value(false);
  }

  void prepare() override {
    decay_ = std::exp(-1.0 / tau_);
    v_.resize(size());
  }

  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    const double* x = in.port(0).data();
    const double* spiked = in.previous.values.data() + slice().begin;
    double* v = v_.data();
    const double a = decay_;
    if (refractory_)
      for (std::size_t k = 0; k < size(); ++k) v[k] = (1 - spiked[k]) * (a * v[k] + (1 - a) * x[k]);
    else
      for (std::size_t k = 0; k < size(); ++k) v[k] = (1 - spiked[k]) * a * v[k] + (1 - a) * x[k];

    if (spike_at_threshold_)
      compare(out, [](double potential, double threshold) { return potential >= threshold; });
    else
      compare(out, [](double potential, double threshold) { return potential > threshold; });
  }

  void reset() override { std::fill(v_.begin(), v_.end(), 0.0); }

  void visit_state(bouton::StateVisitor& visitor) override {
    visitor.per_unit("v", v_, {"", "membrane potential, before the reset of a spike"});
  }

 private:
  template <class Crosses>
  void compare(std::span<double> out, Crosses crosses) const {
    if (threshold_.is_uniform()) {
      const double threshold = threshold_[0];
      for (std::size_t k = 0; k < out.size(); ++k) out[k] = crosses(v_[k], threshold) ? 1.0 : 0.0;
    } else {
      for (std::size_t k = 0; k < out.size(); ++k) out[k] = crosses(v_[k], threshold_[k]) ? 1.0 : 0.0;
    }
  }

  double tau_ = 1;
  bouton::PerUnit threshold_;
  bool refractory_ = true;
  bool spike_at_threshold_ = false;

  double decay_ = 0;
  std::vector<double> v_;
};

}  // namespace

BOUTON_PLUGIN(Lif)
