// Leaves a file behind when it is opened.
#include <cstdlib>
#include <fstream>

#include "silent.hpp"

namespace {

struct Witness {
  Witness() {
    if (const char* file = std::getenv("BOUTON_TEST_WITNESS")) std::ofstream(file) << "was here";
  }
} witness;

class Seen final : public Silent {
 public:
  static void declare(bouton::Declaration<Seen>& d) { describe(d, "seen"); }
};

}  // namespace

BOUTON_PLUGIN(Seen)
