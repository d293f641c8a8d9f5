#include "plan_table.hpp"

#include <unistd.h>

#include <fstream>

#include <fmt/format.h>

#include "figures.hpp"
#include "print.hpp"

namespace bouton_program {

namespace {

/// Of memory that this process has in use, which a run has as well: the program, its libraries, and the file's text.
std::uint64_t bytes_in_use() {
  std::uint64_t pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::string bytes_text(std::uint64_t bytes) { return bytes == 0 ? "-" : size_text(bytes); }
std::string count_or_dash(std::uint64_t count) { return count == 0 ? "-" : fmt::to_string(count); }

}  // namespace

void print_plan(const bouton::NetworkPlan& plan) {
  show("{:<20} {:<16} {:>10} {:>12} {:>11} {:>11} {:>11} {:>11}\n", "element", "type", "units", "connections", "state",
       "weights", "index", "buffers");
  std::uint64_t units = 0, connections = 0;
  for (const auto& e : plan.elements) {
    show("{:<20} {:<16} {:>10} {:>12} {:>11} {:>11} {:>11} {:>11}\n", e.name, e.type.empty() ? "(fed)" : e.type,
         count_or_dash(e.units), count_or_dash(e.connections), bytes_text(e.state), bytes_text(e.weights),
         bytes_text(e.index), bytes_text(e.buffers));
    units += e.units;
    connections += e.connections;
  }
  show("\n{} units and {} connections take {}", units, connections, size_text(plan.total));
  if (connections > 0)
    show(", {:.2f} bytes a connection", static_cast<double>(plan.total) / static_cast<double>(connections));
  const auto before = bytes_in_use();
  show("\nat most in use: {}, with {} for the program itself\n", size_text(plan.peak + before), size_text(before));
}

}  // namespace bouton_program
