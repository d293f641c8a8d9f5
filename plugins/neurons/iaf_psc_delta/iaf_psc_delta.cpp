#include <cmath>
#include <limits>
#include <optional>

#include <bouton/iaf_layer.hpp>
#include <bouton/plugin.hpp>
#include <bouton/propagators.hpp>

namespace {

using bouton::Coefficient;
using bouton::PerUnit;

/// What follows from the parameters for a step.
struct Propagators {
  PerUnit rest, decay, from_current, drive;
  double lowest;
};

struct DeltaStep {
  bouton::IafUnits units;
  const double *exc, *inh;
  const double* current;  // null: nothing leads to that port
  double* kept;           // what arrived while a unit was refractory; null: that is lost
  const Propagators* propagators;
};

template <bool uniform, bool has_current, bool keeps>
struct DeltaModel {
  DeltaModel(const DeltaStep& step, const Propagators& p)
      : exc(step.exc),
        inh(step.inh),
        current(step.current),
        kept(step.kept),
        refractory(step.units.refractory),
        rest(p.rest),
        decay(p.decay),
        from_current(p.from_current),
        drive(p.drive),
        lowest(p.lowest) {}

  BOUTON_INLINE double advance(std::size_t k, double V_m, std::int32_t left) const {
    double u = decay[k] * (V_m - rest[k]) + drive[k];
    if (has_current) u += from_current[k] * current[k];
    const double jump = exc[k] - inh[k];
    if (keeps) {
      u += kept[k];
      // It decays as the potential would until the unit is free.
      kept[k] = left > 0 ? kept[k] + (jump != 0.0 ? jump * std::pow(decay[k], left) : 0.0) : 0.0;
    }
    const double moved = (u + rest[k]) + jump;
    return moved < lowest ? lowest : moved;
  }

  /// Powers are not worked out in vectors; most units need none.
  BOUTON_INLINE void advance_block(std::size_t begin, std::size_t end, const double* V_m,
                                   double* moved) const requires keeps {
    for (std::size_t k = begin; k < end; ++k) moved[k - begin] = advance(k, V_m[k - begin], refractory[k]);
  }

  const double *exc, *inh, *current;
  double* kept;
  const std::int32_t* refractory;
  Coefficient<uniform> rest, decay, from_current, drive;
  double lowest;
};

template <bool uniform, bool has_current>
BOUTON_INLINE std::size_t step_with(const DeltaStep& step, bouton::Unit* spikes) {
  const auto& p = *step.propagators;
  if (step.kept) return bouton::step_iaf(step.units, DeltaModel<uniform, has_current, true>(step, p), spikes);
  return bouton::step_iaf(step.units, DeltaModel<uniform, has_current, false>(step, p), spikes);
}

template <bool uniform>
BOUTON_INLINE std::size_t step_units(const DeltaStep& step, bouton::Unit* spikes) {
  return step.current ? step_with<uniform, true>(step, spikes) : step_with<uniform, false>(step, spikes);
}

}  // namespace

BOUTON_VECTORIZED std::size_t step_uniform(const DeltaStep& step, bouton::Unit* spikes) {
  return step_units<true>(step, spikes);
}
BOUTON_VECTORIZED std::size_t step_each(const DeltaStep& step, bouton::Unit* spikes) {
  return step_units<false>(step, spikes);
}

namespace {

/// Leaky integrate-and-fire neurons whose potential jumps with each spike that arrives, solved exactly over one step
/// (Rotter and Diesmann 1999, see propagators.hpp).
class IafPscDelta final : public bouton::IafLayer {
 public:
  static void declare(bouton::Declaration<IafPscDelta>& d) {
    d.type("iaf_psc_delta", "leaky integrate-and-fire neurons whose potential jumps, solved exactly")
        .version("1.0", "Bouton")
        .local();
    d.port("exc", "excitatory synapses: how far the potential jumps", "mV");
    d.port("inh", "inhibitory synapses, as magnitudes", "mV");
    d.port("current", "currents, for the step in which they arrive", "pA");
    declare_iaf(d, -70);
    d.parameter("tau_m", &IafPscDelta::tau_m_, "membrane time constant").unit("ms").at_least(least).default_value(10);
    d.parameter("V_min", &IafPscDelta::V_min_, "the lowest potential; none if not given").unit("mV");
    d.parameter("refractory_input", &IafPscDelta::refractory_input_,
                "what arrives while a unit is refractory is kept until it is free, and not lost")
        .default_value(false);
    d.state("refr_spikes_buffer", &IafPscDelta::kept_, "what arrived while the unit was refractory, if that is kept")
        .unit("mV");
  }

  void prepare() override {
    prepare_iaf({&tau_m_});
    const double h = dt();
    const auto from_current = [&](std::size_t k) { return bouton::potential_of_constant(h, tau_m_[k], C_m_[k]); };
    propagators_ = {.rest = derive([&](std::size_t k) { return E_L_[k]; }),
                    .decay = derive([&](std::size_t k) { return std::exp(-h / tau_m_[k]); }),
                    .from_current = derive(from_current),
                    .drive = derive([&](std::size_t k) { return from_current(k) * I_e_[k]; }),
                    .lowest = V_min_.value_or(-std::numeric_limits<double>::infinity())};
  }

  std::size_t step_listing(const bouton::LayerInputs& in, std::span<bouton::Unit> spikes) override {
    const DeltaStep step{units(),
                         in.port(0).data(),
                         in.port(1).data(),
                         in.has_input(2) ? in.port(2).data() : nullptr,
                         refractory_input_ ? kept_.data() : nullptr,
                         &propagators_};
    return is_uniform() ? step_uniform(step, spikes.data()) : step_each(step, spikes.data());
  }

 private:
  PerUnit tau_m_;
  std::optional<double> V_min_;
  bool refractory_input_ = false;
  Propagators propagators_;
  bouton::StateArray kept_;
};

}  // namespace

BOUTON_PLUGIN(IafPscDelta)
