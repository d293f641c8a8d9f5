#include <cmath>
#include <set>

#include <support/counting.hpp>

using support::contains;
using support::counting_text;
using support::network;
using Values = std::vector<double>;

namespace {

std::string findings(const std::string& layer, const std::string& synapse = "") {
  auto r = support::registry_with_state();
  return support::findings(counting_text(layer, synapse), r);
}

Values initial(const std::string& element, const std::string& variable, const std::string& layer,
               const std::string& synapse = "") {
  auto r = support::registry_with_state();
  auto n = network(counting_text(layer, synapse), r);
  auto values = n.state(element, variable);
  for (int t = 0; t < 4; ++t) n.step(false);
  n.reset();
  CHECK(n.state(element, variable) == values);
  return values;
}

}  // namespace

TEST_CASE("'initial' takes a number, a list, a constant or a distribution, and a reset returns to it") {
  CHECK(initial("l", "v", R"("initial": {"v": -70})") == Values{-70, -70, -70});
  CHECK(initial("l", "v", R"("initial": {"v": [-70, -61, -65]})") == Values{-70, -61, -65});
  CHECK(initial("l", "v", R"("initial": {"v": {"constant": -62}})") == Values{-62, -62, -62});
  const auto drawn = initial("l", "v", R"("initial": {"v": {"distribution": "uniform", "low": -70, "high": -66}})");
  CHECK(std::set(drawn.begin(), drawn.end()).size() == 3);
  for (const double v : drawn) CHECK((v >= -70 && v < -66));
}

TEST_CASE("'initial' takes a file with one row or one column") {
  const support::TemporaryFolder folder;
  for (const char* text : {"-70,-61,-65\n", "-70\n-61\n-65\n"}) {
    const auto file = folder.write("v.csv", text);
    CHECK(initial("l", "v", R"("initial": {"v": {"file": ")" + file.string() + "\"}}") == Values{-70, -61, -65});
  }
}

TEST_CASE("the state of a synapse takes 'initial' per postsynaptic or per presynaptic unit") {
  CHECK(initial("s", "post", "", R"("initial": {"post": [1, 2, 3]})") == Values{1, 2, 3});
  CHECK(initial("s", "pre", "", R"("initial": {"pre": [1, 2]})") == Values{1, 2});
  CHECK(initial("s", "seen", "", R"("initial": {"seen": [4, 5]})") == Values{4, 5});
}

TEST_CASE("a trace that begins above zero decays from there") {
  auto r = support::registry_with_state();
  auto n = network(counting_text("", R"("initial": {"pre": [2, 8]})"), r);
  n.step();
  CHECK(n.state("s", "pre") == Values{2, 4});
}

TEST_CASE("an input's source and a transform take 'initial' as well") {
  class Ramp final : public bouton::Layer {
   public:
    static void declare(bouton::Declaration<Ramp>& d) {
      d.type("ramp", "counts").version("1.0", "tests").output(bouton::OutputKind::analog);
      d.state("n", &Ramp::n_, "what comes next");
    }
    void step(const bouton::LayerInputs&, std::span<double> out) override {
      for (std::size_t k = 0; k < size(); ++k) out[k] = n_[k]++;
    }

   private:
    bouton::CountArray n_;
  };
  class Held final : public bouton::Layer {
   public:
    static void declare(bouton::Declaration<Held>& d) {
      d.transform("held", "a step later").version("1.0", "tests");
      d.state("held", &Held::held_, "what is held");
    }
    void step(const bouton::LayerInputs& in, std::span<double> out) override {
      for (std::size_t k = 0; k < size(); ++k) out[k] = held_[k], held_[k] = in.port(0)[k];
    }

   private:
    bouton::StateArray held_;
  };
  auto r = support::registry_with_state();
  r.add<Ramp>();
  r.add<Held>();
  auto n = network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 2, "source": {"type": "ramp",
      "initial": {"n": [10, 20]}}}], "layers": [{"name": "l", "type": "sum", "size": 2}],
      "synapses": [{"name": "s", "type": "plain", "from": "x", "to": "l", "weights": {"identity": 1},
                    "transform": {"type": "held", "initial": {"held": 5}}}]})",
                   r);
  n.step();
  CHECK(support::output(n, "x") == Values{10, 20});
  CHECK(support::output(n, "l") == Values{5, 5});
  n.step();
  CHECK(support::output(n, "l") == Values{10, 20});
}

