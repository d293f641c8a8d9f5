// What the checks put around the type under test.
#include <utility>

#include <fmt/format.h>

#include "check/stage.hpp"
#include "check/surroundings.hpp"

namespace bouton_program {

namespace {

using bouton::Declaration;
using bouton::OutputKind;

bool is_watching = false;
std::string first_seen, change_seen;

void look_at_floating_point() {
  if (!is_watching || !change_seen.empty()) return;
  const auto now = floating_point_now();
  if (first_seen.empty()) first_seen = now;
  if (now != first_seen) change_seen = fmt::format("floating-point arithmetic was '{}' and is '{}'", first_seen, now);
}

/// Random 0/1 values: a function of unit and step alone.
class Spikes : public bouton::Layer {
 public:
  template <class T>
  static void declare_activity(Declaration<T>& d) {
    d.parameter("activity", &Spikes::activity_, "share of the units that are 1").default_value(0.3);
  }
  void prepare() override { random_ = random("spikes"); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    look_at_floating_point();
    for (std::size_t k = 0; k < out.size(); ++k)
      out[k] = random_.uniform(slice().begin + k, in.step.index) < activity_ ? height_ : 0.0;
  }

 protected:
  double height_ = 1;

 private:
  double activity_ = 0.3;
  bouton::Random random_;
};

struct SpikeInput final : Spikes {
  static void declare(Declaration<SpikeInput>& d) {
    d.type("check spikes", "random spikes").version("1", "Bouton").local();
    declare_activity(d);
  }
};

/// The same values, not announced as spikes.
struct ZeroOneInput final : Spikes {
  static void declare(Declaration<ZeroOneInput>& d) {
    d.type("check zeros and ones", "random 0 and 1").version("1", "Bouton").output(OutputKind::analog).local();
    declare_activity(d);
    d.parameter("height", &ZeroOneInput::height_, "in place of 1").default_value(1);
  }
};

/// Random values from 0 to 2, times a factor.
class ValueInput final : public bouton::Layer {
 public:
  static void declare(Declaration<ValueInput>& d) {
    d.type("check values", "random values").version("1", "Bouton").output(OutputKind::analog).local();
    d.parameter("other_below", &ValueInput::other_below_, "units below have other values").default_value(0);
    d.parameter("factor", &ValueInput::factor_, "size of the values").default_value(1);
  }
  void prepare() override { random_ = random("values"); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    look_at_floating_point();
    random_.uniform(slice().begin, in.step.index, out);
    for (std::size_t k = 0; k < out.size(); ++k)
      out[k] = factor_ * (std::cmp_less(slice().begin + k, other_below_) ? 3 - out[k] : 2 * out[k]);
  }

 private:
  bouton::Random random_;
  std::int64_t other_below_ = 0;
  double factor_ = 1;
};

/// Spikes where its input exceeds 1, and at random, so that rules have something to learn from whatever the weights.
class Target final : public bouton::Layer {
 public:
  static void declare(Declaration<Target>& d) {
    d.type("check target", "spikes").version("1", "Bouton").port("in", "anything").local();
    d.parameter("deaf", &Target::deaf_, "whether it spikes whatever its input").default_value(false);
  }
  void prepare() override { random_ = random("spikes"); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    look_at_floating_point();
    for (std::size_t k = 0; k < out.size(); ++k)
      out[k] = (in.port(0)[k] > 1 && !deaf_) || random_.uniform(slice().begin + k, in.step.index) < 0.2 ? 1.0 : 0.0;
  }

 private:
  bouton::Random random_;
  bool deaf_ = false;
};

/// Carries what a transform publishes.
struct Carrier final : bouton::Synapse {
  static void declare(Declaration<Carrier>& d) { d.type("check carrier", "fixed weights").version("1", "Bouton"); }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
};

}  // namespace

void watch_floating_point() {
  is_watching = true;
  first_seen.clear();
  change_seen.clear();
}

std::string floating_point_change() {
  is_watching = false;
  return change_seen;
}

void add_stage_types(bouton::Registry& registry) {
  registry.add<SpikeInput>();
  registry.add<ZeroOneInput>();
  registry.add<ValueInput>();
  registry.add<Target>();
  registry.add<Carrier>();
}

}  // namespace bouton_program
