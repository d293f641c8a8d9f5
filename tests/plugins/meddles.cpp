// Changes the process that opens it, in each way that is put back. It is linked with -ffast-math.
#include <sys/stat.h>
#include <unistd.h>

#include <cfenv>
#include <clocale>
#include <csignal>

#include "silent.hpp"

namespace {

struct Meddler {
  Meddler() {
    std::fesetround(FE_UPWARD);
    std::signal(SIGUSR1, [](int) {});
    std::setlocale(LC_ALL, "C.UTF-8");
    umask(0);
    is_moved = chdir("/") == 0;
  }
  bool is_moved;
} meddler;

class Meddles final : public Silent {
 public:
  static void declare(bouton::Declaration<Meddles>& d) {
    describe(d, "meddles");
    std::fesetround(FE_DOWNWARD);
  }
};

}  // namespace

BOUTON_PLUGIN(Meddles)
