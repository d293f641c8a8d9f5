// Declares no types.
#include <bouton/plugin.hpp>

BOUTON_PLUGIN()
