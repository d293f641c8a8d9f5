#include "base/usable_memory.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/group_limit.hpp"

namespace bouton {

MemoryLimit usable_memory() {
  const double pages = static_cast<double>(sysconf(_SC_PHYS_PAGES));
  MemoryLimit limit{pages * static_cast<double>(sysconf(_SC_PAGESIZE)), "this machine's memory"};
  rlimit own{};
  if (getrlimit(RLIMIT_AS, &own) == 0 && own.rlim_cur != RLIM_INFINITY)
    limit = limit.least({static_cast<double>(own.rlim_cur), "the limit of this process (ulimit -v)"});
  static const double of_group = least_group_limit();  // several files are read for it
  return limit.least({of_group, "the limit of its control group"});
}

std::string MemoryLimit::in_words() const { return fmt::format("there is {}, {}", in_gibibytes(bytes), reason); }

std::string in_gibibytes(double bytes) { return fmt::format("{:.3g} GiB", bytes / (1024.0 * 1024.0 * 1024.0)); }

}  // namespace bouton
