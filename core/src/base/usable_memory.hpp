/// How much memory this process may use.
#pragma once

#include <string>

namespace bouton {

/// How many bytes there are, and what sets the limit.
struct MemoryLimit {
  double bytes = 0;
  const char* reason = "";

  MemoryLimit least(const MemoryLimit& other) const { return other.bytes < bytes ? other : *this; }
  /// "there is 1.5 GiB, this machine's memory"
  std::string in_words() const;
};

/// The least of the machine's memory, the process's own limit (`ulimit -v`), and the limits of its control groups.
MemoryLimit usable_memory();

/// "1.5 GiB"
std::string in_gibibytes(double bytes);

}  // namespace bouton
