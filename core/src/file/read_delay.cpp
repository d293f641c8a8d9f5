#include "file/read_delay.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/quantity.hpp"
#include "file/matrix_file.hpp"
#include "file/parameters.hpp"
#include "file/value_rule.hpp"

namespace bouton {

namespace {

class DelayReader {
 public:
  DelayReader(const Node& synapse, double dt, const ConnectionSizes& sizes, SynapseDescription& description)
      : synapse_(synapse), dt_(dt), sizes_(sizes), description_(description) {}

  void read() {
    read_of_connections();
    const auto dendritic = synapse_.find("dendritic_delay");
    const auto count = dendritic ? dendritic->steps() : std::nullopt;
    if (!count || description_.sources.empty()) return;
    // One that is too long is reported, and counts as one, so that it seems to close no cycle.
    in_range(*dendritic, static_cast<double>(*count));
    description_.dendritic_delay = std::min(*count, longest_delay);
    if (description_.is_late()) return;
    auto& source = description_.sources[0];
    if (source.longest > 0) source.longest += *count;
    source.delay += *count;
  }

 private:
  void read_of_connections() {
    const auto steps = synapse_.find("delay"), ms = synapse_.find("delay_ms");
    if (steps && ms) return ms->report("give 'delay' or 'delay_ms', not both");
    const auto delay = steps ? steps : ms;
    is_ms_ = ms.has_value();
    if (!delay || (is_ms_ && dt_ <= 0)) return;
    const auto& value = delay->value();
    const bool is_of_connections = value.is_object() || (value.is_array() && !value.empty() && value[0].is_array());
    if (!is_of_connections) return read_of_sources(*delay);
    if (description_.sources.empty() || sizes_.pre == 0) return;
    if (value.is_array() || delay->find("values"))
      read_matrix_of(*delay);
    else if (is_value_rule(*delay))
      read_drawn(*delay);
    else
      read_file(*delay);
  }

  void read_of_sources(const Node& delay) {
    std::vector<Node> nodes;
    if (delay.value().is_array())
      nodes = delay.elements();
    else
      nodes.push_back(delay);
    const auto from = synapse_.find("from");
    const std::size_t names = !from ? 0 : from->value().is_array() ? from->value().size() : 1;
    if (delay.value().is_array() && nodes.size() != names)
      return delay.report(fmt::format("there are {} delays and {} presynaptic names", nodes.size(), names));
    for (std::size_t i = 0; i < nodes.size() && i < description_.sources.size(); ++i)
      if (const auto count = count_of(nodes[i])) description_.sources[i].delay = *count;
  }

  NumberUnit unit() const { return declared_unit(is_ms_ ? "ms" : "steps"); }

  /// One delay in steps.
  std::optional<std::uint64_t> count_of(const Node& node) const {
    if (!is_ms_) {
      const auto count = node.steps();
      if (count) return in_range(node, static_cast<double>(*count));
      return std::nullopt;
    }
    const auto value = node.number(unit());
    if (!value) return std::nullopt;
    const double whole = std::round(*value / dt_);
    if (!(whole >= 0) || std::abs(whole * dt_ - *value) > 1e-9 * std::max(1.0, *value)) {
      node.report(fmt::format("'delay_ms' is {}; it must be a whole multiple of dt, {} ms", *value, dt_));
      return std::nullopt;
    }
    return in_range(node, whole);
  }
  static std::optional<std::uint64_t> in_range(const Node& node, double steps) {
    if (steps <= static_cast<double>(longest_delay)) return static_cast<std::uint64_t>(steps);
    node.report(fmt::format("a delay must be at most {} steps", longest_delay));
    return std::nullopt;
  }