TEST_CASE("what is drawn follows from seed, element, variable and unit alone") {
  const auto drawn = [](const std::string& name, std::uint64_t seed, int size) {
    auto r = support::registry_with_state();
    auto o = support::options();
    o.seed = seed;
    auto n = network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1}], "layers": [{"name": ")" + name +
                         R"(", "type": "counting", "size": )" + std::to_string(size) +
                         R"(, "initial": {"v": {"distribution": "normal", "mean": -65, "std": 1},
                                          "rise": {"distribution": "normal", "mean": -65, "std": 1}}}]})",
                     r, o);
    auto v = n.state(name, "v");
    CHECK(v != n.state(name, "rise"));
    v.resize(3);
    return v;
  };
  const auto once = drawn("l", 1, 3);
  CHECK(drawn("l", 1, 50) == once);
  CHECK(drawn("l", 2, 3) != once);
  CHECK(drawn("m", 1, 3) != once);
}

TEST_CASE("a count takes whole numbers, and rounds what is drawn") {
  CHECK(initial("l", "left", R"("initial": {"left": [1, 0, 3]})") == Values{1, 0, 3});
  for (const double x :
       initial("l", "left", R"("initial": {"left": {"distribution": "uniform", "low": 0, "high": 9}})"))
    CHECK(x == std::round(x));
  CHECK(contains(findings(R"("initial": {"left": [1, 1.5, 2]})"),
                 "/layers/0/initial/left: 'left' counts and is 1.5; it must be a whole number of 32 bits"));
  CHECK(contains(findings(R"("initial": {"left": 3000000000})"), "'left' counts and is 3000000000"));
}

TEST_CASE("'initial' of a variable that is not declared names the nearest one") {
  CHECK(contains(findings(R"("initial": {"lift": 1})"),
                 "/layers/0/initial/lift: 'counting' declares no state 'lift'; did you mean 'left'?"));
  CHECK(contains(findings(R"("initial": {"rest": 1})"), "'counting' declares no state 'rest'"));
  CHECK(contains(support::findings(R"({"bouton": 1, "layers": [{"name": "l", "type": "sum", "size": 1,
      "initial": {"v": 1}}]})"),
                 "/layers/0/initial/v: 'sum' declares no state that could be given"));
  CHECK(contains(findings("", R"("initial": {"mod": 1})"),
                 "/synapses/0/initial/mod: 'mod' has a value per unit of presynaptic name 2, and there is none"));
}

TEST_CASE("'initial' of the wrong length, form or number is a finding") {
  CHECK(contains(findings(R"("initial": {"v": [1, 2]})"),
                 "/layers/0/initial/v: 'v' has 2 values; wanted one, or 3 (one per unit)"));
  CHECK(contains(findings("", R"("initial": {"pre": [1, 2, 3]})"),
                 "/synapses/0/initial/pre: 'pre' has 3 values; wanted one, or 2 (one per unit)"));
  CHECK(contains(findings(R"("initial": {"v": "high"})"),
                 "/layers/0/initial/v: wanted a number or an array of numbers, found \"high\""));
  CHECK(contains(findings(R"("initial": [1])"), "/layers/0/initial: wanted an object of state variables"));
  CHECK(contains(findings(R"("initial": {"v": {"distribution": "lognormal", "mu": 1000, "sigma": 0}})"),
                 "'v' is inf; it must be finite"));
  CHECK(contains(findings(R"("initial": {"v": {"data": "images"}})"), "'v' wants a number or an array here"));
}

TEST_CASE("a network in code gives initial values as parameters") {
  auto r = support::registry_with_state();
  auto n = bouton::NetworkBuilder()
               .input("x", 2)
               .layer("l", "counting", 3, {}, {{"v", Values{1, 2, 3}}, {"left", std::int64_t{2}}})
               .synapse({.name = "s",
                         .type = "remembering",
                         .from = {"x"},
                         .to = "l",
                         .weights = 1.0,
                         .initial = {{"pre", bouton::JsonText{R"({"constant": 0.5})"}}}})
               .build(r, support::options());
  CHECK(n.state("l", "v") == Values{1, 2, 3});
  CHECK(n.state("l", "left") == Values{2, 2, 2});
  CHECK(n.state("s", "pre") == Values{0.5, 0.5});
}

TEST_CASE("a network that is described says where all declared state begins") {
  auto r = support::registry_with_state();
  const auto text = network(counting_text(R"("initial": {"v": [1, 2, 3]})"), r).described();
  CHECK(contains(text, R"("left": 0)"));
  CHECK(contains(text, R"("seen": 7)"));
  auto again = network(text, r);
  CHECK(again.state("l", "v") == Values{1, 2, 3});
  CHECK(again.described() == text);
}
