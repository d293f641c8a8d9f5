// Built twice, as two libraries with a class of the same name, whose statics must not be shared.
#include "silent.hpp"

class Counter final : public Silent {
 public:
  static void declare(bouton::Declaration<Counter>& d) {
    describe(d, COUNTER_NAME);
    d.output(bouton::OutputKind::analog);
  }
  void step(const bouton::LayerInputs&, std::span<double> out) override {
    static double steps = 0;
    ++steps;
    ++all_steps;
    out[0] = steps + 100 * all_steps;
  }

 private:
  static inline double all_steps = 0;
};

BOUTON_PLUGIN(Counter)
