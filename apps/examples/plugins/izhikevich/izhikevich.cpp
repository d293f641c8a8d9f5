#include <algorithm>

#include <bouton/plugin.hpp>

namespace {

/// Spiking neurons of two equations (Izhikevich 2003, doi:10.1109/TNN.2003.820440):
///   v' = 0.04 v^2 + 5 v + 140 - u + I,   u' = a (b v - u);   at v >= 30 mV a spike, then v = c and u = u + d.
/// The potential takes two half steps, as in the paper; a step of 1 ms is what its parameters are made for.
class Izhikevich final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Izhikevich>& d) {
    d.type("izhikevich", "simple model neurons of Izhikevich").version("1.0", "Bouton examples");
    d.port("in", "input current I");
    d.parameter("a", &Izhikevich::a_, "rate of the recovery variable")
        .unit("1/ms")
        .above(0)
        .at_most(1)
        .default_value(0.02);
    d.parameter("b", &Izhikevich::b_, "sensitivity of recovery to the potential")
        .unit("1/ms")
        .at_least(0)
        .at_most(1)
        .default_value(0.2);
    d.parameter("c", &Izhikevich::c_, "potential after a spike").unit("mV").at_least(-90).at_most(0).default_value(-65);
    d.parameter("d", &Izhikevich::d_, "rise of recovery after a spike")
        .unit("mV/ms")
        .at_least(-50)
        .at_most(50)
        .default_value(8);
    d.state("v", &Izhikevich::v_, "membrane potential").unit("mV").initial(-65);
    d.state("u", &Izhikevich::u_, "recovery variable; begins at b v").unit("mV/ms");
  }

  /// Recovery begins where it rests at the potential.
  void reset() override {
    for (std::size_t k = 0; k < size(); ++k) u_[k] = b_[k] * v_[k];
  }

  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    const auto current = in.port(0);
    for (std::size_t k = 0; k < size(); ++k) {
      double v = v_[k];
      // A potential that is past the peak would run off within the second half step.
      for (int half = 0; half < 2 && v < peak; ++half)
        v += 0.5 * dt() * (0.04 * v * v + 5 * v + 140 - u_[k] + current[k]);
      u_[k] += dt() * a_[k] * (b_[k] * std::min(v, peak) - u_[k]);
      out[k] = v >= peak ? 1 : 0;
      v_[k] = v >= peak ? c_[k] : std::max(v, lowest);
      if (v >= peak) u_[k] += d_[k];
    }
  }

 private:
  static constexpr double peak = 30;
  static constexpr double lowest = -200;  // below, the parabola would throw the potential up again

  bouton::PerUnit a_, b_, c_, d_;
  bouton::StateArray v_, u_;
};

}  // namespace

BOUTON_PLUGIN(Izhikevich)
