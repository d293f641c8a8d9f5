#include <cmath>
#include <numeric>

#include <bouton/bounded_synapse.hpp>

#include <support/edit.hpp>

using support::TemporaryFolder;

namespace {

/// Sets all weights to 1 + the number of steps in which it has learned, within [Wmin, Wlim].
class Riser final : public bouton::BoundedSynapse {
 public:
  static void declare(bouton::Declaration<Riser>& d) {
    d.type("riser", "weights rise by 1 in each step").version("1.0", "tests");
    declare_limits(d);
  }
  void update(const bouton::SynapseInputs&, const bouton::Signal&, bool learn) override {
    if (!learn) return;
    for (double& w : weights().values()) w = limits()(w + 1);
    keep_within_limits();
  }
};

/// Input x plays the rows, layer l spikes with it.
std::string text(const std::string& rows, std::size_t size, const std::string& run, const std::string& more = "") {
  return R"({"bouton": 1, "dt": 0.5, "inputs": [{"name": "x", "size": )" + std::to_string(size) +
         R"(, "source": {"type": "rows", "params": {"values": )" + rows + R"(}}}],
      "layers": [{"name": "l", "type": "threshold", "size": )" +
         std::to_string(size) + R"(, "input": "x"}, {"name": "s", "type": "sum", "size": 1}], )" + more + R"("run": )" +
         run + "}";
}

bouton::RunResult run(const std::string& text, const bouton::RunOptions& given = {}) {
  auto r = support::registry();
  r.add<Riser>();
  auto n = support::network(text, r);
  const TemporaryFolder folder;
  auto o = given;
  o.out = folder.path();
  return bouton::run(n, o);
}

/// A row for each step, in which the unit 0 spikes where the text has an x.
std::string rows_of(const std::string& marks) {
  std::string rows;
  for (const char mark : marks) rows += std::string(rows.empty() ? "[" : ", ") + (mark == 'x' ? "[1]" : "[0]");
  return rows + "]";
}

std::optional<double> cv_of(const std::string& marks, const std::string& run_phases) {
  return run(text(rows_of(marks), 1, run_phases)).summary.layers.at(0).cv;
}

}  // namespace

TEST_CASE("a summary says how often the units of a layer spiked, and how many never did or nearly always") {
  // Of four units one spikes in every step, one in nine of ten, one in eight of ten, one never.
  std::string rows;
  for (int step = 0; step < 10; ++step)
    rows += std::string(step ? ", " : "[") + "[1, " + (step > 0 ? "1" : "0") + ", " + (step > 1 ? "1" : "0") + ", 0]";
  const auto summary = run(text(rows + "]", 4, R"([{"steps": 10}])")).summary;
  REQUIRE(summary.layers.size() == 2);  // 's' is analog
  const auto& x = summary.layers[0];
  CHECK(x.name == "x");
  CHECK(x.is_input);
  CHECK(x.units == 4);
  CHECK(x.steps == 10);
  CHECK(x.spikes == 27);
  CHECK(x.silent == 1);
  CHECK(x.saturated == 2);
  CHECK(x.rate_per_step() == 27.0 / 40);
  CHECK(x.rate_in_hz(0.5) == doctest::Approx(27.0 / 40 * 2000));
  const auto& l = summary.layers[1];
  CHECK(l.name == "l");
  CHECK_FALSE(l.is_input);
  CHECK(l.spikes == 27);
}

TEST_CASE(
    "an input that published other values than 0 and 1 is no spiking one, nor is a silent one that need not spike") {
  const auto one = run(text("[[1], [0.5]]", 1, R"([{"steps": 4}])")).summary;
  REQUIRE(one.layers.size() == 1);
  CHECK(one.layers[0].name == "l");
  const auto none = run(text("[[0]]", 1, R"([{"steps": 4}])")).summary;
  REQUIRE(none.layers.size() == 1);
  CHECK(none.layers[0].name == "l");
  CHECK(none.layers[0].silent == 1);
}

TEST_CASE("the variation of intervals is that of the unit's intervals, if it has three of them") {
  CHECK(cv_of("x.x.x.x.", R"([{"steps": 8}])") == 0.0);
  CHECK_FALSE(cv_of("x.x.x...", R"([{"steps": 8}])").has_value());
  // Intervals of 1, 2 and 3 steps: their mean is 2, their variance 2/3.
  const auto cv = cv_of("xx.x..x.", R"([{"steps": 8}])");
  REQUIRE(cv.has_value());
  CHECK(*cv == doctest::Approx(std::sqrt(2.0 / 3) / 2));
}

TEST_CASE("no interval reaches across a reset") {
  // Each phase begins with the first row: intervals of 1 step, and 5 steps from one phase to the next.
  const auto cv = cv_of("xxx....", R"([{"steps": 7, "reset": true, "repeat": 2}])");
  REQUIRE(cv.has_value());
  CHECK(*cv == 0.0);
  const auto without = cv_of("xxx....", R"([{"steps": 14}])");
  REQUIRE(without.has_value());
  CHECK(*without > 0.5);
}

TEST_CASE("of a large layer all spikes are counted, and a part of the units is watched that is spread over it") {
  // Units spike regularly in the first half of the layer; in the second half with intervals of 1 and 3.
  constexpr std::size_t size = 1000;
  std::string rows;
  for (int step = 0; step < 8; ++step) {
    rows += step ? ", [" : "[[";
    for (std::size_t unit = 0; unit < size; ++unit) {
      const bool spikes = unit < size / 2 ? step % 2 == 0 : step % 4 < 2;
      rows += std::string(unit ? "," : "") + (spikes ? "1" : "0");
    }
    rows += "]";
  }
  const auto x = run(text(rows + "]", size, R"([{"steps": 800}])")).summary.layers.at(0);
  CHECK(x.spikes == size * 400);
  CHECK(x.silent == 0);
  REQUIRE(x.cv.has_value());
  CHECK(*x.cv == doctest::Approx(0.5 * 0.5).epsilon(0.01));
}

TEST_CASE("a summary has the weights of what learns before and after, with their limits") {
  const auto with_synapse = [](const std::string& type, const std::string& more) {
    return text("[[1, 0]]", 2, R"([{"steps": 3}])",
                R"("synapses": [{"name": "w", "type": ")" + type +
                    R"(", "from": "x", "to": "l", "weights": [[0, 1], [2, 3]])" + more + "}], ");
  };
  const auto summary = run(with_synapse("riser", R"(, "params": {"Wlim": 5, "Wmin": 0})")).summary;
  REQUIRE(summary.synapses.size() == 1);
  const auto& w = summary.synapses[0];
  CHECK(w.name == "w");
  CHECK(w.connections == 4);
  CHECK(w.before.mean == 1.5);
  CHECK(w.before.deviation == doctest::Approx(std::sqrt(1.25)));
  CHECK(w.before.least == 0);
  CHECK(w.before.most == 3);
  CHECK(w.before.at_limits == 0.25);  // the 0
  CHECK(w.before.low == 0);
  CHECK(w.before.high == 3);
  CHECK(w.before.histogram.front() == 1);
  CHECK(w.before.histogram.back() == 1);
  CHECK(std::accumulate(w.before.histogram.begin(), w.before.histogram.end(), 0u) == 4);
  // 3, 4, 5 and 5.
  CHECK(w.after.mean == 4.25);
  CHECK(w.after.least == 3);
  CHECK(w.after.most == 5);
  CHECK(w.after.at_limits == 0.5);

  const auto without_limits = run(with_synapse("plain", "")).summary.synapses.at(0);
  CHECK_FALSE(without_limits.after.at_limits.has_value());
  CHECK(without_limits.after.mean == 1.5);
}

TEST_CASE("weights that are all equal lie in the middle of their histogram") {
  const auto summary = run(text("[[1]]", 1, R"([{"steps": 1}])",
                                R"("synapses": [{"name": "w", "type": "plain", "from": "x", "to": "l",
                                   "weights": [[7]]}], )"))
                           .summary;
  const auto& w = summary.synapses.at(0).before;
  CHECK(w.low == 6.5);
  CHECK(w.high == 7.5);
  CHECK(w.histogram[25] == 1);
}

TEST_CASE("the progress says how many spikes each layer has published") {
  std::vector<bouton::LayerProgress> layers;
  bouton::RunOptions o;
  o.on_progress = [&](const bouton::Progress& progress) {
    layers = progress.layers;
    return true;
  };
  run(text("[[1, 0], [1, 1]]", 2, R"([{"steps": 10}])"), o);
  REQUIRE(layers.size() == 3);
  CHECK(layers[0].name == "x");
  CHECK(layers[0].units == 2);
  CHECK(layers[0].spikes == 15);
  CHECK(layers[0].is_spiking);
  CHECK(layers[2].name == "s");
  CHECK_FALSE(layers[2].is_spiking);
}
