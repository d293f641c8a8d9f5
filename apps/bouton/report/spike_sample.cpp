#include "report/spike_sample.hpp"

#include "report/packing.hpp"

namespace bouton_program {

SpikeSample::SpikeSample(std::size_t units, std::size_t most_spikes)
    : all_units_(units), most_spikes_(most_spikes), seen_(units) {}

void SpikeSample::add(std::uint64_t step, std::uint32_t unit) {
  const auto number = seen_[unit]++;
  if (!is_kept(unit, number)) return;
  steps_.push_back(step);
  units_.push_back(unit);
  numbers_.push_back(number);
  while (units_.size() > most_spikes_) thin();
}

void SpikeSample::thin() {
  constexpr std::size_t fewest_units = 100;
  if (all_units_ / unit_stride_ >= 2 * fewest_units)
    unit_stride_ *= 2;
  else
    spike_stride_ *= 2;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    if (!is_kept(units_[i], numbers_[i])) continue;
    steps_[kept] = steps_[i];
    units_[kept] = units_[i];
    numbers_[kept++] = numbers_[i];
  }
  steps_.resize(kept);
  units_.resize(kept);
  numbers_.resize(kept);
}

std::string SpikeSample::packed() const {
  std::string bytes;
  std::uint64_t last_step = 0;
  for (std::size_t begin = 0; begin < steps_.size();) {
    std::size_t end = begin;
    while (end < steps_.size() && steps_[end] == steps_[begin]) ++end;
    add_varint(bytes, steps_[begin] - last_step);
    add_varint(bytes, end - begin);
    std::uint32_t last_unit = 0;
    for (std::size_t i = begin; i < end; ++i) {
      add_varint(bytes, units_[i] - last_unit);
      last_unit = units_[i];
    }
    last_step = steps_[begin];
    begin = end;
  }
  return bytes;
}

}  // namespace bouton_program
