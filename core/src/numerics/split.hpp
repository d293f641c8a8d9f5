/// How a number of things falls to a part of the places where they may be.
#pragma once

#include <cstdint>

namespace bouton {

/// How many of `count` different places, all sets of them equally likely, lie among the first `part` of `places`: the
/// hypergeometric distribution, at the uniform number u in [0, 1). `part` and `count` are at most `places`.
std::uint64_t split_distinct(std::uint64_t count, std::uint64_t part, std::uint64_t places, double u);

/// The same where a place may be drawn again and again: the binomial distribution.
std::uint64_t split_repeated(std::uint64_t count, std::uint64_t part, std::uint64_t places, double u);

}  // namespace bouton
