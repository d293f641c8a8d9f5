/// Numbers as a person reads them.
#pragma once

#include <cstdint>
#include <string>

namespace bouton_program {

/// Bytes: "1.5 MiB".
std::string size_text(std::uint64_t bytes);

/// Seconds, in the unit that has one to three digits before the point: "12.3 us".
std::string time_text(double seconds);

/// How many times more: "0.21", "34.5", "1200".
std::string factor_text(double factor);

/// A number of things in at most seven digits: "9876543", "12.3 M".
std::string count_text(std::uint64_t count);

}  // namespace bouton_program
