/// The published networks of apps/examples, as a user runs them.
#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

namespace bench {

/// Whether it is `cuba`, `coba`, `brunel`, `microcircuit-tenth` or `microcircuit`.
bool is_published(const std::string& name);

/// Builds a published network, then runs it for so many biological seconds from its beginning, without recordings.
/// Gives seconds of wall for each of these, those of building, spikes per unit and second, and the process's largest
/// memory.
nlohmann::json run_published(const std::string& name, double biological_seconds, std::size_t threads);

/// ns for each weight of a loop that reads as many bytes in columns like those of the network, and only adds.
double limit_of_published(const std::string& name);

}  // namespace bench
