/// A synapse between two parts of one layer, for tests.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <support/edit.hpp>
#include <support/fixed.hpp>
#include <support/jumping.hpp>

#include "description/layer_part.hpp"

namespace support::parts {

using bouton::Unit;
using Units = std::vector<Unit>;
using Values = std::vector<double>;

/// Weights grow with the trace of the postsynaptic unit where the presynaptic one is active, times a modulator. Counts
/// where a list of spikes and the values do not agree, or are not those of so many units.
class Growing final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Growing>& d) {
    d.type("growing", "learns").version("1.0", "tests").sources(1, 2);
    d.parameter("rate", &Growing::rate_, "of learning").default_value(0.125);
    d.state("trace", &Growing::trace_, "of postsynaptic spikes");
    d.state("wrong", &Growing::wrong_, "signals that do not fit");
    d.state("heard", &Growing::heard_, "sum of what each source did").per_source(0);
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    if (size() > 0 && (!fits(in.source(0), source_size(0)) || port.size() != size())) ++wrong_[0];
    weights().accumulate(in.source(0), port);
  }
  void update(const bouton::SynapseInputs& in, const bouton::Signal& post, bool) override {
    if (size() > 0 && !fits(post, size())) ++wrong_[0];
    for (std::size_t k = 0; k < size(); ++k) trace_[k] = 0.5 * trace_[k] + post.values[k];
    const auto& x = in.source(0);
    for (std::size_t i = 0; i < source_size(0); ++i) {
      heard_[i] += x.values[i];
      if (x.values[i] == 0) continue;
      const auto column = weights().column(i);
      for (std::size_t j = 0; j < column.values.size(); ++j) {
        const auto k = column.post(j);
        const double m = in.sources() == 1                 ? 1
                         : in.source(1).values.size() == 1 ? in.source(1).values[0]
                                                           : in.source(1).values[slice().begin + k];
        column.values[j] += rate_[k] * trace_[k] * m * x.values[i];
      }
    }
  }

 private:
  static bool fits(const bouton::Signal& x, std::size_t size) {
    if (x.values.size() != size) return false;
    if (!x.is_spikes) return true;
    Units active;
    for (std::size_t i = 0; i < size; ++i)
      if (x.values[i] != 0) active.push_back(static_cast<Unit>(i));
    return std::ranges::equal(active, x.active);
  }

  bouton::PerUnit rate_;
  bouton::StateArray trace_, wrong_, heard_;
};

inline bouton::Registry registry() {
  auto r = support::registry();
  r.add<Fixed>();
  r.add<Growing>();
  r.add<Jumping>();
  return r;
}

inline constexpr Unit size = 12;

/// The units that a text means of a layer of 12 units.
inline Units units(const std::string& text) {
  if (text.empty()) return units("[:]");
  const auto part = bouton::read_part(bouton::split_part("e" + text).value(), size);
  Units all;
  for (Unit k = 0; k < bouton::part_size(part, size); ++k) all.push_back(part ? part->unit(k) : k);
  return all;
}

/// A layer of 12 units that rows drive, and a synapse within it.
struct Made {
  std::string type = "fixed";
  std::string from, to;  // parts
  std::string members = R"("weights": {"distribution": "uniform", "low": 0.1, "high": 0.9})";
  std::string layer = "threshold";
  std::size_t slices = 1, threads = 1;
};

inline std::string text(const Made& m) {
  std::string rows;
  for (int t = 0; t < 17; ++t) {
    rows += t == 0 ? "[" : ", [";
    for (int i = 0; i < 12; ++i) rows += std::string(i == 0 ? "" : ", ") + ((t * 7 + i * i) % 5 == 0 ? "1.2" : "0.2");
    rows += "]";
  }
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": 12, "source": {"type": "rows", "params": {"values": [)" +
         rows + R"(]}}}], "layers": [{"name": "e", "type": ")" + m.layer +
         R"(", "size": 12, "input": "x"}], "synapses": [{"name": "w", "type": ")" + m.type + R"(", "from": "e)" +
         m.from + R"(", "to": "e)" + m.to + R"(", )" + m.members + "}]}";
}

inline bouton::NetworkOptions options(const Made& m) {
  auto o = support::options();
  o.slices = m.slices;
  o.threads = m.threads;
  return o;
}

inline bouton::Network network(const Made& m) {
  auto r = registry();
  return support::network(text(m), r, options(m));
}

inline std::string findings(const Made& m) {
  auto r = registry();
  return support::findings(text(m), r);
}

/// From which part to which.
inline const std::vector<std::pair<std::string, std::string>> pairs{
    {"[2:7]", "[5:12]"}, {"[::3]", "[1::2]"}, {"", "[3]"}, {"[-4:]", ""}, {"[1:11:4]", "[4:9]"}, {"[:6]", "[6:]"}};

}  // namespace support::parts
