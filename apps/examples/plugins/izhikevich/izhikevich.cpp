#include <algorithm>
#include <vector>

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
        .at_least(0)
        .at_most(1)
        .default_value(0.2);
    d.parameter("c", &Izhikevich::c_, "potential after a spike").unit("mV").at_least(-90).at_most(0).default_value(-65);
    d.parameter("d", &Izhikevich::d_, "rise of recovery after a spike").at_least(-50).at_most(50).default_value(8);
  }

  void prepare() override {
    v_.resize(size());
    u_.resize(size());
  }

  void reset() override {
    for (std::size_t k = 0; k < size(); ++k) {
      v_[k] = rest;
      u_[k] = b_[k] * rest;
    }
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

  void visit_state(bouton::StateVisitor& visitor) override {
    visitor.per_unit("v", v_, {"mV", "membrane potential"});
    visitor.per_unit("u", u_, {"", "recovery variable"});
  }

 private:
  static constexpr double rest = -65, peak = 30;
  static constexpr double lowest = -200;  // below, the parabola would throw the potential up again

  bouton::PerUnit a_, b_, c_, d_;
  std::vector<double> v_, u_;
};

}  // namespace

BOUTON_PLUGIN(Izhikevich)
