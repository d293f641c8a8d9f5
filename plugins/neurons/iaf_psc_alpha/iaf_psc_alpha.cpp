#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include <bouton/iaf_layer.hpp>
#include <bouton/plugin.hpp>
#include <bouton/propagators.hpp>

namespace {

using bouton::Coefficient;
using bouton::PerUnit;

/// A synaptic current has the shape of an alpha function, (t / tau) exp(1 - t / tau), which is 1 at its peak, at t =
/// tau. It is the sum of what has been rising since the synapses' spikes; the state `rising` counts each spike with its
/// weight, decays with tau, and lets the current rise by e / tau times itself.
struct Synapses {
  PerUnit decay, rise;              // of the current in a step: the share that is left, and what a `rising` of 1 adds
  PerUnit from_current, from_rise;  // mV in a step, of a current and of a `rising` of 1 pA
};

struct Propagators {
  PerUnit rest, decay, from_current, drive;
  Synapses ex, in;
  double lowest;
};

struct AlphaStep {
  bouton::IafUnits units;
  double *I_syn_ex, *rising_ex, *I_syn_in, *rising_in;
  const double* current;  // null: nothing leads to that port
  const Propagators* propagators;
};

template <bool uniform>
struct SynapsesModel {
  SynapsesModel(double* current, double* rising, const Synapses& s)
      : I(current), x(rising), decay(s.decay), rise(s.rise), from_current(s.from_current), from_rise(s.from_rise) {}

  /// What the currents add to the potential in a step.
  BOUTON_INLINE double potential(std::size_t k) const { return from_current[k] * I[k] + from_rise[k] * x[k]; }
  BOUTON_INLINE void advance(std::size_t k) const {
    I[k] = decay[k] * I[k] + rise[k] * x[k];
    x[k] *= decay[k];
  }

  double *I, *x;
  Coefficient<uniform> decay, rise, from_current, from_rise;
};

template <bool uniform, bool has_current>
struct AlphaModel {
  AlphaModel(const AlphaStep& step, const Propagators& p)
      : ex(step.I_syn_ex, step.rising_ex, p.ex),
        in(step.I_syn_in, step.rising_in, p.in),
        current(step.current),
        rest(p.rest),
        decay(p.decay),
        from_current(p.from_current),
        drive(p.drive),
        lowest(p.lowest) {}

  BOUTON_INLINE double advance(std::size_t k, double V_m, std::int32_t) const {
    double u = decay[k] * (V_m - rest[k]) + ex.potential(k) + in.potential(k) + drive[k];
    if (has_current) u += from_current[k] * current[k];
    ex.advance(k);
    in.advance(k);
    const double moved = u + rest[k];
    return moved < lowest ? lowest : moved;
  }

  SynapsesModel<uniform> ex, in;
  const double* current;
  Coefficient<uniform> rest, decay, from_current, drive;
  double lowest;
};

template <bool uniform>
BOUTON_INLINE std::size_t step_units(const AlphaStep& step, bouton::Unit* spikes) {
  const auto& p = *step.propagators;
  if (step.current) return bouton::step_iaf(step.units, AlphaModel<uniform, true>(step, p), spikes);
  return bouton::step_iaf(step.units, AlphaModel<uniform, false>(step, p), spikes);
}

}  // namespace

BOUTON_VECTORIZED std::size_t step_uniform(const AlphaStep& step, bouton::Unit* spikes) {
  return step_units<true>(step, spikes);
}
BOUTON_VECTORIZED std::size_t step_each(const AlphaStep& step, bouton::Unit* spikes) {
  return step_units<false>(step, spikes);
}

