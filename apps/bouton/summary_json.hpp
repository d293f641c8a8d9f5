/// What a run did, in numbers, as it stands in run.json.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <bouton/run.hpp>

namespace bouton_program {

/// `summary` of a run.json: layers, synapses and warnings. `dt` is the length of a step in ms.
nlohmann::ordered_json summary_to_json(const bouton::RunResult& result, double dt);

}  // namespace bouton_program
