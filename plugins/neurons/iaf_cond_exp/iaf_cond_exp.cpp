// How the potential is advanced.
//
// Over one step the equation C dV/dt = -g(t) V + b(t) is linear in V, with g(t) the sum of the conductances and b(t)
// that of the conductances times their reversal potentials, and the current. With G and B the means of g and b over the
// step of the length h, and A = h G / C, the potential moves by
//
//   V <- V + r(A) (h (B + D) / C - A V)         r(A) = (1 - exp(-A)) / A
//
// With D = 0 this is an exponential Euler step, but with the means of the conductances in place of their values at the
// begin of the step. D is the next term of the Magnus expansion, which counts that g and b do not change in proportion
// to each other (S. Blanes, F. Casas, J. A. Oteo and J. Ros, "The Magnus expansion and some of its applications",
// Physics Reports 470, 151-238, 2009, doi:10.1016/j.physrep.2008.11.001, equation 42):
//
//   C D = 1/(2h) ∫∫ (g(s2) b(s1) - g(s1) b(s2)) ds2 ds1      0 < s2 < s1 < h
//
// Since conductances decay exponentially, D is a quadratic form in them with constant coefficients. It costs a product
// and a sum for each unit, and makes the error of a step fall with h^5 in place of h^3. The expansion converges while A
// is below pi.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include <bouton/iaf_layer.hpp>
#include <bouton/plugin.hpp>
#include <bouton/propagators.hpp>

namespace {

using bouton::Coefficient;
using bouton::PerUnit;

/// Up to here r(A) is a polynomial.
constexpr double largest_small = 0.4;

/// Below 0 if A is not within [0, largest_small], or not a number: two whole numbers are compared faster than two pairs
/// of doubles, and order in the same way where none is negative.
BOUTON_INLINE std::int64_t outside(double A) {
  const auto bits = std::bit_cast<std::int64_t>(A);
  return bits | (std::bit_cast<std::int64_t>(largest_small) - (bits & std::numeric_limits<std::int64_t>::max()));
}

/// r(A) for 0 <= A <= largest_small: the polynomial of degree 8 whose largest error there is the least, 4.7e-16.
BOUTON_INLINE double relaxation_of_small(double A) {
  double r = 2.304038797047003e-06;
  r = r * A - 2.447340713837501e-05;
  r = r * A + 0.00019828201907100322;
  r = r * A - 0.0013888583611788327;
  r = r * A + 0.008333329130008987;
  r = r * A - 0.04166666634090868;
  r = r * A + 0.1666666666540028;
  r = r * A - 0.49999999999981026;
  return r * A + 0.9999999999999996;
}

/// r(A) for any A, by r(2x) = r(x) (1 - x r(x) / 2); the same bits where A is small.
double relaxation(double A) {
  constexpr double no_rest_left = 40;  // exp(-A) does not count from here on
  if (A > no_rest_left) return 1 / A;
  double x = std::abs(A);
  int halvings = 0;
  for (; x > largest_small; ++halvings) x /= 2;
  double r = relaxation_of_small(x);
  for (; halvings > 0; --halvings, x *= 2) r *= 1 - 0.5 * (x * r);
  // Negative weights may turn a conductance around.
  return A < 0 ? r / (1 - x * r) : r;
}

/// How far the term of D that grows with the square of the conductances can be trusted.
double trust(double A) {
  constexpr double largest = 3;
  return A > largest ? largest * largest / (A * A) : 1.0;
}

/// What follows from the parameters for a substep. A = leak + mean_ex g_ex + mean_in g_in; and h (B + D) / C = rest +
/// g_ex (to_ex + both g_in) + to_in g_in, to which a current adds (potential - across_ex g_ex - across_in g_in) times
/// itself.
struct Coefficients {
  PerUnit leak, mean_ex, mean_in, rest, to_ex, to_in, both, potential, across_ex, across_in;
  double decay_ex = 0, decay_in = 0;
  std::int64_t substeps = 1;
};

struct CondStep {
  bouton::IafUnits units;
  double *g_ex, *g_in;
  const double* current;  // null: nothing leads to that port
  const Coefficients* coefficients;
};

template <bool uniform, bool has_current>
struct CondModel {
  explicit CondModel(const CondStep& step, const Coefficients& c)
      : ex(step.g_ex),
        in(step.g_in),
        current(step.current),
        substeps(c.substeps),
        decay_ex(c.decay_ex),
        decay_in(c.decay_in),
        leak(c.leak),
        mean_ex(c.mean_ex),
        mean_in(c.mean_in),
        rest(c.rest),
        to_ex(c.to_ex),
        to_in(c.to_in),
        both(c.both),
        potential(c.potential),
        across_ex(c.across_ex),
        across_in(c.across_in) {}

