#include "check/drive.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "check/trial.hpp"

namespace bouton_program {

namespace {

/// How a population spiked.
struct Spiking {
  std::size_t spikes = 0;
  std::size_t units_often = 0;  ///< that spiked twice or more, and not in all steps
  bool is_finite = true;
};

Spiking spiking_of(const bouton::Registry& registry, const Stage& stage) {
  Spiking result;
  auto network = stage.build(registry);
  const auto seen = observe(network, stage, stage.steps, false);
  std::vector<std::size_t> counts(stage.size);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    result.is_finite = result.is_finite && std::isfinite(seen[i]);
    counts[i % stage.size] += seen[i] == 1;
  }
  for (const auto count : counts) {
    result.spikes += count;
    result.units_often += count >= 2 && count < stage.steps;
  }
  return result;
}

/// All drives of one size: to all ports, then to each of several alone, since one may inhibit what another excites.
std::vector<Drive> drives(double factor, std::size_t ports) {
  std::vector<Drive> all{{factor}};
  for (std::size_t port = 0; port < ports && ports > 1; ++port) all.push_back({factor, port});
  return all;
}

/// Takes the drives in turn, and keeps the best.
class Search {
 public:
  explicit Search(const Trial& trial) : trial_(trial) {}

  /// True once a drive is good enough.
  bool try_factor(double factor, std::uint64_t steps) {
    for (const auto& drive : drives(factor, trial_.type.ports.size())) {
      auto stage = stages(trial_)[0];
      stage.drive = drive;
      stage.steps = steps;
      const auto found = spiking_of(trial_.registry, stage);
      if (!found.is_finite) continue;
      const bool is_better = found.units_often > best_.units_often || (best_.spikes == 0 && found.spikes > 0);
      if (is_better) best_ = found, driven_ = {drive, steps, found.spikes};
      if (2 * best_.units_often >= stage.size) return true;
    }
    return false;
  }

  Driven driven() const { return driven_; }

 private:
  const Trial& trial_;
  Spiking best_;
  Driven driven_;
};

}  // namespace

bool publishes_spikes(const bouton::TypeDeclaration& type) {
  return (type.kind == bouton::TypeKind::neuron || type.kind == bouton::TypeKind::generator) &&
         type.output != bouton::OutputKind::analog;
}

Driven find_drive(const Trial& trial) {
  constexpr double most = 1e7;
  Search search(trial);
  for (const std::uint64_t steps : {60, 600, 3000}) {
    const double step = steps == 60 ? std::sqrt(10.0) : 10.0;
    for (const double sign : {1.0, -1.0})
      for (double size = 1; size < most; size *= step) {
        if (search.try_factor(sign * size, steps)) return search.driven();
        if (trial.type.ports.empty()) break;
      }
  }
  return search.driven();
}

std::string describe(const Driven& driven, const bouton::TypeDeclaration& type) {
  std::string text;
  const auto& drive = driven.drive;
  if (!type.ports.empty() && drive.factor != 1) text = fmt::format("inputs up to {:.4g}", 2 * drive.factor);
  if (drive.port) text += fmt::format(" at port '{}'", type.ports[*drive.port].name);
  if (driven.steps != Stage().steps) text += fmt::format("{}{} steps", text.empty() ? "" : ", in ", driven.steps);
  return text;
}

}  // namespace bouton_program
