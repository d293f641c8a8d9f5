/// Parts of layers: some of their units, at even distances.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <bouton/signal.hpp>

namespace bouton {

/// So many units of a layer: number k of the part is unit `begin + k stride` of the layer.
struct LayerPart {
  Unit begin = 0;
  Unit count = 0;
  Unit stride = 1;

  Unit unit(std::size_t number) const { return static_cast<Unit>(begin + number * stride); }
  bool contains(Unit unit) const { return count_before(std::uint64_t{unit} + 1) > count_before(unit); }
  /// How many of the part's units come before that unit of the layer.
  Unit count_before(std::uint64_t unit) const;
  /// The numbers, in the part, of those of its units that lie in a slice of the layer.
  Slice numbers_in(Slice of_layer) const { return {count_before(of_layer.begin), count_before(of_layer.end)}; }

  friend bool operator==(const LayerPart&, const LayerPart&) = default;
};

/// Where a layer is named, a part of it may stand; no part means the whole.
inline Unit part_size(const std::optional<LayerPart>& part, Unit layer_size) { return part ? part->count : layer_size; }

/// "e", or "e[0:10]".
std::string part_name(const std::string& layer, const std::optional<LayerPart>& part);

/// A name and what stands in the brackets behind it: "e" and "0:10" of "e[0:10]".
struct PartText {
  std::string_view name, range;
};
/// Nothing if the text does not end in brackets.
std::optional<PartText> split_part(std::string_view text);

/// Reads what stands in the brackets, "begin:end", "begin:end:step" or "unit", as Python reads a slice; nothing if it
/// is the whole layer. Throws Error if it is no part of a layer of that size, which must not be 0.
std::optional<LayerPart> read_part(const PartText& text, Unit layer_size);

/// No unit.
inline constexpr std::uint64_t nobody = std::numeric_limits<std::uint64_t>::max();

/// The units that are in both of two parts of one layer, by their numbers in each: pair i of numbers is
/// `first_post + i step_post` and `first_pre + i step_pre`.
struct SharedUnits {
  std::uint64_t count = 0;
  std::uint64_t first_post = 0, step_post = 1;
  std::uint64_t first_pre = 0, step_pre = 1;

  static SharedUnits of(const LayerPart& post, const LayerPart& pre);

  /// The presynaptic unit that is the same as the postsynaptic one, or nobody; and the other way round.
  std::uint64_t pre_of(std::uint64_t post) const { return partner(post, first_post, step_post, first_pre, step_pre); }
  std::uint64_t post_of(std::uint64_t pre) const { return partner(pre, first_pre, step_pre, first_post, step_post); }
  /// How many of them are postsynaptic units of that range.
  std::uint64_t count_in(std::uint64_t begin, std::uint64_t end) const {
    return count_before(end) - count_before(begin);
  }

 private:
  std::uint64_t partner(std::uint64_t number, std::uint64_t first, std::uint64_t step, std::uint64_t other_first,
                        std::uint64_t other_step) const {
    if (number < first || (number - first) % step != 0 || (number - first) / step >= count) return nobody;
    return other_first + (number - first) / step * other_step;
  }
  std::uint64_t count_before(std::uint64_t post) const;
};

}  // namespace bouton
