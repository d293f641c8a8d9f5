/// Leaky integrate-and-fire dynamics, for neuron models that differ in what drives them.
#pragma once

#include <span>

#include <bouton/declaration.hpp>
#include <bouton/layer.hpp>
#include <bouton/rules_in_use.hpp>

namespace bouton {

/// Leaky integrate-and-fire neurons: the exact solution of tau dv/dt = -v + x over one step with constant x (Rotter and
/// Diesmann 1999, doi:10.1007/s004220050570), with a reset to zero. A model derives from it, calls `declare_lif` in its
/// `declare`, and hands what drives its units to `advance`.
class BOUTON_API LifLayer : public Layer {
 public:
  /// The largest `tau`. The model computes `1 - exp(-1/tau)` as it is written, to have the bits of the published one.
  /// The exponential is rounded to a multiple of 2^-53, so the difference is off by up to 2^-54 tau of itself: less
  /// than a millionth as long as `tau` is below 1e-6 2^54 = 1.8e10. (A new model takes `-expm1(-1/tau)`, which needs no
  /// such limit.)
  static constexpr double longest_tau = 1e10;

  /// Declares `tau`, `v0`, `refr` and `spike_at_threshold`, and the state `v`.
  template <class T>
  static void declare_lif(Declaration<T>& d) {
    d.parameter("tau", &LifLayer::tau_, "membrane time constant")
        .unit("steps")
        .above(0)
        .at_most(longest_tau)
        .advice("a neuron without any leak is a type of its own, which 'bouton new-plugin neuron NAME' begins");
    d.parameter("v0", &LifLayer::threshold_, "threshold").default_value(1.0);
    d.parameter("refr", &LifLayer::refractory_, "a unit that spiked ignores its input in the next step")
        .default_value(true);
    d.parameter("spike_at_threshold", &LifLayer::spike_at_threshold_, "spike where v reaches v0, not only above it")
        .default_value(false);
    d.state("v", &LifLayer::v_, "membrane potential, before the reset of a spike");
  }

  /// A model that overrides it calls it first.
  void prepare() override;

 protected:
  /// One step with the input x, one value per unit of the slice; `previous` and `out` are those of `step`.
  void advance(std::span<const double> x, const Signal& previous, std::span<double> out);

 private:
  double tau_ = 1;
  PerUnit threshold_;
  bool refractory_ = true;
  bool spike_at_threshold_ = false;
  double decay_ = 0;
  StateArray v_;
};

}  // namespace bouton
