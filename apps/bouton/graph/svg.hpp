/// Drawings laid out by Graphviz.
#pragma once

#include <string>

namespace bouton_program {

/// What Graphviz's program `dot` makes of a DOT text. Throws bouton::Error if it is not installed, with the package
/// that brings it, or if it fails.
std::string svg_of(const std::string& dot);

}  // namespace bouton_program