namespace {

/// Leaky integrate-and-fire neurons with synaptic currents of the shape of alpha functions, solved exactly over one
/// step (Rotter and Diesmann 1999, see propagators.hpp).
class IafPscAlpha final : public bouton::IafLayer {
 public:
  static void declare(bouton::Declaration<IafPscAlpha>& d) {
    d.type("iaf_psc_alpha", "leaky integrate-and-fire neurons with alpha-shaped synaptic currents, solved exactly")
        .version("1.0", "Bouton")
        .local();
    d.port("exc", "excitatory synapses: the peak of the current that they cause", "pA").adds_to("rising_ex");
    d.port("inh", "inhibitory synapses, as magnitudes", "pA").subtracts_from("rising_in");
    d.port("current", "currents, for the step in which they arrive", "pA");
    declare_iaf(d, -70);
    d.parameter("tau_m", &IafPscAlpha::tau_m_, "membrane time constant").unit("ms").at_least(least).default_value(10);
    d.parameter("tau_syn_ex", &IafPscAlpha::tau_syn_ex_, "time to the peak of excitatory currents")
        .unit("ms")
        .at_least(least)
        .default_value(2);
    d.parameter("tau_syn_in", &IafPscAlpha::tau_syn_in_, "time to the peak of inhibitory currents")
        .unit("ms")
        .at_least(least)
        .default_value(2);
    d.parameter("V_min", &IafPscAlpha::V_min_, "the lowest potential; none if not given").unit("mV");
    d.state("I_syn_ex", &IafPscAlpha::I_syn_ex_, "excitatory synaptic current").unit("pA");
    d.state("I_syn_in", &IafPscAlpha::I_syn_in_, "inhibitory synaptic current, not above 0").unit("pA");
    d.state("rising_ex", &IafPscAlpha::rising_ex_, "lets the excitatory current rise: by e / tau_syn_ex of it a time")
        .unit("pA");
    d.state("rising_in", &IafPscAlpha::rising_in_, "lets the inhibitory current rise: by e / tau_syn_in of it a time")
        .unit("pA");
  }

  void prepare() override {
    prepare_iaf({&tau_m_, &tau_syn_ex_, &tau_syn_in_});
    const double h = dt();
    const auto from_current = [&](std::size_t k) { return bouton::potential_of_constant(h, tau_m_[k], C_m_[k]); };
    propagators_ = {.rest = derive([&](std::size_t k) { return E_L_[k]; }),
                    .decay = derive([&](std::size_t k) { return std::exp(-h / tau_m_[k]); }),
                    .from_current = derive(from_current),
                    .drive = derive([&](std::size_t k) { return from_current(k) * I_e_[k]; }),
                    .ex = synapses(tau_syn_ex_),
                    .in = synapses(tau_syn_in_),
                    .lowest = V_min_.value_or(-std::numeric_limits<double>::infinity())};
  }

  std::size_t step_listing(const bouton::LayerInputs& in, std::span<bouton::Unit> spikes) override {
    const AlphaStep step{units(),          I_syn_ex_.data(),  rising_ex_.data(),
                         I_syn_in_.data(), rising_in_.data(), in.has_input(2) ? in.port(2).data() : nullptr,
                         &propagators_};
    return is_uniform() ? step_uniform(step, spikes.data()) : step_each(step, spikes.data());
  }

 private:
  Synapses synapses(const PerUnit& tau) const {
    const double h = dt();
    const auto rise = [&](std::size_t k) { return std::numbers::e / tau[k]; };
    return {.decay = derive([&](std::size_t k) { return std::exp(-h / tau[k]); }),
            .rise = derive([&](std::size_t k) { return rise(k) * h * std::exp(-h / tau[k]); }),
            .from_current =
                derive([&](std::size_t k) { return bouton::potential_of_decaying(h, tau_m_[k], tau[k], C_m_[k]); }),
            .from_rise = derive(
                [&](std::size_t k) { return rise(k) * bouton::potential_of_ramp(h, tau_m_[k], tau[k], C_m_[k]); })};
  }

  PerUnit tau_m_, tau_syn_ex_, tau_syn_in_;
  std::optional<double> V_min_;
  Propagators propagators_;
  bouton::StateArray I_syn_ex_, I_syn_in_, rising_ex_, rising_in_;
};

}  // namespace

BOUTON_PLUGIN(IafPscAlpha)
