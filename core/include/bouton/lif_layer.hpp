/// Leaky integrate-and-fire dynamics, for neuron models that differ in what drives them.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include <bouton/declaration.hpp>
#include <bouton/layer.hpp>

namespace bouton {

/// Leaky integrate-and-fire neurons: the exact solution of tau dv/dt = -v + x over one step with constant x (Rotter and
/// Diesmann 1999, doi:10.1007/s004220050570), with a reset to zero. A model derives from it, calls `declare_lif` in its
/// `declare`, and hands what drives its units to `advance`.
class LifLayer : public Layer {
 public:
  /// Declares `tau`, `v0`, `refr` and `spike_at_threshold`.
  template <class T>
  static void declare_lif(Declaration<T>& d) {
    d.parameter("tau", &LifLayer::tau_, "membrane time constant").unit("steps").above(0);
    d.parameter("v0", &LifLayer::threshold_, "threshold").default_value(1.0);
    d.parameter("refr", &LifLayer::refractory_, "a unit that spiked ignores its input in the next step")
        .default_value(true);
    d.parameter("spike_at_threshold", &LifLayer::spike_at_threshold_, "spike where v reaches v0, not only above it")
        .default_value(false);
  }

  void prepare() override {
    decay_ = std::exp(-1.0 / tau_);
    v_.resize(size());
  }

  void reset() override { std::fill(v_.begin(), v_.end(), 0.0); }

  void visit_state(StateVisitor& visitor) override {
    visitor.per_unit("v", v_, {"", "membrane potential, before the reset of a spike"});
  }

 protected:
  /// One step with the input x, one value per unit of the slice; `previous` and `out` are those of `step`.
  void advance(std::span<const double> x, const Signal& previous, std::span<double> out) {
    const double* spiked = previous.values.data() + slice().begin;
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
  PerUnit threshold_;
  bool refractory_ = true;
  bool spike_at_threshold_ = false;
  double decay_ = 0;
  std::vector<double> v_;
};

}  // namespace bouton
