#include "numerics/flush_denormals.hpp"

#include <cfenv>
#include <limits>

#include <support/network.hpp>

namespace {

constexpr double smallest_normal = std::numeric_limits<double>::min();

/// Whether the calling thread computes with denormal numbers.
bool has_denormals() {
  volatile double x = smallest_normal;
  x = x / 2;
  return x != 0;
}

double third() {
  volatile double one = 1, three = 3;
  return one / three;
}

/// Halves its state in each step, also in `settle` and `reset`; weights shrink by tiny changes that wait.
class Decaying final : public bouton::Layer {
 public:
  static inline bool had_denormals = false;

  static void declare(bouton::Declaration<Decaying>& d) {
    d.type("decaying", "halves its state").version("1.0", "tests").local();
    d.port("in", "anything");
  }
  void prepare() override {
    note();
    v_.resize(size(), 1e-300);
  }
  void reset() override {
    note();
    std::ranges::fill(v_, 1e-300);
  }
  void step(const bouton::LayerInputs&, std::span<double> out) override {
    note();
    for (double& v : v_) v *= 0.5;
    std::ranges::fill(out, 0.0);
  }
  void visit_state(bouton::StateVisitor& visitor) override { visitor.per_unit("v", v_, {"", "halved"}); }

 private:
  static void note() { had_denormals = had_denormals || has_denormals(); }
  std::vector<double> v_;
};

/// Adds 1e-310 to each weight in each step, or when the weights are asked for.
class Late final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Late>& d) {
    d.type("late", "changes that wait").version("1.0", "tests");
    d.parameter("waits", &Late::waits_, "until settle").default_value(true);
  }
  void propagate(const bouton::SynapseInputs&, std::span<double>) override {}
  void update(const bouton::SynapseInputs&, const bouton::Signal&, bool) override {
    ++waiting_;
    if (!waits_) settle();
  }
  void settle() override {
    for (; waiting_ > 0; --waiting_)
      weights().visit_values([](auto values) {
        for (auto& w : values) w += 0.5e-300 * 2e-10;
      });
  }

 private:
  bool waits_ = true;
  int waiting_ = 0;
};

bouton::Network network(std::size_t threads = 1, bool waits = true) {
  auto r = support::registry();
  r.add<Decaying>();
  r.add<Late>();
  auto o = support::options();
  o.threads = o.slices = threads;
  return support::network(R"({"bouton": 1, "layers": [{"name": "l", "type": "decaying", "size": 6}], "synapses": [
      {"name": "w", "type": "late", "from": "l", "to": "l", "params": {"waits": )" +
                              std::string(waits ? "true" : "false") + R"(}, "weights": {"constant": 0}}]})",
                          r, o);
}

}  // namespace

TEST_CASE("under a FlushDenormals denormal numbers are zero, and rounding is to the nearest; then all is as before") {
  REQUIRE(has_denormals());
  {
    const bouton::FlushDenormals flush;
#if defined(__SSE2__) || defined(__aarch64__)
    CHECK(!has_denormals());
#endif
  }
  CHECK(has_denormals());
  const double nearest = third();
  std::fesetround(FE_UPWARD);
  const double above = third();
  double within = 0;
  {
    const bouton::FlushDenormals flush;
    within = third();
  }
  const double after = third();
  std::fesetround(FE_TONEAREST);
  CHECK(above > nearest);
  CHECK(within == nearest);
  CHECK(after == above);
}

#if defined(__SSE2__) || defined(__aarch64__)
TEST_CASE("a state that decays reaches zero, on any number of threads, and the caller's mode is left alone") {
  for (const std::size_t threads : {1, 2, 3}) {
    Decaying::had_denormals = false;
    auto n = network(threads);
    for (int t = 0; t < 60; ++t) n.step();
    for (const double v : n.state("l", "v")) CHECK(v == 0.0);
    CHECK(has_denormals());
    n.run(2, true, [](const bouton::Network&) { CHECK(has_denormals()); });
    n.reset();
    CHECK(!Decaying::had_denormals);
    CHECK(has_denormals());
  }
}

TEST_CASE("changes that wait end in the same bits, whoever asks for the weights") {
  auto waiting = network(), immediate = network(1, false), cut = network(3);
  for (auto* n : {&waiting, &immediate, &cut}) n->run(5);
  CHECK(immediate.weights("w")[0].value == 0.0);
  CHECK(waiting.weights("w") == immediate.weights("w"));
  CHECK(cut.weights("w") == immediate.weights("w"));
  for (auto* n : {&waiting, &immediate}) n->run(5);
  CHECK(waiting.state("w", "weights") == immediate.state("w", "weights"));
  CHECK(has_denormals());
}
#endif
