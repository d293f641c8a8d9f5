#include <limits>

#include <bouton/trace.hpp>

#include <support/network.hpp>
#include <support/refusal.hpp>

namespace {

/// What the registry says of a synapse type with one state variable more.
template <class Change>
std::string refusal(Change change) {
  class Carrier final : public bouton::Synapse {
   public:
    static void declare(bouton::Declaration<Carrier>& d) {
      d.type("carrier", "carries").version("1.0", "tests");
      d.state("trace", &Carrier::trace_, "presynaptic trace").per_source(0);
      d.state("count", &Carrier::count_, "of spikes");
    }
    void propagate(const bouton::SynapseInputs&, std::span<double>) override {}

   private:
    bouton::Trace trace_;
    bouton::CountArray count_;
  };
  return support::refusal_of<Carrier>(std::move(change));
}

}  // namespace

TEST_CASE("a type with state that is declared wrongly is refused with what is wrong") {
  CHECK(refusal([](auto&) {}) == "");
  CHECK(refusal([](auto& type) { type.states[1].name = ""; }) ==
        "type 'carrier' declares a state variable without a name");
  CHECK(refusal([](auto& type) { type.states[1].name = "trace"; }) ==
        "type 'carrier': the state variable 'trace' is declared twice");
  CHECK(refusal([](auto& type) { type.states[1].name = "weights"; }) ==
        "type 'carrier': the state variable 'weights' has a name that the core uses itself; choose another one");
  CHECK(refusal([](auto& type) { type.states[0].initial = std::numeric_limits<double>::quiet_NaN(); }) ==
        "type 'carrier': the state variable 'trace' has the initial value nan; it must be finite");
  CHECK(
      refusal([](auto& type) { type.states[1].initial = 0.5; }) ==
      "type 'carrier': the state variable 'count' counts, and has the initial value 0.5; it must be a whole number of "
      "32 bits");
  CHECK(refusal([](auto& type) { type.kind = bouton::TypeKind::neuron; }) ==
        "type 'carrier': the state variable 'trace' is declared per_source; only a synapse has presynaptic signals");
}

TEST_CASE("state of a presynaptic signal that the type cannot have is left out") {
  class Ready final : public bouton::Synapse {
   public:
    static void declare(bouton::Declaration<Ready>& d) {
      d.type("ready", "with traces of two signals").version("1.0", "tests");
      d.state("first", &Ready::first_, "trace").per_source(0);
      d.state("second", &Ready::second_, "trace").per_source(1);
    }
    void propagate(const bouton::SynapseInputs&, std::span<double>) override {}

   private:
    bouton::Trace first_, second_;
  };
  bouton::Registry registry;
  registry.add<Ready>();
  const auto& states = registry.find("ready")->declaration.states;
  REQUIRE(states.size() == 1);
  CHECK(states[0].name == "first");
}
