#include <support/edit.hpp>

using support::contains;
using support::thrown;
using Values = std::vector<double>;

namespace {

/// Whether a unit spikes in a step: neither rare nor regular.
bool fires(std::size_t unit, std::uint64_t step) { return (unit * unit + 3 * step * unit + step) % 7 == 0; }

class Listed final : public bouton::ListingLayer {
 public:
  static void declare(bouton::Declaration<Listed>& d) {
    d.type("listed", "spikes by a formula").version("1.0", "tests").port("in", "anything").local();
    d.parameter("fault", &Listed::fault_, "what is wrong with the list").default_value("");
  }
  std::size_t step_listing(const bouton::LayerInputs& in, std::span<bouton::Unit> spikes) override {
    CHECK(spikes.size() == size() + slack);
    std::size_t count = 0;
    for (std::size_t k = 0; k < size(); ++k)
      if (fires(slice().begin + k, in.step.index) || in.port(0)[k] > 2.5)
        spikes[count++] = static_cast<bouton::Unit>(k);
    if (in.step.index != 4) return count;
    if (fault_ == "twice") spikes[1] = spikes[0] = 1, count = 2;
    if (fault_ == "down") spikes[0] = 2, spikes[1] = 1, count = 2;
    if (fault_ == "outside") spikes[0] = static_cast<bouton::Unit>(size()), count = 1;
    if (fault_ == "many") count = size() + 1;
    if (fault_ == "throws") throw std::runtime_error("the pump broke");
    return count;
  }

 private:
  std::string fault_;
};

/// The same, but it writes a value for every unit.
class Written final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Written>& d) {
    d.type("written", "spikes by a formula").version("1.0", "tests").port("in", "anything").local();
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k)
      out[k] = fires(slice().begin + k, in.step.index) || in.port(0)[k] > 2.5 ? 1 : 0;
  }
};

bouton::Registry registry() {
  auto r = support::registry();
  r.add<Listed>();
  r.add<Written>();
  return r;
}

/// Two layers that lead to each other and to one that shows what it hears, with delays.
std::string text(const std::string& type) {
  return R"({"bouton": 1, "layers": [{"name": "a", "type": ")" + type + R"(", "size": 23},
      {"name": "b", "type": ")" +
         type + R"(", "size": 5}, {"name": "s", "type": "sum", "size": 23, "input": {"from": "a", "delay": 6}}],
      "synapses": [
        {"name": "ab", "type": "plain", "from": "a", "to": "b", "delay": 4, "weights": {"constant": 1}},
        {"name": "ba", "type": "plain", "from": "b", "to": "a", "delay": 3, "weights": {"constant": 1}},
        {"name": "aa", "type": "plain", "from": "a", "to": "a", "delay": 9, "weights": {"constant": -0.5}},
        {"name": "as", "type": "plain", "from": "a", "to": "s", "delay": 2, "weights": {"constant": 0.125}}]})";
}

bouton::Network built(const std::string& type, std::size_t slices) {
  auto r = registry();
  auto o = support::options();
  o.slices = o.threads = slices;
  return support::network(text(type), r, o);
}

/// Everything that can be seen of the latest step.
void check_same(const bouton::Network& listed, const bouton::Network& written) {
  for (const char* layer : {"a", "b", "s"}) {
    CHECK(support::output(listed, layer) == support::output(written, layer));
    CHECK(support::spikes(listed, layer) == support::spikes(written, layer));
    CHECK(listed.output(layer).is_spikes == written.output(layer).is_spikes);
  }
}

bouton::RunFailed failure(const std::string& fault, std::size_t slices) {
  auto r = registry();
  auto o = support::options();
  o.slices = o.threads = slices;
  auto n = support::network(R"({"bouton": 1, "layers": [{"name": "l", "type": "listed", "size": 24,
      "params": {"fault": ")" + fault +
                                R"("}}]})",
                            r, o);
  const auto error = thrown<bouton::RunFailed>([&] { n.run(10); });
  CHECK(n.steps() == 4);
  return error;
}

}  // namespace

TEST_CASE("a layer that lists its spikes publishes the same as one that writes a value for every unit") {
  for (const std::size_t slices : {1, 2, 3, 8}) {
    CAPTURE(slices);
    auto listed = built("listed", slices), written = built("written", 1);
    for (int t = 0; t < 40; ++t) {
      listed.step();
      written.step();
      check_same(listed, written);
    }
    // Several steps in one go, as far as the delays allow.
    for (const int steps : {17, 1, 64}) {
      listed.run(steps);
      written.run(steps);
      check_same(listed, written);
    }
  }
}

TEST_CASE("a reset clears the spikes that a layer has listed, and another network takes them over") {
  for (const std::size_t slices : {1, 3}) {
    auto listed = built("listed", slices), written = built("written", 1);
    for (auto* n : {&listed, &written}) n->run(30), n->reset();
    for (int t = 0; t < 20; ++t) {
      listed.step();
      written.step();
      check_same(listed, written);
    }
    auto other = built("listed", 4 - slices);
    other.take_over(written);
    for (int t = 0; t < 20; ++t) {
      other.step();
      written.step();
      check_same(other, written);
    }
  }
}

TEST_CASE("analog values of an older type leave no trace in a layer that lists its spikes") {
  auto analog = built("sum", 1);
  auto listed = built("listed", 1), written = built("written", 1);
  analog.run(30);
  listed.take_over(analog);
  written.take_over(analog);
  for (int t = 0; t < 30; ++t) {
    listed.step();
    written.step();
  }
  check_same(listed, written);
}

TEST_CASE("a list that does not ascend or leaves the slice ends the run with what is wrong") {
  for (const std::size_t slices : {1, 3}) {
    for (const std::string fault : {"twice", "down", "outside", "many"}) {
      CAPTURE(fault);
      const auto error = failure(fault, slices);
      CHECK(error.element == "l");
      CHECK(error.step == 4);
      CHECK(
          contains(error.what(), "which do not ascend or are not all in the slice; its author has to list each unit"));
    }
    CHECK(contains(failure("throws", slices).what(), "the pump broke"));
  }
}

TEST_CASE("a layer that lists its spikes cannot publish anything else") {
  bouton::Declaration<Listed> declaration;
  Listed::declare(declaration);
  declaration.output(bouton::OutputKind::either);
  CHECK(contains(thrown<bouton::Error>([&] { bouton::Registry().add(std::move(declaration).take()); }).what(),
                 "type 'listed' is a ListingLayer, which publishes spikes; derive from Layer for other output"));
}
