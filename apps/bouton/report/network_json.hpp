/// Looks into the network that a run.json holds.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace bouton_program {

/// The entry of a list ("inputs", "synapses", …) that has this name, or null.
inline nlohmann::ordered_json entry_named(const nlohmann::ordered_json& network, const char* list,
                                          const std::string& name) {
  for (const auto& entry : network.value(list, nlohmann::ordered_json::array()))
    if (entry.is_object() && entry.value("name", "") == name) return entry;
  return {};
}

}  // namespace bouton_program
