#include <bouton/iaf_layer.hpp>

#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

namespace bouton {

namespace {

/// Whole steps that are not shorter than the time; a time on the grid is not rounded up because of its last digit.
std::int32_t refractory_steps(double time, double dt) {
  constexpr double inexact = 1e-6;  // steps
  return nearest_count(std::ceil(time / dt - inexact));
}

}  // namespace

void IafLayer::prepare_iaf(std::initializer_list<const PerUnit*> others) {
  if (V_m_.size() != size()) throw std::logic_error("its potential is not declared; call declare_iaf in declare()");
  is_uniform_ = std::ranges::all_of(others, [](const auto* p) { return p->is_uniform(); });
  for (const auto* p : {&C_m_, &E_L_, &V_th_, &V_reset_, &t_ref_, &I_e_}) is_uniform_ = is_uniform_ && p->is_uniform();
  threshold_ = derive([&](std::size_t k) { return V_th_[k]; });
  reset_ = derive([&](std::size_t k) { return V_reset_[k]; });
  for (std::size_t k = 0; k < reset_.values().size(); ++k)
    if (!(reset_[k] < threshold_[k]))
      throw std::invalid_argument(
          fmt::format("'V_reset' is {} mV{} and 'V_th' {} mV; a unit is reset to below its "
                      "threshold",
                      reset_[k], is_uniform_ ? "" : fmt::format(" in unit {}", slice().begin + k), threshold_[k]));
  const auto steps = derive([&](std::size_t k) { return static_cast<double>(refractory_steps(t_ref_[k], dt())); });
  refractory_steps_.assign(steps.values().begin(), steps.values().end());
}

}  // namespace bouton
