#include <support/edit.hpp>

using support::output;
using support::small;
using support::with;

namespace {

/// Adds up its input, and counts its steps.
class Adder final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Adder>& d) {
    d.type("adder", "adds up").version("1.0", "tests").output(bouton::OutputKind::analog).port("in", "anything");
    d.parameter("name", &Adder::state_name_, "of the state variable").default_value("total");
  }
  void prepare() override { total_.resize(size()); }
  void reset() override {
    total_.assign(size(), 0.0);
    count_ = 0;
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    ++count_;
    for (std::size_t k = 0; k < size(); ++k) out[k] = total_[k] += in.port(0)[k] * static_cast<double>(count_);
  }
  void visit_state(bouton::StateVisitor& visitor) override {
    visitor.per_unit(state_name_, total_, {"", "sum"});
    visitor.counter("count", count_, {"", "steps"});
  }

 private:
  std::string state_name_;
  std::vector<double> total_;
  std::uint64_t count_ = 0;
};

std::string network_text() {
  return with(with(small, "\"sum\"", "\"adder\""), "\"to\": \"l\"", "\"to\": \"l\", \"delay\": 3");
}

bouton::Network built(const std::string& text, std::size_t slices = 1) {
  auto r = support::registry();
  r.add<Adder>();
  auto o = support::options();
  o.slices = slices;
  return support::network(text, r, o);
}

void take_steps(bouton::Network& n, int steps) {
  for (int t = 0; t < steps; ++t) n.step();
}

}  // namespace

TEST_CASE("a network goes on where another one stood, however both are cut") {
  const auto adding = network_text();
  for (const std::size_t slices : {1, 2, 5}) {
    auto first = built(adding), second = built(adding, slices);
    // Weights, named state, counters, the number of steps and outputs on their way: all of it moves. The input's row is
    // not named and starts anew; it has one row.
    first.set_weights("w", std::vector<double>{1, 2, 3, 4, 5, 6});
    take_steps(first, 7);
    CHECK(second.take_over(first).empty());
    CHECK(second.steps() == 7);
    for (int t = 0; t < 5; ++t) {
      first.step();
      second.step();
      CHECK(output(second, "l") == output(first, "l"));
    }
    CHECK(second.weights("w") == first.weights("w"));
    CHECK(second.state("l", "count") == std::vector<double>{12});
  }
}

TEST_CASE("outputs that a reset took away stay away, where a longer delay would read them") {
  auto first = built(network_text());
  take_steps(first, 7);
  first.reset();
  first.step();
  auto longer = built(with(network_text(), "\"delay\": 3", "\"delay\": 6")), fresh = built(network_text());
  fresh.step();
  CHECK(longer.take_over(first).empty());
  take_steps(longer, 4);
  CHECK(output(longer, "l") == std::vector<double>(output(fresh, "l").size(), 0.0));
}

TEST_CASE("weights that the file says differently are those of the file") {
  auto first = built(network_text());
  first.set_weights("w", std::vector<double>{1, 2, 3, 4, 5, 6});
  auto second = built(with(network_text(), "{\"constant\": 1}", "{\"constant\": 9}"), 2);
  CHECK(second.take_over(first) == std::vector<std::string>{"'w' goes on with the weights that the file has now"});
  for (const auto& weight : second.weights("w")) CHECK(weight.value == 9);
}

TEST_CASE("what has another name or shape starts anew, and each is said") {
  const auto adding = network_text();
  auto first = built(adding);
  take_steps(first, 5);
  const auto sentences = [&](const std::string& text) {
    auto other = built(text);
    std::string all;
    for (const auto& sentence : other.take_over(first)) all += (all.empty() ? "" : "\n") + sentence;
    return all;
  };
  CHECK(sentences(with(adding, "\"name\": \"w\"", "\"name\": \"v\"")) == "'v' is new");
  CHECK(sentences(with(adding, "\"size\": 3", "\"size\": 3, \"params\": {\"name\": \"sum\"}")) ==
        "'sum' of 'l' is new and starts anew\n'total' of 'l' is no more");
  CHECK(sentences(with(adding, "\"size\": 3", "\"size\": 4")) ==
        "'l' has 4 units, it had 3: its outputs in flight are lost\n'total' of 'l' has another shape and starts anew\n"
        "'weights' of 'w' has another shape and starts anew");
}
