/// What the machine itself needs for a synaptic event, and what it reads.
#pragma once

#include <cstddef>

namespace bench {

/// ns for each weight that a loop reads and adds to the sum of its target, and does nothing else. `per_column` weights
/// of each of `pre` units lead to some of `post` sums; in each step a share `activity` of the units is active.
double event_limit(std::size_t pre, std::size_t post, std::size_t per_column, double activity);

/// The same with targets of two bytes and weights of four, or none where one weight serves all.
double compact_event_limit(std::size_t pre, std::size_t post, std::size_t per_column, double activity,
                           bool has_weights);

/// GB/s that so many threads read together from memory, each a part of its own.
double read_bandwidth(std::size_t threads);

}  // namespace bench
