/// Trials over a data set of three samples, and what a run of them writes.
#pragma once

#include <algorithm>
#include <sstream>
#include <string>

#include <support/edit.hpp>
#include <support/log_recorder.hpp>
#include <support/samples.hpp>

namespace trials {

using support::contains;
using support::Log;
using support::TemporaryFolder;
using support::thrown;
using support::with;

/// Adds up its input, and spikes while the sum is above 1/2; a reset empties it.
class Integrator final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Integrator>& d) {
    d.type("integrator", "adds up its input").version("1.0", "tests");
    d.port("in", "anything");
  }
  void prepare() override { v_.resize(size()); }
  void reset() override { std::fill(v_.begin(), v_.end(), 0.0); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = (v_[k] += in.port(0)[k]) > 0.5;
  }
  void visit_state(bouton::StateVisitor& visitor) override { visitor.per_unit("v", v_, {"", "the sum"}); }

 private:
  std::vector<double> v_;
};

/// Each pixel drives a unit, and the units predict the class.
inline const std::string base = R"({"bouton": 1,
  "data": [{"name": "train", "type": "samples", "params": {"pixels": [[1, 0], [0, 2], [3, 0]], "labels": [0, 1, 1]}}],
  "inputs": [{"name": "x", "size": 2, "source": {"type": "level", "params": {"values": {"data": "pixels"}}}}],
  "layers": [{"name": "l", "type": "integrator", "size": 2}],
  "synapses": [{"name": "w", "type": "plain", "from": "x", "to": "l", "weights": [[1, 0], [0, 1]]}],
  "record": [{"of": "x", "variable": "output", "format": "log", "name": "x"},
             {"of": "l", "variable": "v", "format": "log", "name": "v"}],
  "readout": {"of": "l", "rule": "spike_count"},
  "run": [{"steps": 2, "trials": {"data": "train"}}]
})";

struct Played {
  bouton::RunResult result;
  std::string x, v;  // what was recorded, without steps
  std::string predictions, confusion;
};

/// The lines of one recording, without their steps.
inline std::string recorded(const std::string& name) {
  std::istringstream in(Log::log);
  std::string text;
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(name + " ") && line.find(':') != std::string::npos)
      text += line.substr(line.find(':') + 1) + ";";
  return text;
}

inline bouton::Registry registry() {
  auto r = support::registry();
  r.add<support::Samples>();
  r.add<support::Level>();
  r.add<Integrator>();
  r.add<Log>();
  return r;
}

/// Runs a network that writes into the folder.
inline bouton::RunResult run_into(const TemporaryFolder& folder, const std::string& text, bouton::RunOptions o = {},
                                  bouton::Registry r = registry()) {
  auto n = support::network(text, r);
  Log::log.clear();
  o.out = folder.path();
  return run(n, o);
}

/// Runs a network, and reads what it wrote.
inline Played play(const std::string& text, bouton::RunOptions o = {}, bouton::Registry r = registry()) {
  const TemporaryFolder folder;
  const auto result = run_into(folder, text, std::move(o), std::move(r));
  return {result, recorded("x"), recorded("v"), folder.read("predictions.csv"), folder.read("confusion.csv")};
}

/// The base with other phases.
inline std::string with_phases(const std::string& phases) {
  return with(base, R"({"steps": 2, "trials": {"data": "train"}})", phases);
}

}  // namespace trials
