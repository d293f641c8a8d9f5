// A second source of acme: only here is a ready-made rule included.
#include <bouton/lif_layer.hpp>
