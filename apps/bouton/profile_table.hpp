/// What `run --profile` prints.
#pragma once

#include <cstdint>
#include <string>

#include <bouton/bouton.hpp>

namespace bouton_program {

/// Bytes as a person reads them, such as "1.5 MiB".
std::string size_text(std::uint64_t bytes);

/// In the unit that has one to three digits before the point: "12.3 us".
std::string time_text(double seconds);

/// A table of the elements, the costliest first, and the figures of the whole run.
void print_profile(const bouton::Network& network, const bouton::RunResult& result, double build_seconds);

}  // namespace bouton_program
