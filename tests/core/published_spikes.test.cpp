#include <limits>

#include <support/edit.hpp>
#include <support/log_recorder.hpp>

using support::contains;
using support::thrown;

namespace {

/// Publishes one value in one unit at step 3, else 0, and says that these are spikes.
template <bouton::OutputKind kind>
class Wrong final : public bouton::Layer {
 public:
  static inline double value = 0.5;

  static void declare(bouton::Declaration<Wrong>& d) {
    d.type(kind == bouton::OutputKind::spikes ? "wrong" : "right", "publishes one value").version("1.0", "tests");
    d.port("in", "anything").output(kind).local();
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) {
      out[k] = slice().begin + k == 1 ? 1.0 : 0.0;
      if (in.step.index == 3 && slice().begin + k >= 5) out[k] = value;
    }
  }
};

/// What a network ends with in which such a layer leads to `more`.
bouton::RunFailed failure(const std::string& more, std::size_t threads = 1, std::uint64_t* steps = nullptr) {
  auto r = support::registry();
  r.add<Wrong<bouton::OutputKind::spikes>>();
  auto o = support::options();
  o.threads = o.slices = threads;
  auto n = support::network(R"({"bouton": 1, "layers": [{"name": "l", "type": "wrong", "size": 7})" + more + "}", r, o);
  const auto error = thrown<bouton::RunFailed>([&] { n.run(10); });
  if (steps) *steps = n.steps();
  return error;
}

}  // namespace

TEST_CASE("a layer that declares spikes and publishes another value ends the run, wherever its output leads") {
  using Layer = Wrong<bouton::OutputKind::spikes>;
  for (const double value : {0.5, -1.0, 2.0, std::numeric_limits<double>::quiet_NaN()}) {
    Layer::value = value;
    for (const std::string more : {R"(])", R"(, {"name": "s", "type": "sum", "size": 7, "input": "l"}])",
                                   R"(, {"name": "s", "type": "sum", "size": 2}], "synapses": [
              {"name": "w", "type": "plain", "from": "l", "to": "s", "weights": {"constant": 1}}])"})
      for (const std::size_t threads : {1, 2, 3}) {
        std::uint64_t steps = 0;
        const auto error = failure(more, threads, &steps);
        CHECK(error.element == "l");
        CHECK(error.type == "wrong");
        CHECK(error.step == 3);
        CHECK(steps == 3);
        CHECK(contains(error.what(), "'l' (type 'wrong') failed at step 3: unit 5 published "));
        CHECK(contains(error.what(),
                       "but the type declares that it publishes spikes, which are 0 or 1; its author has "
                       "to declare output(OutputKind::analog)"));
      }
  }
  Layer::value = 1.0;
  auto r = support::registry();
  r.add<Layer>();
  auto n = support::network(R"({"bouton": 1, "layers": [{"name": "l", "type": "wrong", "size": 7}]})", r);
  CHECK_NOTHROW(n.run(10));
}

TEST_CASE("where a layer may publish either, a half is an analog value of that step") {
  using Layer = Wrong<bouton::OutputKind::either>;
  Layer::value = 0.5;
  auto r = support::registry();
  r.add<Layer>();
  auto n = support::network(R"({"bouton": 1, "layers": [{"name": "l", "type": "right", "size": 7}]})", r);
  n.run(3);
  CHECK(n.output("l").is_spikes);
  n.step();
  CHECK(!n.output("l").is_spikes);
  CHECK(support::output(n, "l") == std::vector<double>{0, 1, 0, 0, 0, 0.5, 0.5});
}
