/// What a network takes in memory, as a table.
#pragma once

#include <bouton/network.hpp>

namespace bouton_program {

void print_plan(const bouton::NetworkPlan& plan);

}  // namespace bouton_program
