/// Reads changes of parameters: `{"l1": {"tau": 5}}`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "description/description.hpp"
#include "file/node.hpp"

namespace bouton {

/// An element that a change may name, with the number of its (postsynaptic) units.
struct ChangeTarget {
  const ElementDescription* element = nullptr;
  std::size_t units = 0;
};

/// Where changes find the elements that they name.
struct ChangeScope {
  std::function<std::optional<ChangeTarget>(const std::string& name)> find;
  std::function<std::vector<std::string>()> names;  ///< of all elements, for suggestions
  std::uint64_t seed = 0;
};

/// The changes in their order; what is wrong is reported, and left out.
std::vector<ChangeDescription> read_changes(const Node& set, const ChangeScope& scope);

}  // namespace bouton
