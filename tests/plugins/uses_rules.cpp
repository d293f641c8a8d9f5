// Includes a ready-made rule.
#include <bouton/lif_layer.hpp>

#include "silent.hpp"

namespace {

class UsesRules final : public Silent {
 public:
  static void declare(bouton::Declaration<UsesRules>& d) { describe(d, "uses_rules"); }
};

}  // namespace

BOUTON_PLUGIN(UsesRules)
