// Is built without bouton_add_plugin: the statics of its template are of the kind STB_GNU_UNIQUE.
#include "silent.hpp"

template <class T>
struct Settings {
  static inline double gain = 1.0;
};

class Shares final : public Silent {
 public:
  static void declare(bouton::Declaration<Shares>& d) {
    describe(d, "shares");
    Settings<int>::gain = 2.0;
  }
};

BOUTON_PLUGIN(Shares)