  BOUTON_INLINE void advance_block(std::size_t begin, std::size_t end, const double* V_m, double* moved) const {
    alignas(64) double A[bouton::iaf_block];
    const double* from = V_m;
    for (std::int64_t n = 0; n < substeps; ++n, from = moved) {
      std::int64_t others = 0;
      for (std::size_t k = begin; k < end; ++k) {
        const double share = leak[k] + mean_ex[k] * ex[k] + mean_in[k] * in[k];
        A[k - begin] = share;
        others |= outside(share);
      }
      if (others >= 0) {
        BOUTON_INDEPENDENT_TURNS
        for (std::size_t i = 0; i < end - begin; ++i)
          moved[i] = substep(begin + i, from[i], A[i], relaxation_of_small(A[i]), 1.0);
      } else {
        for (std::size_t i = 0; i < end - begin; ++i)
          moved[i] = substep(begin + i, from[i], A[i], relaxation(A[i]), trust(A[i]));
      }
    }
  }

  BOUTON_INLINE double substep(std::size_t k, double V_m, double A, double r, double trusted) const {
    const double g_ex = ex[k], g_in = in[k];
    double target = rest[k] + g_ex * (to_ex[k] + trusted * both[k] * g_in) + to_in[k] * g_in;
    if (has_current) target += current[k] * (potential[k] - across_ex[k] * g_ex - across_in[k] * g_in);
    ex[k] = g_ex * decay_ex;
    in[k] = g_in * decay_in;
    return V_m + r * (target - A * V_m);
  }

  double *ex, *in;
  const double* current;
  std::int64_t substeps;
  double decay_ex, decay_in;
  Coefficient<uniform> leak, mean_ex, mean_in, rest, to_ex, to_in, both, potential, across_ex, across_in;
};

template <bool uniform>
BOUTON_INLINE std::size_t step_units(const CondStep& step, bouton::Unit* spikes) {
  const auto& c = *step.coefficients;
  if (step.current) return bouton::step_iaf(step.units, CondModel<uniform, true>(step, c), spikes);
  return bouton::step_iaf(step.units, CondModel<uniform, false>(step, c), spikes);
}

}  // namespace

BOUTON_VECTORIZED std::size_t step_uniform(const CondStep& step, bouton::Unit* spikes) {
  return step_units<true>(step, spikes);
}
BOUTON_VECTORIZED std::size_t step_each(const CondStep& step, bouton::Unit* spikes) {
  return step_units<false>(step, spikes);
}

namespace {

/// ∫∫ (f(s2) - f(s1)) ds2 ds1 / h^2 over 0 < s2 < s1 < h for f(s) = exp(-s / tau) beside a constant; x = h / tau.
double against_constant(double x) { return 2 * bouton::mean_of_ramped_decay(x) - bouton::mean_of_decay(x); }

/// The same for two that decay: ∫∫ (f(s2) F(s1) - f(s1) F(s2)) ds2 ds1 / h^2; x and y = h / tau of f and F.
double against_each_other(double x, double y) {
  const double product = bouton::mean_of_decay(x + y);
  return (bouton::mean_of_decay(y) - product) / x - (bouton::mean_of_decay(x) - product) / y;
}

/// Leaky integrate-and-fire neurons with synaptic conductances that jump and decay exponentially.
class IafCondExp final : public bouton::IafLayer {
 public:
  static void declare(bouton::Declaration<IafCondExp>& d) {
    d.type("iaf_cond_exp", "leaky integrate-and-fire neurons with exponential synaptic conductances")
        .version("1.0", "Bouton")
        .local();
    d.port("exc", "excitatory synapses: how far the conductance jumps", "nS").adds_to("g_ex");
    d.port("inh", "inhibitory synapses, as magnitudes", "nS").adds_to("g_in");
    d.port("current", "currents, for the step in which they arrive", "pA");
    declare_iaf(d, -60);
    d.parameter("g_L", &IafCondExp::g_L_, "leak conductance").unit("nS").at_least(0).default_value(16.6667);
    d.parameter("E_ex", &IafCondExp::E_ex_, "excitatory reversal potential").unit("mV").default_value(0);
    d.parameter("E_in", &IafCondExp::E_in_, "inhibitory reversal potential").unit("mV").default_value(-85);
    d.parameter("tau_syn_ex", &IafCondExp::tau_syn_ex_, "decay time of excitatory conductances")
        .unit("ms")
        .at_least(shortest)
        .default_value(0.2);
    d.parameter("tau_syn_in", &IafCondExp::tau_syn_in_, "decay time of inhibitory conductances")
        .unit("ms")
        .at_least(shortest)
        .default_value(2);
    d.state("g_ex", &IafCondExp::g_ex_, "excitatory synaptic conductance").unit("nS");
    d.state("g_in", &IafCondExp::g_in_, "inhibitory synaptic conductance").unit("nS");
  }

