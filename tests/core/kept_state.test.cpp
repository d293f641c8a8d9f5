// State is sampled without ending windows.
#include <bouton/run.hpp>
#include <support/log_recorder.hpp>

using support::Log;

namespace {

/// A potential and a counter, both declared; it spikes now and then.
class Ramp final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Ramp>& d) {
    d.type("ramp", "adds up its input").version("1.0", "tests").port("in", "anything");
    d.port("state", "added to v behind each step").adds_to("v");
    d.state("v", &Ramp::v_, "the sum").initial(0.5);
    d.state("left", &Ramp::left_, "steps that are left").initial(3);
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) {
      v_[k] += in.port(0)[k] * (slice().begin + k + 1);
      out[k] = v_[k] > 20 && left_[k] == 0;
      if (out[k] == 1.0) v_[k] = 0, left_[k] = 4;
      if (left_[k] > 0) --left_[k];
    }
  }

 private:
  bouton::StateArray v_;
  bouton::CountArray left_;
};

std::string text(const std::string& records) {
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": 3, "source": {"type": "rows", "params":
      {"values": [[1, 0, 0.5], [0, 0, 1], [0.25, 1, 0]]}}}],
    "layers": [{"name": "a", "type": "ramp", "size": 7}, {"name": "b", "type": "ramp", "size": 5}],
    "synapses": [{"name": "xa", "type": "plain", "from": "x", "to": "a", "port": "in", "weights": {"constant": 0.3}},
                 {"name": "ab", "type": "plain", "from": "a", "to": "b", "port": "state", "weights": {"constant": 2}}],
    "record": [)" +
         records + R"(], "run": [{"steps": 37}, {"reset": true}, {"steps": 40}]})";
}

std::string entry(const std::string& of, const std::string& variable, const std::string& more = "") {
  return R"({"of": ")" + of + R"(", "variable": ")" + variable + R"(", "format": "log")" + more + "}";
}

bouton::Network network(const std::string& text, bouton::Registry& r, std::size_t slices = 1, bool profile = false) {
  r.add<Ramp>();
  r.add<Log>();
  auto o = support::options();
  o.slices = slices;
  o.profile = profile;
  return support::network(text, r, o);
}

std::string record(const std::string& record, std::size_t slices = 1) {
  const support::TemporaryFolder folder;
  auto r = support::registry();
  auto n = network(text(record), r, slices);
  Log::log.clear();
  bouton::RunOptions options;
  options.out = folder.path();
  run(n, options);
  return Log::log;
}

/// The same, from a network that is stepped by hand and read after each step.
std::string by_hand(const std::string& of, const std::string& variable, std::size_t every,
                    const std::vector<std::size_t>& units) {
  auto r = support::registry();
  auto n = network(text(""), r);
  std::ostringstream text;
  for (std::size_t step = 0; step < 77; ++step) {
    if (step == 37) n.reset();
    n.step();
    if (step % every != 0) continue;
    const auto values = n.state(of, variable);
    text << of << "." << variable << " " << step << ":";
    for (const auto unit : units) text << ' ' << values[unit];
    text << "\n";
  }
  return text.str();
}

std::string samples(const std::string& log) {
  const auto begin = log.find('\n') + 1;
  return log.substr(begin, log.rfind('\n', log.size() - 2) + 1 - begin);
}

}  // namespace

TEST_CASE("state that is sampled within windows is what it was after each step, however layers are cut") {
  const std::vector<std::size_t> all_a{0, 1, 2, 3, 4, 5, 6}, all_b{0, 1, 2, 3, 4};
  for (const std::size_t slices : {1u, 2u, 3u}) {
    CAPTURE(slices);
    CHECK(samples(record(entry("a", "v"), slices)) == by_hand("a", "v", 1, all_a));
    CHECK(samples(record(entry("b", "v", R"(, "every": 5)"), slices)) == by_hand("b", "v", 5, all_b));
    CHECK(samples(record(entry("a", "left", R"(, "every": 3)"), slices)) == by_hand("a", "left", 3, all_a));
    CHECK(samples(record(entry("a", "v", R"(, "units": [6, 1, 4])"), slices)) == by_hand("a", "v", 1, {1, 4, 6}));
    CHECK(samples(record(entry("a", "v", R"(, "units": "1::2")"), slices)) == by_hand("a", "v", 1, {1, 3, 5}));
    CHECK(samples(record(entry("a", "v", R"(, "units": "2:5")"), slices)) == by_hand("a", "v", 1, {2, 3, 4}));
  }
}

TEST_CASE("recording state does not end windows") {
  const auto window = [](const std::string& records) {
    const support::TemporaryFolder folder;
    auto r = support::registry();
    auto n = network(text(records), r, 1, true);
    bouton::RunOptions options;
    options.out = folder.path();
    options.steps = 64;
    run(n, options);
    return n.profile().window;
  };
  const auto unrecorded = window("");
  CHECK(unrecorded == 32);
  CHECK(window(entry("a", "v") + "," + entry("b", "left")) == unrecorded);
  // Weights are sampled where they are, behind the step.
  CHECK(window(entry("ab", "weights")) == 1);
}

TEST_CASE("a network that was recorded once keeps no more state than it is asked for the next time") {
  const support::TemporaryFolder folder;
  auto r = support::registry();
  auto n = network(text(entry("a", "v")), r);
  bouton::RunOptions options;
  options.out = folder.path();
  options.steps = 3;
  Log::log.clear();
  run(n, options);
  const auto first = std::count(Log::log.begin(), Log::log.end(), '\n');
  run(n, options);
  CHECK(std::count(Log::log.begin(), Log::log.end(), '\n') == 2 * first);
}
