/// Exact integration of a leaky membrane that synaptic currents drive.
#pragma once

#include <algorithm>
#include <cmath>

namespace bouton {

/// The subthreshold dynamics of an integrate-and-fire neuron with synaptic currents are linear, so one step of the
/// length h multiplies the state by a constant matrix (S. Rotter and M. Diesmann, "Exact digital simulation of
/// time-invariant linear systems with applications to neuronal modeling", Biological Cybernetics 81, 381-402, 1999,
/// doi:10.1007/s004220050570). These are the elements of the matrix that lead from a current, in pA, to the membrane
/// potential, in mV:
///
///   C dV/dt = -(C / tau_m) V + I(t)        h and taus in ms, C in pF
///
/// The textbook form of these elements divides by tau_m - tau_syn. Written with the mean of an exponential, as here,
/// they lose no digit where the two time constants are equal or nearly so.

/// The mean of exp(-x u) over u from 0 to 1: (1 - exp(-x)) / x, and 1 at 0.
inline double mean_of_decay(double x) { return x == 0 ? 1.0 : -std::expm1(-x) / x; }

/// The mean of u exp(-x u) over u from 0 to 1, for x >= 0: (1 - (1 + x) exp(-x)) / x^2, and 1/2 at 0.
inline double mean_of_ramped_decay(double x) {
  if (x >= 1) return (-std::expm1(-x) - x * std::exp(-x)) / (x * x);
  // The closed form loses digits near 0. The series' terms are (-x)^n / (n! (n + 2)).
  double sum = 0, power = 1;
  for (int n = 0; n < 20; ++n) {
    sum += power / (n + 2);
    power *= -x / (n + 1);
  }
  return sum;
}

/// What a constant current adds to the potential: that of 1 pA adds so many mV in a step.
inline double potential_of_constant(double h, double tau_m, double C) { return h / C * mean_of_decay(h / tau_m); }

/// What a current that decays adds: of 1 pA at the begin of the step, I(t) = exp(-t / tau_syn).
inline double potential_of_decaying(double h, double tau_m, double tau_syn, double C) {
  const double slower = std::max(tau_m, tau_syn), faster = std::min(tau_m, tau_syn);
  return h / C * std::exp(-h / slower) * mean_of_decay(h / slower * ((slower - faster) / faster));
}

/// What a current adds that is 0 at the begin of the step and rises with 1 pA/ms, I(t) = t exp(-t / tau_syn).
inline double potential_of_ramp(double h, double tau_m, double tau_syn, double C) {
  const double slower = std::max(tau_m, tau_syn), faster = std::min(tau_m, tau_syn);
  const double x = h / slower * ((slower - faster) / faster);
  const double ramp = mean_of_ramped_decay(x);
  // Where the membrane is the faster one, time is counted from the step's end.
  return h / C * h * std::exp(-h / slower) * (tau_syn <= tau_m ? ramp : mean_of_decay(x) - ramp);
}

}  // namespace bouton
