#include "base/group_limit.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace bouton {

namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

bool lists(const std::string& names, std::string_view name) {
  return std::ranges::any_of(split(names, ','), [&](const auto& one) { return one == name; });
}

/// The number in the file, or infinity: "max", and the number by which version 1 says that there is no limit, are none.
double limit_in(const std::filesystem::path& file) {
  std::ifstream in(file);
  double bytes = 0;
  return in >> bytes && bytes > 0 ? bytes : unlimited;
}

/// A mounted hierarchy of control groups that can limit memory.
struct Hierarchy {
  std::string root;    // the group that is seen at the mount point
  std::string folder;  // the mount point
  const char* file;
};

/// `/proc/self/mountinfo` (proc(5)): number, parent, device, root, mount point, options, optional fields, "-", type of
/// the file system, source, options of the file system.
std::map<int, Hierarchy> mounted_hierarchies(const std::filesystem::path& root) {
  std::map<int, Hierarchy> found;  // by version
  std::ifstream in(root / "proc/self/mountinfo");
  for (std::string line; std::getline(in, line);) {
    const auto fields = split(line, ' ');
    const auto dash = static_cast<std::size_t>(std::ranges::find(fields, "-") - fields.begin());
    if (dash < 5 || fields.size() < dash + 4) continue;
    if (fields[dash + 1] == "cgroup2") found.emplace(2, Hierarchy{fields[3], fields[4], "memory.max"});
    if (fields[dash + 1] == "cgroup" && lists(fields[dash + 3], "memory"))
      found.emplace(1, Hierarchy{fields[3], fields[4], "memory.limit_in_bytes"});
  }
  return found;
}

/// The least limit from a group up to the one at the mount point.
double least_limit(const Hierarchy& at, std::string group, const std::filesystem::path& root) {
  // A container may see only a part of the tree, and then groups are named from its root.
  if (at.root != "/" && (group + "/").starts_with(at.root + "/")) group.erase(0, at.root.size());
  double least = unlimited;
  for (auto place = std::filesystem::path(group).relative_path();; place = place.parent_path()) {
    least = std::min(least, limit_in(root / std::filesystem::path(at.folder).relative_path() / place / at.file));
    if (place.empty()) return least;
  }
}

}  // namespace

double least_group_limit(const std::filesystem::path& root) {
  const auto hierarchies = mounted_hierarchies(root);
  double least = unlimited;
  // A line is "number:controllers:group"; that of version 2 names no controllers.
  std::ifstream in(root / "proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const auto controllers = line.substr(first + 1, second - first - 1);
    const int version = controllers.empty() ? 2 : lists(controllers, "memory") ? 1 : 0;
    if (const auto at = hierarchies.find(version); at != hierarchies.end())
      least = std::min(least, least_limit(at->second, line.substr(second + 1), root));
  }
  return least;
}

}  // namespace bouton
