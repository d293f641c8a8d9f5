#include <support/network.hpp>
#include <support/refusal.hpp>

namespace {

/// What the registry says of a type with this unit at one of its places.
template <class Change>
std::string refusal(Change change) {
  class Unitary final : public bouton::Layer {
   public:
    static void declare(bouton::Declaration<Unitary>& d) {
      d.type("unitary", "has units").version("1.0", "tests");
      d.port("in", "anything");
      d.parameter("tau", &Unitary::tau_, "a time").default_value(1);
      d.state("v", &Unitary::v_, "a potential");
    }
    void step(const bouton::LayerInputs&, std::span<double>) override {}

   private:
    double tau_ = 0;
    bouton::StateArray v_;
  };
  return support::refusal_of<Unitary>(std::move(change));
}

}  // namespace

TEST_CASE("units that plugins declare as free text are understood") {
  for (const char* unit : {"mV", "steps", "Hz", "ms", "per step", "", "mV/ms", "pA*ms", "1/ms", "nS/mV", "um^2", "1",
                           "uF/cm^2", "spikes/s", "step", "mV per ms", "MΩ", "µm"}) {
    CAPTURE(unit);
    CHECK(refusal([&](auto& type) { type.parameters[0].unit = type.states[0].unit = type.ports[0].unit = unit; }) ==
          "");
  }
}

TEST_CASE("a type that declares an unknown unit is refused with the place and the nearest unit") {
  CHECK(refusal([](auto& type) { type.parameters[0].unit = "msec"; }) ==
        "type 'unitary', parameter 'tau': 'msec' is no unit; did you mean 'ms'?");
  CHECK(refusal([](auto& type) { type.states[0].unit = "mv"; }) ==
        "type 'unitary', state variable 'v': 'mv' is no unit; did you mean 'mV'?");
  CHECK(refusal([](auto& type) { type.ports[0].unit = "furlongs"; }) ==
        "type 'unitary', port 'in': 'furlongs' is no unit; there are s, V, A, S, F, Ohm, Hz with prefixes (ms, pA), "
        "steps, "
        "and products and quotients of them (1/ms, nS/mV)");
}
