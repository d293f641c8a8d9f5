/// From a network back to JSON.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <bouton/parameter.hpp>
#include <bouton/state_declaration.hpp>

#include "file/document.hpp"
#include "network/executor.hpp"

namespace bouton {

Json value_to_json(bool value);
Json value_to_json(std::int64_t value);
Json value_to_json(double value);
Json value_to_json(const std::string& value);
Json value_to_json(const std::vector<double>& value);
Json value_to_json(const Matrix& value);

/// A value of a state variable as a file writes it: counts without a decimal point.
Json state_to_json(const StateDeclaration& state, double value);

/// The place of a parameter in `params`: "rule_params.lr" is params["rule_params"]["lr"].
Json& parameter_in(Json& params, const std::string& name);

/// The `params` of an element with these parameters.
Json parameters_to_json(const std::vector<ParameterSetting>& settings);

/// The object of the document that holds an element's `params`.
Json& owner_of(Json& root, const ElementDescription& element);

/// The document that the network was built from, with its present parameters and weights. Weights stand in it, or, if a
/// folder is given, in files SYNAPSE.weights.csv there. Paths become absolute. Throws Error if a file cannot be
/// written.
Json save_network(const Json& document, Executor& executor, const std::optional<std::filesystem::path>& file);

}  // namespace bouton
