#include <algorithm>

#include <bouton/plugin.hpp>

namespace {

/// Hands its input on, at once or one step later.
class PassThrough final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<PassThrough>& d) {
    d.transform("pass_through", "hands its input on").version("1.0", "Bouton").local();
    d.parameter("delay", &PassThrough::delayed_, "one step later").default_value(false);
    d.state("held", &PassThrough::held_, "input of the latest step");
  }

  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    std::ranges::copy(delayed_ ? std::span<const double>(held_) : in.port(0), out.begin());
    std::ranges::copy(in.port(0), held_.begin());
  }

 private:
  bool delayed_ = false;
  bouton::StateArray held_;
};

}  // namespace

BOUTON_PLUGIN(PassThrough)
