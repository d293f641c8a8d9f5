/// What synapses with limited weights have in common.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <bouton/declaration.hpp>
#include <bouton/rules_in_use.hpp>
#include <bouton/synapse.hpp>
#include <bouton/weight_rounding.hpp>

namespace bouton {

/// A synapse that carries its first signal through weights, which learning keeps within [Wmin, Wlim].
///
/// Weights may start outside of the limits, or be left outside when those are changed. The next update that learns
/// brings them inside, after the rule: it sees them as they are.
class BoundedSynapse : public Synapse {
 public:
  /// Declares `Wlim` and `Wmin`.
  template <class T>
  static void declare_limits(Declaration<T>& d) {
    d.parameter("Wlim", &BoundedSynapse::most_, "largest weight").unit("weight").default_value(1.0);
    d.parameter("Wmin", &BoundedSynapse::given_least_,
                "smallest weight; if absent -Wlim, or 0 where syn_type is exc or inh")
        .unit("weight");
  }

  /// A rule that overrides it calls it first. Throws std::invalid_argument if `Wmin` is larger than `Wlim`.
  void prepare() override {
    least_ = given_least_.value_or(syn_type() == SynapseType::hybrid ? -most_ : 0.0);
    if (least_ > most_ && given_least_)
      throw std::invalid_argument("'Wmin' is " + text(least_) + ", larger than 'Wlim', " + text(most_));
    if (least_ > most_)
      throw std::invalid_argument("'Wlim' is " + text(most_) +
                                  "; it must not be negative unless 'Wmin' is given as well");
    rounded_most_ = most_;
    if (weights().precision() == WeightPrecision::float32) round_limits();
    are_within_ = false;
    rounding_ = WeightRounding(random("rounding").bits(0, 0));
  }

  void propagate(const SynapseInputs& in, std::span<double> port) override { weights().accumulate(in.source(0), port); }

  std::optional<WeightBounds> weight_limits() const override { return WeightBounds{least_, rounded_most_}; }

 protected:
  /// Brings a weight into the limits. Take a copy before a loop over weights.
  struct Limits {
    double least, most;
    double operator()(double w) const { return std::min(std::max(w, least), most); }
  };
  /// What each weight that a rule changes goes through.
  Limits limits() const {
    // A rule may visit a weight several times; while some are outside, all wait for the end of the update.
    constexpr double none = std::numeric_limits<double>::infinity();
    return are_within_ ? Limits{least_, rounded_most_} : Limits{-none, none};
  }
  /// How a weight that a rule changes is stored, once it has gone through `limits`, which are numbers of that
  /// precision.
  const WeightRounding& rounding() const { return rounding_; }
  /// [required] To be called at the end of each update that learns.
  void keep_within_limits() {
    if (are_within_) return;
    are_within_ = true;
    const auto limit = limits();
    weights().visit_values([&](auto values) {
      for (auto& w : values) w = static_cast<std::remove_reference_t<decltype(w)>>(limit(w));
    });
  }
  /// False from when the limits or the weights are set until the next update that learns.
  bool are_weights_within_limits() const { return are_within_; }

 private:
  /// A weight in single precision that is cut to a limit must not be rounded beyond it.
  void round_limits() {
    const float low = static_cast<float>(least_), high = static_cast<float>(most_);
    constexpr float infinity = std::numeric_limits<float>::infinity();
    least_ = low < least_ ? std::nextafter(low, infinity) : low;
    const double most = high > most_ ? std::nextafter(high, -infinity) : high;
    if (least_ > most) throw std::invalid_argument("no float32 lies between 'Wmin' and 'Wlim', " + text(most_));
    rounded_most_ = most;
  }
  static std::string text(double x) {
    std::array<char, 32> digits;
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), x).ptr};
  }

  double most_ = 1;
  std::optional<double> given_least_;
  double least_ = -1, rounded_most_ = 1;  // in the precision of the weights
  WeightRounding rounding_;
  bool are_within_ = false;  // since the limits or the weights were last set
};

}  // namespace bouton
