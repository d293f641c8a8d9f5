/// Integrate-and-fire neurons with a hard threshold, for models that differ in what drives them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>
#include <vector>

#include <bouton/declaration.hpp>
#include <bouton/listing_layer.hpp>
#include <bouton/rules_in_use.hpp>
#include <bouton/vectorized.hpp>

namespace bouton {

/// A number that follows from parameters, in an inner loop: one for all units, which the compiler keeps in a register,
/// or one for each.
template <bool uniform>
class Coefficient {
 public:
  explicit Coefficient(const PerUnit& values)
      : values_(values.values().data()), common_(uniform ? values.values().front() : 0.0) {}
  BOUTON_INLINE double operator[](std::size_t k) const { return uniform ? common_ : values_[k]; }

 private:
  const double* values_;
  double common_;
};

/// What all models of IafLayer work on in a step.
struct IafUnits {
  double* V_m;
  std::int32_t* refractory;
  const PerUnit* threshold;
  const PerUnit* reset;
  const std::int32_t* refractory_steps;  ///< one for all units, or one for each
  std::size_t count;
};

namespace detail {

/// Steps the units [begin, end) and returns how many reach their threshold.
template <bool uniform, class Model>
BOUTON_INLINE std::int64_t advance_iaf(const IafUnits& units, const Model& model, Coefficient<uniform> threshold,
                                       std::size_t begin, std::size_t end) {
  double* const potential = units.V_m;
  std::int32_t* const refractory = units.refractory;
  std::int64_t reached = 0;
  BOUTON_INDEPENDENT_TURNS
  for (std::size_t k = begin; k < end; ++k) {
    const double old = potential[k];
    const std::int32_t left = refractory[k];
    const double moved = model.advance(k, old, left);
    const double now = left == 0 ? moved : old;
    potential[k] = now;
    refractory[k] = left - (left > 0);
    reached += now >= threshold[k];
  }
  return reached;
}

}  // namespace detail

/// One step of all units, to be called in a function that is BOUTON_VECTORIZED. For each unit
/// `model.advance(k, V_m, left)` gives the potential at the end of the step and advances what else the model has;
/// `left` is how many steps the unit is still refractory, and then the potential stays as it is. A model that has a
/// quicker way for most units has a `simpler()`: a model with another `advance`, which gives the same bits in blocks of
/// units for which `is_simple(begin, end)` holds. Lists the units that spike and returns how many they are.
///
/// Spikes are rare: in most blocks the vector loop finds that no unit has reached its threshold.
template <bool uniform, class Model>
BOUTON_INLINE std::size_t step_iaf(const IafUnits& units, const Model& model, Unit* spikes) {
  constexpr std::size_t block = 64;
  const Coefficient<uniform> threshold(*units.threshold), reset(*units.reset);
  Unit* out = spikes;
  for (std::size_t begin = 0; begin < units.count; begin += block) {
    const std::size_t end = std::min(begin + block, units.count);
    std::int64_t reached = 0;
    if constexpr (requires { model.simpler(); }) {
      reached = model.is_simple(begin, end)
                    ? detail::advance_iaf<uniform>(units, model.simpler(), threshold, begin, end)
                    : detail::advance_iaf<uniform>(units, model, threshold, begin, end);
    } else {
      reached = detail::advance_iaf<uniform>(units, model, threshold, begin, end);
    }
    if (reached == 0) continue;
    for (std::size_t k = begin; k < end; ++k) {
      if (!(units.V_m[k] >= threshold[k])) continue;
      units.V_m[k] = reset[k];
      units.refractory[k] = units.refractory_steps[uniform ? 0 : k];
      *out++ = static_cast<Unit>(k);
    }
  }
  return static_cast<std::size_t>(out - spikes);
}

/// Integrate-and-fire neurons with a hard threshold and an absolute refractory time, on the grid as NEST has it: the
/// potential is compared with the threshold at the end of each step; where `V_m >= V_th` the unit spikes, `V_m` becomes
/// `V_reset` in the same step, and stays so for `t_ref`. The names, units and defaults of parameters and state are
/// those of NEST's models.
///
/// A model derives from it, calls `declare_iaf` in its `declare`, `prepare_iaf` in its `prepare` and `step_iaf` in its
/// `step_listing`.
class BOUTON_API IafLayer : public ListingLayer {
 public:
  /// Declares `C_m`, `E_L`, `V_th`, `V_reset`, `t_ref` and `I_e`, and the state `V_m` and `refractory`.
  template <class T>
  static void declare_iaf(Declaration<T>& d, double default_reset) {
    d.parameter("C_m", &IafLayer::C_m_, "capacity of the membrane").unit("pF").at_least(least).default_value(250);
    d.parameter("E_L", &IafLayer::E_L_, "leak reversal potential, at which the membrane rests")
        .unit("mV")
        .default_value(-70);
    d.parameter("V_th", &IafLayer::V_th_, "threshold").unit("mV").default_value(-55);
    d.parameter("V_reset", &IafLayer::V_reset_, "potential after a spike, below the threshold")
        .unit("mV")
        .default_value(default_reset);
    d.parameter("t_ref", &IafLayer::t_ref_, "absolute refractory time, rounded up to whole steps")
        .unit("ms")
        .at_least(0)
        .at_most(1e6)
        .default_value(2);
    d.parameter("I_e", &IafLayer::I_e_, "constant current").unit("pA").default_value(0);
    d.state("V_m", &IafLayer::V_m_, "membrane potential, after the reset of a spike").unit("mV").initial(-70);
    d.state("refractory", &IafLayer::refractory_, "for how long the unit is still refractory").unit("steps");
  }

 protected:
  /// The least time constant and the least capacity: with still smaller ones, numbers leave the range of doubles.
  static constexpr double least = 1e-6;

  /// Works out what follows from the parameters above; `others` are all parameters per unit that the model has besides.
  /// Throws std::invalid_argument if a `V_reset` is not below its `V_th`.
  void prepare_iaf(std::initializer_list<const PerUnit*> others);
  /// Whether all parameters, the model's included, are the same for all units.
  bool is_uniform() const { return is_uniform_; }
  /// A number that follows from parameters: `value(k)` of each unit k, or `value(0)` for all if they are uniform.
  template <class F>
  PerUnit derive(F&& value) const {
    std::vector<double> values(is_uniform_ ? 1 : size());
    for (std::size_t k = 0; k < values.size(); ++k) values[k] = value(k);
    return PerUnit(std::move(values));
  }
  IafUnits units() { return {V_m_.data(), refractory_.data(), &threshold_, &reset_, refractory_steps_.data(), size()}; }

  PerUnit C_m_, E_L_, I_e_;

 private:
  PerUnit V_th_, V_reset_, t_ref_;
  bool is_uniform_ = true;
  PerUnit threshold_, reset_;
  std::vector<std::int32_t> refractory_steps_;
  StateArray V_m_;
  CountArray refractory_;
};

}  // namespace bouton
