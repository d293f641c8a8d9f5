/// The machine that the program runs on.
#pragma once

#include <string>

namespace bouton_program {

/// As the machine names its processor; else the kind of machine, such as "aarch64".
std::string processor_name();

}  // namespace bouton_program
