/// Elements that fail when they are told to.
#pragma once

#include <stdexcept>

#include <support/network.hpp>

namespace support {

/// Throws in one of its calls, at one step. Else publishes the number of steps since the reset.
class Failing final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Failing>& d) {
    d.type("failing", "throws when it is told to").version("1.0", "tests").output(bouton::OutputKind::analog);
    d.parameter("in", &Failing::in_, "the call that throws").default_value("");
    d.parameter("at", &Failing::at_, "the step at which step() throws").default_value(0);
    d.parameter("what", &Failing::what_, "what it throws").default_value("standard");
  }
  void prepare() override { fail_in("prepare"); }
  void reset() override {
    count_ = 0;
    fail_in("reset");
  }
  void visit_state(bouton::StateVisitor&) override { fail_in("visit_state"); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    if (static_cast<std::int64_t>(in.step.index) == at_) fail_in("step");
    for (double& x : out) x = count_;
    ++count_;
  }

 private:
  void fail_in(const std::string& call) const {
    if (call != in_) return;
    if (what_ == "core") throw bouton::Error("the pump broke");
    if (what_ == "number") throw 5;
    throw std::runtime_error("the pump broke");
  }

  std::string in_, what_;
  std::int64_t at_ = 0;
  double count_ = 0;
};

}  // namespace support
