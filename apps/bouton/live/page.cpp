#include "live/page.hpp"

namespace bouton_program {

std::string live_page() { return "<!DOCTYPE html><title>x</title>"; }

}  // namespace bouton_program
