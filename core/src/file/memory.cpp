#include "file/memory.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/usable_memory.hpp"
#include "network/memory_plan.hpp"

namespace bouton {

namespace {

constexpr double number_bytes = sizeof(double);

/// What the network may have: what this process may use, or less where the caller sets a limit.
MemoryLimit available(const Document& document) {
  const auto usable = usable_memory();
  if (!document.memory_limit) return usable;
  return usable.least({static_cast<double>(*document.memory_limit), "the limit that was set"});
}

}  // namespace

bool check_numbers_fit(const Node& node, double count) {
  const auto limit = available(node.document());
  const double before = std::exchange(node.document().numbers_made, node.document().numbers_made + count);
  if ((before + count) * number_bytes <= limit.bytes) return true;
  node.document().numbers_made = before;
  node.report(fmt::format("needs about {} for {} values{}; {}", in_gibibytes(count * number_bytes), count,
                          before > 0 ? fmt::format(" beside {} that come before", before) : "", limit.in_words()));
  return false;
}

void check_memory(Document& document, const NetworkDescription& network, std::size_t threads) {
  const auto limit = available(document);
  const auto plan = plan_memory(network, threads);
  bool found = false;
  for (const auto& element : plan.elements) {
    if (element.total() <= limit.bytes) continue;
    found = true;
    const auto what = element.is_synapse
                          ? std::string(element.state > 0 ? "its weights and state" : "its weights")
                          : fmt::format("{:.0f} units and the outputs of {} steps", element.units, element.steps);
    document.report(element.description->pointer,
                    fmt::format("'{}' needs about {} for {}; {}", element.description->name,
                                in_gibibytes(element.total()), what, limit.in_words()));
  }
  if (plan.peak > limit.bytes && !found)
    document.report("", fmt::format("the network needs about {}; {}", in_gibibytes(plan.peak), limit.in_words()));
}

}  // namespace bouton
