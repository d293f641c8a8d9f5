/// What is said of a run while it goes on.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <bouton/run.hpp>

namespace bouton_program {

/// How often the units of a layer spike.
struct LayerRate {
  std::string name;
  double hz = 0;
};

/// Where a run stands, with what only who watches it knows.
struct RunPlace {
  const bouton::Progress* progress = nullptr;
  double dt = 1;                 ///< length of a step in ms
  double run_seconds = 0;        ///< since the run began
  double steps_per_second = 0;   ///< lately
  std::vector<LayerRate> rates;  ///< lately
};

/// One line: a bar, how far the run is, how fast, and how long it will take. What does not fit into `width` is left
/// out, what matters least first.
std::string place_text(const RunPlace& place, std::size_t width);
/// One line: the rates of as many layers as fit, and how many more there are; "" if there are none.
std::string rates_text(const std::vector<LayerRate>& rates, std::size_t width);
/// One line on how many of all connections are made.
std::string building_text(std::uint64_t made, std::uint64_t all, std::size_t width);

}  // namespace bouton_program
