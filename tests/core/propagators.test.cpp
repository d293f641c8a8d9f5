#include <array>

#include <doctest/doctest.h>

#include <bouton/propagators.hpp>

namespace {

/// The integral over a step of f(s) exp(-(h - s) / tau_m) / C, by Gauss's rule with five points in each of 400 parts.
template <class F>
double integral(double h, double tau_m, double C, F f) {
  constexpr std::array<double, 5> places{-0.9061798459386640, -0.5384693101056831, 0, 0.5384693101056831,
                                         0.9061798459386640};
  constexpr std::array<double, 5> weights{0.2369268850561891, 0.4786286704993665, 0.5688888888888889,
                                          0.4786286704993665, 0.2369268850561891};
  constexpr int parts = 400;
  double sum = 0;
  for (int i = 0; i < parts; ++i)
    for (std::size_t k = 0; k < places.size(); ++k) {
      const double s = h * (i + 0.5 + places[k] / 2) / parts;
      sum += weights[k] / 2 * f(s) * std::exp(-(h - s) / tau_m);
    }
  return sum * h / parts / C;
}

}  // namespace

TEST_CASE("propagators are the integrals that they stand for, however near the time constants are") {
  for (const double h : {0.1, 1.0})
    for (const double tau_m : {1.0, 10.0, 200.0})
      for (const double ratio :
           {0.02, 0.5, 0.999, 1 - 1e-9, 1 - 1e-15, 1.0, 1 + 1e-15, 1 + 1e-12, 1 + 1e-6, 1.1, 30.0}) {
        CAPTURE(h);
        CAPTURE(tau_m);
        CAPTURE(ratio);
        const double tau = tau_m * ratio, C = 250;
        const auto decaying = [&](double s) { return std::exp(-s / tau); };
        const auto ramp = [&](double s) { return s * std::exp(-s / tau); };
        CHECK(bouton::potential_of_decaying(h, tau_m, tau, C) ==
              doctest::Approx(integral(h, tau_m, C, decaying)).epsilon(2e-14));
        CHECK(bouton::potential_of_ramp(h, tau_m, tau, C) ==
              doctest::Approx(integral(h, tau_m, C, ramp)).epsilon(2e-14));
        CHECK(bouton::potential_of_constant(h, tau_m, C) ==
              doctest::Approx(integral(h, tau_m, C, [](double) { return 1.0; })).epsilon(2e-14));
      }
}

TEST_CASE("the means of a decay and of its ramp go over into their limits at 0") {
  CHECK(bouton::mean_of_decay(0) == 1);
  CHECK(bouton::mean_of_decay(1e-12) == doctest::Approx(1 - 5e-13).epsilon(1e-15));
  CHECK(bouton::mean_of_decay(800) == doctest::Approx(1.0 / 800).epsilon(1e-15));
  CHECK(bouton::mean_of_ramped_decay(0) == 0.5);
  CHECK(bouton::mean_of_ramped_decay(1e-12) == doctest::Approx(0.5 - 1e-12 / 3).epsilon(1e-15));
  // Below 1 a series is summed, from 1 on the closed form is taken.
  CHECK(bouton::mean_of_ramped_decay(std::nextafter(1.0, 0.0)) ==
        doctest::Approx(bouton::mean_of_ramped_decay(1.0)).epsilon(1e-15));
  CHECK(bouton::mean_of_ramped_decay(1e9) == doctest::Approx(1e-18).epsilon(1e-15));
}
