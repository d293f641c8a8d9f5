#include "summary_tables.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "figures.hpp"
#include "table.hpp"

namespace bouton_program {

namespace {

constexpr std::size_t most_lines = 30;
constexpr std::size_t widest_name = 24;

std::string share_text(double share) { return fmt::format("{:.1f} %", 100 * share); }

std::string share_text(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? "-" : share_text(static_cast<double>(part) / static_cast<double>(whole));
}

std::vector<std::string> cells_of(const bouton::LayerSummary& layer, double dt) {
  return {cut_to(layer.name, widest_name),
          count_text(layer.units),
          count_text(layer.spikes),
          fmt::format("{:.4g} Hz", layer.rate_in_hz(dt)),
          fmt::format("{:.3g}", layer.rate_per_step()),
          share_text(layer.silent, layer.units),
          share_text(layer.saturated, layer.units),
          layer.cv ? fmt::format("{:.2f}", *layer.cv) : "-"};
}

/// The layers from `first` on, as if they were one.
bouton::LayerSummary together(const std::vector<bouton::LayerSummary>& layers, std::size_t first) {
  bouton::LayerSummary all;
  all.name = fmt::format("({} more)", layers.size() - first);
  all.steps = layers[first].steps;
  for (std::size_t i = first; i < layers.size(); ++i) {
    all.units += layers[i].units;
    all.spikes += layers[i].spikes;
    all.silent += layers[i].silent;
    all.saturated += layers[i].saturated;
  }
  return all;
}

std::vector<std::string> cells_of(const std::string& name, const std::string& connections, const char* when,
                                  const bouton::WeightSummary& weights) {
  const auto number = [](double x) { return fmt::format("{:.4g}", x); };
  return {name,
          connections,
          when,
          number(weights.mean),
          number(weights.deviation),
          number(weights.least),
          number(weights.most),
          weights.at_limits ? share_text(*weights.at_limits) : "-"};
}

}  // namespace

std::string layers_table(const bouton::RunSummary& summary, double dt, std::size_t width) {
  const auto& layers = summary.layers;
  if (layers.empty()) return "";
  using enum Table::Side;
  Table table({{"layer", left, 9},
               {"units", right, 2},
               {"spikes", right, 3},
               {"rate", right, 8},
               {"per step", right, 1},
               {"silent", right, 7},
               {"saturated", right, 5},
               {"CV", right, 6}});
  const auto shown = layers.size() <= most_lines ? layers.size() : most_lines - 1;
  for (std::size_t i = 0; i < shown; ++i) table.add(cells_of(layers[i], dt));
  if (shown < layers.size()) table.add(cells_of(together(layers, shown), dt));
  return table.text(width);
}

std::string weights_table(const bouton::RunSummary& summary, std::size_t width) {
  const auto& synapses = summary.synapses;
  if (synapses.empty()) return "";
  using enum Table::Side;
  Table table({{"weights", left, 9},
               {"connections", right, 1},
               {"", left, 8},
               {"mean", right, 7},
               {"deviation", right, 5},
               {"least", right, 4},
               {"most", right, 3},
               {"at limits", right, 6}});
  const auto shown = std::min(synapses.size(), most_lines / 2);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& one = synapses[i];
    table.add(cells_of(cut_to(one.name, widest_name), count_text(one.connections), "before", one.before));
    table.add(cells_of("", "", "after", one.after));
  }
  auto text = table.text(width);
  if (shown < synapses.size()) text += fmt::format("({} more are in run.json)\n", synapses.size() - shown);
  return text;
}

}  // namespace bouton_program
