/// Carries the spikes of many steps at once.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <utility>

#include <bouton/weights.hpp>

#include "network/output_ring.hpp"
#include "network/port_sums.hpp"
#include "numerics/weight_rows.hpp"

namespace bouton {

/// Of a synapse with more weights no copy is made: the memory is not worth the time. Of one weight that stands for all,
/// which is there to save memory, fewer copies are made.
inline constexpr std::size_t most_carried = std::size_t{4} << 20, most_carried_constant = std::size_t{1} << 18;

/// For a slice of a synapse with fixed weights whose presynaptic spikes are known for a whole window before its first
/// step: carries them through all weights at once, where there are so many that it takes less time.
class Carrier {
 public:
  /// Null where it could gain nothing.
  static std::unique_ptr<Carrier> make(const WeightMatrix& weights);
  Carrier(const WeightMatrix& weights, WeightRows rows)
      : weights_(&weights), rows_(std::move(rows)), history_(weights.pre_size()) {}

  struct Window {
    const OutputRing* source;
    std::uint64_t delay;
    std::uint64_t begin, end;  // ticks
    bool is_first, subtract;   // as the synapse is to its port
  };
  /// Adds to the sums of all steps of the window, or does nothing and returns false.
  bool carry(const Window& window, PortSums& sums);
  /// Whether the sums of that step are there.
  bool has_carried(std::uint64_t tick) const { return tick < carried_; }
  /// Before a window: nothing is carried.
  void begin() { carried_ = 0; }
  /// The weights may have changed.
  void note_change() { is_current_ = false; }

  std::size_t bytes() const { return rows_.bytes(); }

 private:
  bool is_faster(const Window& window) const;

  const WeightMatrix* weights_;
  WeightRows rows_;
  bool is_current_ = true;
  SpikeHistory history_;
  std::array<double*, SpikeHistory::most_steps> sums_{};
  std::uint64_t carried_ = 0;  // the tick before which all is carried
};

}  // namespace bouton