  void prepare() override {
    prepare_iaf({&g_L_, &E_ex_, &E_in_});
    const double faster = std::min(tau_syn_ex_, tau_syn_in_);
    const double substeps = std::max(1.0, std::ceil(dt() / std::min(longest, most_time_constants * faster)));
    const double h = dt() / substeps, x = h / tau_syn_ex_, y = h / tau_syn_in_;
    const double mean_x = bouton::mean_of_decay(x), mean_y = bouton::mean_of_decay(y);
    const double across_x = against_constant(x), across_y = against_constant(y), both = against_each_other(x, y);
    // What a conductance of 1 nS, or a current of 1 pA, counts in a substep; and half its square.
    const auto one = [&](std::size_t k) { return h / C_m_[k]; };
    const auto half = [&](std::size_t k) { return 0.5 * one(k) * one(k); };
    const auto toward = [&](std::size_t k, double E, double mean, double across) {
      return one(k) * mean * E + half(k) * across * (g_L_[k] * (E - E_L_[k]) - I_e_[k]);
    };
    coefficients_ = {
        .leak = derive([&](std::size_t k) { return one(k) * g_L_[k]; }),
        .mean_ex = derive([&](std::size_t k) { return one(k) * mean_x; }),
        .mean_in = derive([&](std::size_t k) { return one(k) * mean_y; }),
        .rest = derive([&](std::size_t k) { return one(k) * g_L_[k] * E_L_[k] + one(k) * I_e_[k]; }),
        .to_ex = derive([&](std::size_t k) { return toward(k, E_ex_[k], mean_x, across_x); }),
        .to_in = derive([&](std::size_t k) { return toward(k, E_in_[k], mean_y, across_y); }),
        .both = derive([&](std::size_t k) { return half(k) * (E_in_[k] - E_ex_[k]) * both; }),
        .potential = derive(one),
        .across_ex = derive([&](std::size_t k) { return half(k) * across_x; }),
        .across_in = derive([&](std::size_t k) { return half(k) * across_y; }),
        .decay_ex = std::exp(-x),
        .decay_in = std::exp(-y),
        .substeps = static_cast<std::int64_t>(substeps),
    };
  }

  std::size_t step_listing(const bouton::LayerInputs& in, std::span<bouton::Unit> spikes) override {
    const CondStep step{units(), g_ex_.data(), g_in_.data(), in.has_input(2) ? in.port(2).data() : nullptr,
                        &coefficients_};
    return is_uniform() ? step_uniform(step, spikes.data()) : step_each(step, spikes.data());
  }

 private:
  /// The error grows with the length of a step, and where a conductance decays far within it. So a longer step is
  /// divided into substeps of at most so many ms, and so many synaptic time constants.
  static constexpr double longest = 0.25, most_time_constants = 2;
  /// With a shorter time constant there would be too many.
  static constexpr double shortest = 1e-3;

  PerUnit g_L_, E_ex_, E_in_;
  double tau_syn_ex_ = 0, tau_syn_in_ = 0;
  Coefficients coefficients_;
  bouton::StateArray g_ex_, g_in_;
};

}  // namespace

BOUTON_PLUGIN(IafCondExp)
