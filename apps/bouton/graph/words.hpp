/// What stands beside the connections of a drawing: rules, delays, names.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace bouton_program {

/// A text as DOT's labels take it, in which quotes, backslashes and ampersands mean themselves.
std::string escaped(std::string_view text);

/// How a synapse connects: "in-degree 100", "all to all"; "" where its weights or its type say so.
std::string rule_text(const nlohmann::ordered_json& synapse);

/// The delay of the synapse's source with this number, "1.5 ms" or "2 steps"; "" if it is that of the default.
std::string delay_text(const nlohmann::ordered_json& synapse, std::size_t source, bool from_input);

}  // namespace bouton_program
