#include "read_sonata.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "hdf5_file.hpp"
#include "sonata_names.hpp"

namespace {

using bouton::RecordShape;
using bouton::RecordTarget;
using bouton::Unit;

/// So many numbers are read at a time.
constexpr hsize_t at_a_time = 1 << 17;

std::vector<RecordTarget> targets_in(const Hdf5File& file) {
  std::vector<RecordTarget> targets;
  for (const auto& name : file.names_in("/spikes")) {
    targets.emplace_back();
    targets.back().element = name;
    targets.back().variable = "spikes";
    targets.back().shape = RecordShape::spikes;
  }
  for (const auto& name : file.names_in("/report")) {
    targets.emplace_back();
    targets.back().element = name;
    auto& units = targets.back().units;
    const auto nodes = file.open_dataset("/report/" + name + "/mapping/node_ids");
    units.count = file.size_of(nodes).at(0);
    units.listed.resize(units.count);
    if (units.count > 0) file.read_rows(nodes, H5T_NATIVE_UINT32, 0, units.count, 0, units.listed.data());
  }
  return targets;
}

/// The step that begins, or ends, at a time.
std::uint64_t step_at(const Hdf5File& file, double time, double dt) {
  const double step = std::round(time / dt);
  if (!(step >= 0 && step < 0x1p63)) file.fail("has a time that is none: " + std::to_string(time));
  return static_cast<std::uint64_t>(step);
}

void read_spikes(const Hdf5File& file, const RecordTarget& target, std::size_t number, double dt,
                 bouton::RecordSink& sink) {
  const auto times = file.open_dataset(group_name(target) + "/timestamps"),
             nodes = file.open_dataset(group_name(target) + "/node_ids");
  const auto count = file.size_of(times).at(0);
  if (file.size_of(nodes).at(0) != count) file.fail("has not as many nodes as times in " + group_name(target));
  std::vector<double> some_times;
  std::vector<Unit> some_nodes, units;
  std::uint64_t of_units = 0;
  for (hsize_t first = 0; first < count; first += at_a_time) {
    const auto rows = std::min(at_a_time, count - first);
    some_times.resize(rows);
    some_nodes.resize(rows);
    file.read_rows(times, H5T_NATIVE_DOUBLE, first, rows, 0, some_times.data());
    file.read_rows(nodes, H5T_NATIVE_UINT32, first, rows, 0, some_nodes.data());
    for (hsize_t i = 0; i < rows; ++i) {
      const auto end = step_at(file, some_times[i], dt);
      if (end == 0 || end - 1 < of_units) file.fail("has spikes that are not ordered by time in " + group_name(target));
      if (end - 1 != of_units && !units.empty()) {
        sink.spikes(number, of_units, units);
        units.clear();
      }
      of_units = end - 1;
      units.push_back(some_nodes[i]);
    }
  }
  if (!units.empty()) sink.spikes(number, of_units, units);
}

void read_report(const Hdf5File& file, const RecordTarget& target, std::size_t number, double dt,
                 bouton::RecordSink& sink) {
  const auto data = file.open_dataset(group_name(target) + "/data"),
             time = file.open_dataset(group_name(target) + "/mapping/time");
  const auto size = file.size_of(data);
  if (size.size() != 2 || size[1] != target.width() || file.size_of(time) != std::vector<hsize_t>{3})
    file.fail("has no report of " + std::to_string(target.width()) + " values in " + group_name(target));
  double times[3];
  file.read_rows(time, H5T_NATIVE_DOUBLE, 0, 3, 0, times);
  const auto every = step_at(file, times[2], dt);
  auto step = step_at(file, times[0], dt);
  if (size[0] > 0 && target.bin == 0 && step-- == 0) file.fail("has a report that begins before the first step ends");
  const auto most_rows = std::max<hsize_t>(at_a_time / std::max<hsize_t>(size[1], 1), 1);
  std::vector<double> values;
  for (hsize_t first = 0; first < size[0]; first += most_rows) {
    const auto rows = std::min(most_rows, size[0] - first);
    values.resize(rows * size[1]);
    file.read_rows(data, H5T_NATIVE_DOUBLE, first, rows, size[1], values.data());
    for (hsize_t i = 0; i < rows; ++i, step += every)
      sink.values(number, step, std::span(values).subspan(i * size[1], size[1]));
  }
}

}  // namespace

void read_sonata(const std::filesystem::path& path, std::span<const RecordTarget> known, double dt,
                 bouton::RecordSink& sink) {
  const auto file = Hdf5File::open(path);
  const auto targets = known.empty() ? targets_in(file) : std::vector(known.begin(), known.end());
  sink.targets(targets);
  for (std::size_t i = 0; i < targets.size(); ++i)
    if (targets[i].shape == RecordShape::spikes)
      read_spikes(file, targets[i], i, dt, sink);
    else
      read_report(file, targets[i], i, dt, sink);
}
