/// Files with spikes: a line of names, then a line `TIME,UNIT` for each spike.
#pragma once

#include <filesystem>
#include <vector>

/// What the first column is; its name says it.
enum class SpikeColumn {
  time,  ///< "time": when the spike is, at the end of its step, in ms
  step,  ///< "step": the number of the step, from 0, as a recorder writes it
  begin  ///< "ms": when the step begins, as a recorder writes it if it is asked for times
};

struct SpikeFile {
  SpikeColumn column = SpikeColumn::time;
  std::vector<double> when;
  std::vector<double> units;
};

/// Throws std::invalid_argument with the file, the line and what was wanted there.
SpikeFile read_spike_file(const std::filesystem::path& path);
