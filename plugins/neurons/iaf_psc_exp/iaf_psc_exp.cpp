#include <cmath>

#include <bouton/iaf_layer.hpp>
#include <bouton/plugin.hpp>
#include <bouton/propagators.hpp>

namespace {

using bouton::Coefficient;
using bouton::PerUnit;

/// What follows from the parameters for a step.
struct Propagators {
  PerUnit rest, decay, from_ex, from_in, from_current, drive, decay_ex, decay_in;
};

struct ExpStep {
  bouton::IafUnits units;
  double *I_syn_ex, *I_syn_in;
  const double* current;  // null: nothing leads to that port
  const Propagators* propagators;
};

template <bool uniform, bool has_current>
struct ExpModel {
  explicit ExpModel(const ExpStep& step, const Propagators& p)
      : ex(step.I_syn_ex),
        in(step.I_syn_in),
        current(step.current),
        rest(p.rest),
        decay(p.decay),
        from_ex(p.from_ex),
        from_in(p.from_in),
        from_current(p.from_current),
        drive(p.drive),
        decay_ex(p.decay_ex),
        decay_in(p.decay_in) {}

  BOUTON_INLINE double advance(std::size_t k, double V_m, std::int32_t) const {
    double u = decay[k] * (V_m - rest[k]) + from_ex[k] * ex[k] + from_in[k] * in[k] + drive[k];
    if (has_current) u += from_current[k] * current[k];
    ex[k] *= decay_ex[k];
    in[k] *= decay_in[k];
    return u + rest[k];
  }

  double *ex, *in;
  const double* current;
  Coefficient<uniform> rest, decay, from_ex, from_in, from_current, drive, decay_ex, decay_in;
};

template <bool uniform>
BOUTON_INLINE std::size_t step_units(const ExpStep& step, bouton::Unit* spikes) {
  const auto& p = *step.propagators;
  if (step.current) return bouton::step_iaf(step.units, ExpModel<uniform, true>(step, p), spikes);
  return bouton::step_iaf(step.units, ExpModel<uniform, false>(step, p), spikes);
}

}  // namespace

BOUTON_VECTORIZED std::size_t step_uniform(const ExpStep& step, bouton::Unit* spikes) {
  return step_units<true>(step, spikes);
}
BOUTON_VECTORIZED std::size_t step_each(const ExpStep& step, bouton::Unit* spikes) {
  return step_units<false>(step, spikes);
}

namespace {

/// Leaky integrate-and-fire neurons with synaptic currents that jump and decay exponentially, solved exactly over one
/// step (Rotter and Diesmann 1999, see propagators.hpp).
class IafPscExp final : public bouton::IafLayer {
 public:
  static void declare(bouton::Declaration<IafPscExp>& d) {
    d.type("iaf_psc_exp", "leaky integrate-and-fire neurons with exponential synaptic currents, solved exactly")
        .version("1.0", "Bouton")
        .local();
    d.port("exc", "excitatory synapses: how far the current jumps", "pA").adds_to("I_syn_ex");
    d.port("inh", "inhibitory synapses, as magnitudes", "pA").subtracts_from("I_syn_in");
    d.port("current", "currents, for the step in which they arrive", "pA");
    declare_iaf(d, -70);
    d.parameter("tau_m", &IafPscExp::tau_m_, "membrane time constant").unit("ms").at_least(least).default_value(10);
    d.parameter("tau_syn_ex", &IafPscExp::tau_syn_ex_, "decay time of excitatory currents")
        .unit("ms")
        .at_least(least)
        .default_value(2);
    d.parameter("tau_syn_in", &IafPscExp::tau_syn_in_, "decay time of inhibitory currents")
        .unit("ms")
        .at_least(least)
        .default_value(2);
    d.state("I_syn_ex", &IafPscExp::I_syn_ex_, "excitatory synaptic current").unit("pA");
    d.state("I_syn_in", &IafPscExp::I_syn_in_, "inhibitory synaptic current, not above 0").unit("pA");
  }

  void prepare() override {
    prepare_iaf({&tau_m_, &tau_syn_ex_, &tau_syn_in_});
    const double h = dt();
    const auto decays = [&](const PerUnit& tau) {
      return derive([&](std::size_t k) { return std::exp(-h / tau[k]); });
    };
    const auto from_synapse = [&](const PerUnit& tau) {
      return derive([&](std::size_t k) { return bouton::potential_of_decaying(h, tau_m_[k], tau[k], C_m_[k]); });
    };
    const auto from_current = [&](std::size_t k) { return bouton::potential_of_constant(h, tau_m_[k], C_m_[k]); };
    propagators_ = {.rest = derive([&](std::size_t k) { return E_L_[k]; }),
                    .decay = decays(tau_m_),
                    .from_ex = from_synapse(tau_syn_ex_),
                    .from_in = from_synapse(tau_syn_in_),
                    .from_current = derive(from_current),
                    .drive = derive([&](std::size_t k) { return from_current(k) * I_e_[k]; }),
                    .decay_ex = decays(tau_syn_ex_),
                    .decay_in = decays(tau_syn_in_)};
  }

  std::size_t step_listing(const bouton::LayerInputs& in, std::span<bouton::Unit> spikes) override {
    const ExpStep step{units(), I_syn_ex_.data(), I_syn_in_.data(), in.has_input(2) ? in.port(2).data() : nullptr,
                       &propagators_};
    return is_uniform() ? step_uniform(step, spikes.data()) : step_each(step, spikes.data());
  }

 private:
  PerUnit tau_m_, tau_syn_ex_, tau_syn_in_;
  Propagators propagators_;
  bouton::StateArray I_syn_ex_, I_syn_in_;
};

}  // namespace

BOUTON_PLUGIN(IafPscExp)
