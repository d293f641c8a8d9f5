/// How a weight that has changed is rounded to the precision in which it is stored.
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

#include <bouton/rules_in_use.hpp>
#include <bouton/signal.hpp>
#include <bouton/vectorized.hpp>

namespace bouton {

/// Rounds changed weights to single precision by chance: up with the probability that makes the expectation the exact
/// value ("stochastic rounding": Gupta et al. 2015, arXiv:1502.02551). Rounded to the nearest number instead, a weight
/// of 0.5 would never move by changes below 3e-8, however many there are.
///
/// A draw is a pure function of the key (made from the seed and the name of the synapse), the presynaptic and the
/// postsynaptic unit and the number of the update. So the bits do not depend on threads, or on how long a rule lets a
/// change wait, as long as it rounds after each change. Weights in double precision are left as they are, at no cost.
class WeightRounding {
 public:
  WeightRounding() = default;
  explicit WeightRounding(std::uint64_t key) : key_(key) {}

  /// The draws for the weights of one presynaptic unit in one update.
  class Draws {
   public:
    Draws() = default;
    explicit Draws(std::uint32_t base) : base_(base) {}

    /// Bits for the weight to unit `post` of the whole layer. The mixing is that of Wellons (lowbias32, 2018).
    BOUTON_INLINE std::uint32_t bits(Unit post) const {
      std::uint32_t x = base_ + post * 0x9e3779b9u;
      x = (x ^ x >> 16) * 0x7feb352du;
      x = (x ^ x >> 15) * 0x846ca68bu;
      return x ^ x >> 16;
    }
    /// The weight `w` as it is stored in the type T.
    template <class T>
    BOUTON_INLINE T round(double w, Unit post) const {
      if constexpr (std::is_same_v<T, double>) {
        return w;
      } else {
        // Of the bits of a double those that a float has no room for are the lowest 29. A random number below 2^29 is
        // added to them; it carries into the others as often as it should. What is left is cut off.
        const std::uint64_t sum = std::bit_cast<std::uint64_t>(w) + (bits(post) >> 3);
        return static_cast<T>(std::bit_cast<double>(sum & ~dropped));
      }
    }

    static constexpr std::uint64_t dropped = (std::uint64_t{1} << 29) - 1;

   private:
    std::uint32_t base_ = 0;
  };

  BOUTON_INLINE Draws draws(std::uint64_t pre, std::uint64_t update) const {
    return Draws(static_cast<std::uint32_t>(mix(mix(key_ ^ update) ^ pre)));
  }

 private:
  BOUTON_INLINE static std::uint64_t mix(std::uint64_t x) {
    x = (x ^ x >> 32) * 0xd6e8feb86659fd93u;
    return x ^ x >> 32;
  }

  std::uint64_t key_ = 0;
};

}  // namespace bouton
