#include <unistd.h>

#include <fstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "graph/dot.hpp"
#include "graph/svg.hpp"
#include "print.hpp"
#include "run_record.hpp"
#include "table.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

std::string slices_text(const std::vector<bouton::Slice>& slices) {
  if (slices.size() == 1) return "1";
  std::vector<std::string> ranges;
  for (const auto& slice : slices) ranges.push_back(fmt::format("{}:{}", slice.begin, slice.end));
  return fmt::format("{}: {}", slices.size(), fmt::join(ranges, " "));
}

/// In which order layers step, and what can be done at the same time.
void print_schedule(const bouton::NetworkPlan& plan) {
  using enum Table::Side;
  Table table({{"order", right, 1}, {"layer", left, 3}, {"level", right, 2}, {"slices", left, 0}});
  for (std::size_t i = 0; i < plan.schedule.size(); ++i) {
    const auto& one = plan.schedule[i];
    table.add({fmt::to_string(i + 1), one.name, fmt::to_string(one.level + 1), slices_text(one.slices)});
  }
  show("{}\nsteps at a time: {}{}{}\n", table.text(width_of_output(STDOUT_FILENO)), plan.window > 1 ? "up to " : "",
       plan.window, plan.draws_delays ? ", or more, depending on the delays that are drawn" : "");
}

Json read_network(const std::filesystem::path& file) {
  std::ifstream in(file);
  return Json::parse(in, nullptr, true, true);
}

}  // namespace

int draw_graph(const GraphCommand& command, const CommonOptions& common) {
  auto registry = make_registry(common);
  bouton::NetworkOptions options;
  options.threads = command.threads;
  const auto plan = [&] {
    try {
      return bouton::Network::plan(command.file, registry, options);
    } catch (const bouton::InvalidNetwork&) {
      if (!is_run_record(command.file)) throw;
      throw bouton::InvalidNetwork({no_network_file(command.file)});
    }
  }();
  if (command.schedule) {
    print_schedule(plan);
    return done;
  }
  const auto dot = dot_of(read_network(command.file));
  show_text(command.svg ? svg_of(dot) : dot);
  return done;
}

}  // namespace bouton_program
