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
#include <cmath>

#include <bouton/iaf_layer.hpp>
#include <bouton/plugin.hpp>
#include <bouton/propagators.hpp>

namespace {

using bouton::Coefficient;
using bouton::PerUnit;

/// Up to here r(A) is a polynomial.
constexpr double largest_small = 0.25;

/// r(A) for 0 <= A <= largest_small: the polynomial of degree 8 whose largest error there is the least, 8e-18.
BOUTON_INLINE double relaxation_of_small(double A) {
  double r = 2.4634585655528518e-06;
  r = r * A - 2.4667266113234712e-05;
  r = r * A + 0.0001983790720659159;
  r = r * A - 0.0013888839625670409;
  r = r * A + 0.008333332908497621;
  r = r * A - 0.041666666646060814;
  r = r * A + 0.16666666666616559;
  r = r * A - 0.4999999999999953;
  return r * A + 1.0;
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
BOUTON_INLINE double trust(double A) {
  constexpr double largest = 3;
  return A > largest ? largest * largest / (A * A) : 1.0;
}

/// What follows from the parameters for a substep. A = leak + mean_ex g_ex + mean_in g_in; and h (B + D) / C = rest +
/// g_ex (to_ex + both g_in) + to_in g_in, to which a current adds (potential - across_ex g_ex - across_in g_in) times
/// itself.
struct Coefficients {
  PerUnit substeps;
  PerUnit leak, mean_ex, mean_in, rest, to_ex, to_in, both, potential, across_ex, across_in, decay_ex, decay_in;
};

struct CondStep {
  bouton::IafUnits units;
  double *g_ex, *g_in;
  const double* current;  // null: nothing leads to that port
  const Coefficients* coefficients;
};

template <bool uniform, bool has_current, bool simple = false>
struct CondModel {
  CondModel(const CondStep& step, const Coefficients& c)
      : ex(step.g_ex),
        in(step.g_in),
        current(step.current),
        substeps(c.substeps),
        leak(c.leak),
        mean_ex(c.mean_ex),
        mean_in(c.mean_in),
        rest(c.rest),
        to_ex(c.to_ex),
        to_in(c.to_in),
        both(c.both),
        potential(c.potential),
        across_ex(c.across_ex),
        across_in(c.across_in),
        decay_ex(c.decay_ex),
        decay_in(c.decay_in),
        step(&step) {}

  BOUTON_INLINE double advance(std::size_t k, double V_m, std::int32_t) const {
    if constexpr (simple) return substep(k, V_m);
    for (double n = 0; n < substeps[k]; ++n) V_m = substep(k, V_m);
    return V_m;
  }
  BOUTON_INLINE double substep(std::size_t k, double V_m) const {
    const double g_ex = ex[k], g_in = in[k];
    const double A = relaxing(k, g_ex, g_in);
    const double product = simple ? both[k] : both[k] * trust(A);
    double target = rest[k] + g_ex * (to_ex[k] + product * g_in) + to_in[k] * g_in;
    if (has_current) target += current[k] * (potential[k] - across_ex[k] * g_ex - across_in[k] * g_in);
    ex[k] = g_ex * decay_ex[k];
    in[k] = g_in * decay_in[k];
    return V_m + (simple ? relaxation_of_small(A) : relaxation(A)) * (target - A * V_m);
  }
  BOUTON_INLINE double relaxing(std::size_t k, double g_ex, double g_in) const {
    return leak[k] + mean_ex[k] * g_ex + mean_in[k] * g_in;
  }

  /// Whether all these units take one substep with a small A.
  BOUTON_INLINE bool is_simple(std::size_t begin, std::size_t end) const {
    std::int64_t others = 0;
    for (std::size_t k = begin; k < end; ++k) {
      const double A = relaxing(k, ex[k], in[k]);
      others += !(A >= 0) || !(A <= largest_small) || substeps[k] > 1;
    }
    return others == 0;
  }
  BOUTON_INLINE auto simpler() const requires(!simple) {
    return CondModel<uniform, has_current, true>(*step, *step->coefficients);
  }

  double *ex, *in;
  const double* current;
  Coefficient<uniform> substeps;
  Coefficient<uniform> leak, mean_ex, mean_in, rest, to_ex, to_in, both, potential, across_ex, across_in, decay_ex,
      decay_in;
  const CondStep* step;
};

template <bool uniform>
BOUTON_INLINE std::size_t step_units(const CondStep& step, bouton::Unit* spikes) {
  const auto& c = *step.coefficients;
  if (step.current) return bouton::step_iaf<uniform>(step.units, CondModel<uniform, true>(step, c), spikes);
  return bouton::step_iaf<uniform>(step.units, CondModel<uniform, false>(step, c), spikes);
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
    prepare_iaf({&g_L_, &E_ex_, &E_in_, &tau_syn_ex_, &tau_syn_in_});
    const auto substeps = [&](std::size_t k) {
      const double faster = std::min(tau_syn_ex_[k], tau_syn_in_[k]);
      return std::max(1.0, std::ceil(dt() / std::min(longest, most_time_constants * faster)));
    };
    // Of unit k: a substep; its share of a synaptic time constant; and what a conductance of 1 nS, or a current of 1
    // pA, counts in it.
    const auto h = [&](std::size_t k) { return dt() / substeps(k); };
    const auto x = [&](std::size_t k) { return h(k) / tau_syn_ex_[k]; };
    const auto y = [&](std::size_t k) { return h(k) / tau_syn_in_[k]; };
    const auto one = [&](std::size_t k) { return h(k) / C_m_[k]; };
    const auto mean_ex = [&](std::size_t k) { return one(k) * bouton::mean_of_decay(x(k)); };
    const auto mean_in = [&](std::size_t k) { return one(k) * bouton::mean_of_decay(y(k)); };
    const auto across = [&](std::size_t k, double share) { return 0.5 * one(k) * one(k) * against_constant(share); };
    const auto toward = [&](std::size_t k, double mean, double E, double share) {
      return mean * E + across(k, share) * (g_L_[k] * (E - E_L_[k]) - I_e_[k]);
    };
    const auto both = [&](std::size_t k) {
      return 0.5 * one(k) * one(k) * (E_in_[k] - E_ex_[k]) * against_each_other(x(k), y(k));
    };
    coefficients_ = {
        .substeps = derive(substeps),
        .leak = derive([&](std::size_t k) { return one(k) * g_L_[k]; }),
        .mean_ex = derive(mean_ex),
        .mean_in = derive(mean_in),
        .rest = derive([&](std::size_t k) { return one(k) * g_L_[k] * E_L_[k] + one(k) * I_e_[k]; }),
        .to_ex = derive([&](std::size_t k) { return toward(k, mean_ex(k), E_ex_[k], x(k)); }),
        .to_in = derive([&](std::size_t k) { return toward(k, mean_in(k), E_in_[k], y(k)); }),
        .both = derive(both),
        .potential = derive(one),
        .across_ex = derive([&](std::size_t k) { return across(k, x(k)); }),
        .across_in = derive([&](std::size_t k) { return across(k, y(k)); }),
        .decay_ex = derive([&](std::size_t k) { return std::exp(-x(k)); }),
        .decay_in = derive([&](std::size_t k) { return std::exp(-y(k)); }),
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

  PerUnit g_L_, E_ex_, E_in_, tau_syn_ex_, tau_syn_in_;
  Coefficients coefficients_;
  bouton::StateArray g_ex_, g_in_;
};

}  // namespace

BOUTON_PLUGIN(IafCondExp)
