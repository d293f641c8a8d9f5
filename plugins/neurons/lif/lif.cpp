#include <bouton/lif_layer.hpp>
#include <bouton/plugin.hpp>

namespace {

class Lif final : public bouton::LifLayer {
 public:
  static void declare(bouton::Declaration<Lif>& d) {
    d.type("lif", "leaky integrate-and-fire neurons").aliases({"spiking"}).version("1.0", "Bouton").local();
    d.port("in", "input current, in units of the threshold");
    declare_lif(d);
  }

  void step(const bouton::LayerInputs& in, std::span<double> out) override { advance(in.port(0), in.previous, out); }
};

}  // namespace

BOUTON_PLUGIN(Lif)
