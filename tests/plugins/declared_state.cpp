// A neuron with declared state of each kind.
#include <bouton/plugin.hpp>

namespace {

class Declared final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Declared>& d) {
    d.type("declared", "with a path, so that none can be made").version("1.0", "tests").port("in", "current", "pA");
    d.parameter("file", &Declared::file_, "anything");
    d.state("v", &Declared::v_, "membrane potential").unit("mV").initial(-65);
    d.state("left", &Declared::left_, "refractory steps that are left").unit("steps");
    d.state("rise", &Declared::rise_, "of the threshold").unit("mV").kept();
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) out[k] = (v_[k] += in.port(0)[k] - rise_[k]) > 0 && left_[k] == 0;
  }

 private:
  std::filesystem::path file_;
  bouton::StateArray v_, rise_;
  bouton::CountArray left_;
};

}  // namespace

BOUTON_PLUGIN(Declared)
