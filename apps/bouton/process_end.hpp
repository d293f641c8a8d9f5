/// How the process ends, by itself or by a plugin.
#pragma once

namespace bouton_program {

/// Where the program was built with a sanitizer that looks for leaks at exit: does so now, since the program does not
/// end with exit().
void look_for_leaks();

}  // namespace bouton_program