  void read_drawn(const Node& node) {
    const auto rule = read_value_rule(node, unit());
    if (!rule) return;
    using Shape = ValueDistribution::Shape;
    if (rule->shape == Shape::constant && !whole_steps(is_ms_ ? rule->first / dt_ : rule->first))
      return node.report(fmt::format("the delay is {} {}; it must be a whole number of steps of {} ms", rule->first,
                                     unit().wanted.text, dt_));
    auto& source = description_.sources[0];
    DrawnDelay drawn{*rule, is_ms_ ? 1 / dt_ : 1, source.delay};
    // What is not known before the delays are drawn: the shortest may be the shortest possible, the longest is only for
    // an estimate of the memory.
    const auto steps = [&](double value) {
      return static_cast<std::uint64_t>(std::clamp(std::round(value * drawn.steps_per_unit),
                                                   static_cast<double>(source.delay),
                                                   static_cast<double>(longest_delay)));
    };
    constexpr double far = 6;  // standard deviations
    double most = rule->shape == Shape::normal      ? rule->first + far * rule->second
                  : rule->shape == Shape::lognormal ? std::exp(rule->first + far * rule->second)
                  : rule->shape == Shape::gamma     ? rule->second * (rule->first + far * std::sqrt(rule->first))
                                                    : std::max(rule->first, rule->second);
    if (rule->clip) most = std::min(most, rule->clip->second);
    if (most * drawn.steps_per_unit > static_cast<double>(longest_delay))
      return node.report(fmt::format("a delay must be at most {} steps; clip the distribution", longest_delay));
    source.longest = steps(most);
    if (rule->clip) source.delay = steps(rule->clip->first);
    if (rule->shape == Shape::uniform || rule->shape == Shape::constant)
      source.delay = std::max(source.delay, steps(rule->first));
    description_.delays = drawn;
  }

  void read_matrix_of(const Node& node) {
    if (const auto matrix = read_matrix(node, unit())) take(node, *matrix);
  }

  void read_file(const Node& node) {
    if (!node.is_object_of({"constant", "distribution", "file", "unit"})) return;
    const auto file = node.require("file");
    const auto name = file ? file->text() : std::nullopt;
    const auto within = node.unit_within(unit());
    if (!name || !within) return;
    const auto path = node.document().resolve(*name);
    try {
      auto read = read_matrix_file(path);
      if (auto* matrix = std::get_if<Matrix>(&read)) {
        for (double& x : matrix->values) x = node.converted(x, *within);
        return take(*file, *matrix);
      }
      file->report(fmt::format("{}: holds listed pairs; wanted a matrix of delays [post][pre]", path.string()));
    } catch (const MatrixFileError& error) {
      file->report(fmt::format("{}: {}", path.string(), error.what()));
    }
  }

  void take(const Node& node, const Matrix& matrix) {
    if (matrix.rows != sizes_.post || matrix.columns != sizes_.pre)
      return node.report(
          fmt::format("delays are {} x {}; wanted {} x {} (a row for each unit of '{}', a column for each "
                      "of '{}')",
                      matrix.rows, matrix.columns, sizes_.post, sizes_.pre, sizes_.post_name, sizes_.pre_name));
    auto& source = description_.sources[0];
    DelayMatrix delays{matrix.columns, {}};
    for (const double value : matrix.values) {
      const double steps = is_ms_ ? value / dt_ : value, whole = std::round(steps);
      if (!(whole >= 0 && whole <= static_cast<double>(longest_delay)) ||
          std::abs(whole - steps) > 1e-9 * std::max(1.0, steps))
        return node.report(fmt::format("a delay is {}; wanted {} from 0 to {} steps", value,
                                       is_ms_ ? fmt::format("a multiple of dt, {} ms,", dt_) : "whole numbers",
                                       longest_delay));
      delays.steps.push_back(static_cast<std::uint32_t>(whole));
    }
    const auto [least, most] = std::ranges::minmax(delays.steps);
    source.delay = least;
    source.longest = most;
    description_.delays = std::move(delays);
  }

  const Node& synapse_;
  double dt_;
  const ConnectionSizes& sizes_;
  SynapseDescription& description_;
  bool is_ms_ = false;
};

}  // namespace

void read_delay(const Node& synapse, double dt, const ConnectionSizes& sizes, SynapseDescription& description) {
  DelayReader(synapse, dt, sizes, description).read();
}

}  // namespace bouton
