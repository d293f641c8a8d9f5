/// How much memory the control groups of Linux leave to this process.
#pragma once

#include <filesystem>

namespace bouton {

/// The least limit, in bytes, of the control groups of version 1 and 2 that the process is in, and of those around
/// them; infinite without one. `root` is where /proc and the mounted control groups are looked for.
double least_group_limit(const std::filesystem::path& root = "/");

}  // namespace bouton
