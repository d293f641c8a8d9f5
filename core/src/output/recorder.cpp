#include <bouton/recorder.hpp>

#include <stdexcept>

#include <fmt/format.h>

#include <bouton/error.hpp>

#include "base/decimal.hpp"
#include "description/layer_part.hpp"

namespace bouton {

namespace {

[[noreturn]] void not_written(const char* call, const char* shape) {
  throw std::logic_error(fmt::format(
      "its type does not override {}(), but declares that it writes {}; its author has to mend it", call, shape));
}

}  // namespace

std::string_view to_string(RecordShape shape) {
  switch (shape) {
    case RecordShape::spikes: return "spikes";
    case RecordShape::values: return "values";
    case RecordShape::weights: return "weights";
  }
  return "";
}

double Recorder::milliseconds(std::uint64_t step) const { return multiply_decimal(static_cast<double>(step), dt()); }

void Recorder::spikes(std::size_t, std::uint64_t, std::span<const Unit>) { not_written("spikes", "spikes"); }
void Recorder::values(std::size_t, std::uint64_t, std::span<const double>) { not_written("values", "values"); }
void Recorder::weights(std::size_t, std::uint64_t, std::span<const WeightEntry>) { not_written("weights", "weights"); }

void Recorder::read(const std::filesystem::path&, std::span<const RecordTarget>, RecordSink&) {
  throw Error("recordings of this type cannot be read back: the type does not override read()");
}

std::string RecordTarget::of() const {
  const bool is_whole = units.stride == 1 && units.first == 0 && units.count == layer_size;
  if (is_whole || !columns.empty() || !units.listed.empty() || units.count == 0) return element;
  return part_name(element, LayerPart{units.first, static_cast<Unit>(units.count), units.stride});
}

}  // namespace bouton
