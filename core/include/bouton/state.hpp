/// Named state: one visitor through which recording, checkpoints and reports reach what an element remembers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <bouton/export.hpp>

namespace bouton {

class WeightMatrix;

/// What a state variable is. Example: `{"mV", "membrane potential"}`.
struct StateText {
  std::string_view unit;     ///< "" if dimensionless
  std::string_view summary;  ///< a few words
};

/// The whole number that a CountArray takes for x: rounded, and within 32 bits.
BOUTON_API std::int32_t nearest_count(double x);

/// Called once per state variable, always in the same order: by the core for declared state, by the element for the
/// rest. What is handed over may be read and written during the call; names are unique within an element.
class BOUTON_API StateVisitor {
 public:
  virtual ~StateVisitor();

  /// One value per unit of the slice.
  virtual void per_unit(std::string_view name, std::span<double> values, StateText text) = 0;
  /// One value per unit of the presynaptic signal number `source` (0 is the one that carries).
  virtual void per_source(std::string_view name, std::span<double> values, std::size_t source, StateText text) = 0;
  /// The same of a CountArray: whole numbers. A visitor that does not care need not override them: it then sees the
  /// numbers as doubles, for the time of the call, and what it writes is rounded.
  virtual void counts_per_unit(std::string_view name, std::span<std::int32_t> values, StateText text);
  virtual void counts_per_source(std::string_view name, std::span<std::int32_t> values, std::size_t source,
                                 StateText text);
  /// A whole number, for example the position in a sequence.
  virtual void counter(std::string_view name, std::uint64_t& value, StateText text) = 0;
  /// One value per connection. The core shows `Synapse::weights()` by itself, under the name "weights"; a rule shows
  /// what else it has for each weight.
  virtual void weights(std::string_view name, WeightMatrix& values, StateText text) = 0;
};

}  // namespace bouton
