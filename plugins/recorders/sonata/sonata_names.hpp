/// Where things stand in a file.
#pragma once

#include <algorithm>
#include <string>

#include <bouton/recorder.hpp>

/// A population is a layer or a synapse; a name in HDF5 has no '/'.
inline std::string population_name(const bouton::RecordTarget& target) {
  auto name = target.element;
  std::ranges::replace(name, '/', '_');
  return name;
}
inline std::string report_name(const bouton::RecordTarget& target) { return "/report/" + population_name(target); }
inline std::string group_name(const bouton::RecordTarget& target) {
  return target.shape == bouton::RecordShape::spikes ? "/spikes/" + population_name(target) : report_name(target);
}
