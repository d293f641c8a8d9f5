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
  bool is_uniform;  ///< the three below hold one number for all units, or one for each
  const double* threshold;
  const double* reset;
  const std::int32_t* refractory_steps;
  std::size_t count;
};

/// The end of a step for the units [begin, end): those that are free take the potential of `moved`, which begins with
/// unit `begin`; the others stay, and their refractory time goes on. Those that reach their threshold are reset and
/// listed. Returns how many they are. Part of step_iaf.
BOUTON_API std::size_t settle_iaf(const IafUnits& units, const double* moved, std::size_t begin, std::size_t end,
                                  Unit* spikes);

/// Units go in blocks of so many, whose potentials stay in the nearest cache between a model's loop and what all models
/// share.
inline constexpr std::size_t iaf_block = 256;

/// One step of all units, to be called in a function that is BOUTON_VECTORIZED. For each unit
/// `model.advance(k, V_m, left)` gives the potential at the end of the step, were the unit free, and advances what else
/// the model has; `left` is how many steps the unit is still refractory. A model that does more for a block of units
/// than for each has `advance_block(begin, end, V_m, moved)` in its place, which does the same for all units from
/// `begin` to `end`: `V_m` and `moved` begin with unit `begin`. Lists the units that spike and returns how many they
/// are.
template <class Model>
BOUTON_INLINE std::size_t step_iaf(const IafUnits& units, const Model& model, Unit* spikes) {
  alignas(64) double moved[iaf_block];
  std::size_t count = 0;
  for (std::size_t begin = 0; begin < units.count; begin += iaf_block) {
    const std::size_t end = std::min(begin + iaf_block, units.count);
    const double* const V_m = units.V_m;
    const std::int32_t* const refractory = units.refractory;
    if constexpr (requires { model.advance_block(begin, end, V_m, moved); }) {
      model.advance_block(begin, end, V_m + begin, moved);
    } else {
      BOUTON_INDEPENDENT_TURNS
      for (std::size_t k = begin; k < end; ++k) moved[k - begin] = model.advance(k, V_m[k], refractory[k]);
    }
    count += settle_iaf(units, moved, begin, end, spikes + count);
  }
  return count;
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
  IafUnits units() {
    return {V_m_.data(),
            refractory_.data(),
            is_uniform_,
            threshold_.values().data(),
            reset_.values().data(),
            refractory_steps_.data(),
            size()};
  }

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
