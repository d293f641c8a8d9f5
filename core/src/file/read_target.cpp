#include "file/read_target.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <bouton/error.hpp>

#include "description/layer_part.hpp"

namespace bouton {

namespace {

/// "[0:100]", "::10" or "7".
std::optional<RecordedUnits> read_range(const Node& node, Unit size) {
  auto text = *node.text();
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  try {
    const auto part = read_part({"units", text}, size).value_or(LayerPart{0, size, 1});
    return RecordedUnits{part.count, part.begin, part.stride};
  } catch (const Error& error) {
    node.report(error.what());
    return std::nullopt;
  }
}

std::optional<RecordedUnits> read_list(const Node& node, Unit size) {
  RecordedUnits units;
  for (const auto& element : node.elements()) {
    const auto unit = element.count();
    if (!unit) return std::nullopt;
    if (*unit >= size) {
      element.report(fmt::format("there is no unit {}; the units are 0 to {}", *unit, size - 1));
      return std::nullopt;
    }
    units.listed.push_back(static_cast<Unit>(*unit));
  }
  std::ranges::sort(units.listed);
  if (const auto twice = std::ranges::adjacent_find(units.listed); twice != units.listed.end()) {
    node.report(fmt::format("unit {} stands twice", *twice));
    return std::nullopt;
  }
  if (units.listed.empty()) {
    node.report("the list is empty; name at least one unit, or leave 'units' out");
    return std::nullopt;
  }
  units.count = units.listed.size();
  return units;
}

/// The units with the smallest random numbers.
std::optional<RecordedUnits> draw(const Node& node, const RecordedUnits& whole, const Random& random) {
  if (!node.is_exactly({"random"})) return std::nullopt;
  const auto place = node.require("random");
  const auto count = place ? place->count(1) : std::nullopt;
  if (!count) return std::nullopt;
  if (*count < 1 || *count > whole.size()) {
    place->report(fmt::format("{} units cannot be drawn; wanted 1 to {}", *count, whole.size()));
    return std::nullopt;
  }
  std::vector<std::pair<std::uint64_t, Unit>> drawn;
  for (std::size_t k = 0; k < whole.size(); ++k) drawn.emplace_back(random.bits(whole[k], 0), whole[k]);
  std::nth_element(drawn.begin(), drawn.begin() + static_cast<std::ptrdiff_t>(*count - 1), drawn.end());
  RecordedUnits units;
  for (std::size_t k = 0; k < *count; ++k) units.listed.push_back(drawn[k].second);
  std::ranges::sort(units.listed);
  units.count = units.listed.size();
  return units;
}

/// A window of time, or phases.
void read_when_object(const Node& when, TargetDescription& target) {
  if (!when.is_object_of({"start", "end", "phase"})) return;
  target.from = when.steps_or("start", target.from);
  const auto end = when.find("end");
  if (end) target.until = end->steps().value_or(target.until);
  if (target.until <= target.from)
    end->report(
        fmt::format("'end' is step {}, and 'start' is step {}; nothing would be recorded", target.until, target.from));
  if (const auto phase = when.find("phase")) {
    target.phase = phase->text().value_or("");
    if (phase->value().is_string() && target.phase.empty()) phase->report("the name of the phase is empty");
  }
}

void read_bin(const Node& entry, bool is_of_spikes, TargetDescription& target) {
  const auto bin = entry.find("bin"), sum = entry.find("sum");
  if (sum) target.sum = sum->boolean().value_or(false);
  if (sum && !bin) sum->report("'sum' adds up the counts of all units, and there are no counts; give a 'bin'");
  if (!bin) return;
  target.bin = bin->steps(1).value_or(1);
  if (target.bin == 0) bin->report("'bin' is 0; it must be >= 1 (steps)"), target.bin = 1;
  if (!is_of_spikes)
    bin->report(fmt::format("'bin' counts spikes, and '{}' of '{}' are none; use 'every'", target.variable, target.of));
  if (const auto every = entry.find("every")) every->report("'bin' says how often there is a count; leave 'every' out");
  if (target.at_end) entry.find("when")->report("counts in bins are no single sample; leave \"when\": \"end\" out");
  target.every = target.bin;
}

void read_reduction(const Node& reduce, const std::string& weight_unit, TargetDescription& target) {
  if (reduce.value().is_string()) {
    if (reduce.choice({"moments"})) target.reduction = WeightReduction{};
    return;
  }
  if (!reduce.is_exactly({"histogram", "low", "high"})) return;
  const auto bins = reduce.require("histogram"), low = reduce.require("low"), high = reduce.require("high");
  if (!bins || !low || !high) return;
  constexpr std::uint64_t most_bins = 1'000'000;
  const auto count = bins->count(1, most_bins);
  const auto unit = declared_unit(weight_unit);
  const auto least = low->number(unit), most = high->number(unit);
  if (!count || !least || !most) return;
  if (*count < 1 || *count > most_bins)
    bins->report(fmt::format("'histogram' is {}; wanted 1 to {} bins", *count, most_bins));
  if (!(*least < *most)) high->report(fmt::format("'high' is {}, and 'low' is {}; wanted more", *most, *least));
  target.reduction = WeightReduction{WeightReduction::Kind::histogram, *count, *least, *most};
}

/// A sample of spikes would be those of one step, and the others would be lost.
void keep_all_spikes(const Node& entry, TargetDescription& target) {
  if (target.every == 1 && !target.at_end) return;
  const auto key = target.at_end ? "when" : "every";
  entry.document().warn(
      entry.find(key)->pointer(),
      fmt::format("'{}' does not hold for spikes, which are events and not sampled: all of them are recorded; leave "
                  "it out, or record 'output'",
                  key));
  target.every = 1;
  target.at_end = false;
}

}  // namespace

std::optional<RecordedUnits> read_units(const Node& units, const std::optional<RecordedUnits>& of, Unit size,
                                        const Random& random) {
  if (units.value().is_object()) return draw(units, of.value_or(RecordedUnits{size}), random);
  if (of) {
    units.report("'of' names a part of the layer already; name the units there, or only here");
    return std::nullopt;
  }
  if (units.value().is_string()) return read_range(units, size);
  return read_list(units, size);
}

void read_sampling(const Node& entry, bool is_of_spikes, const std::string& weight_unit, TargetDescription& target) {
  if (const auto every = entry.find("every")) target.every = every->steps(1).value_or(1);
  if (target.every == 0) entry.find("every")->report("'every' is 0; it must be >= 1 (steps)"), target.every = 1;
  if (const auto when = entry.find("when")) {
    if (when->value().is_object())
      read_when_object(*when, target);
    else
      target.at_end = when->choice({"every", "end"}) == 1;
  }
  read_bin(entry, is_of_spikes, target);
  if (const auto reduce = entry.find("reduce")) read_reduction(*reduce, weight_unit, target);
  if (is_of_spikes && target.bin == 0) keep_all_spikes(entry, target);
}

}  // namespace bouton
