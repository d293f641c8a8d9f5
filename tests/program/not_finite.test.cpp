#include "program.hpp"

using program::contains;
using program::lines;
using program::Workplace;

namespace {

/// Potentials that become infinite after some steps: a negative conductance lets them grow.
const std::string growing = R"({"bouton": 1,
  "inputs": [{"name": "s", "size": 1, "source": {"type": "constant", "params": {"value": -2}}}],
  "layers": [{"name": "l", "type": "bio_lif", "size": 1, "params": {"nudt": 0.3, "v0": 0.5}}],
  "synapses": [{"name": "w", "type": "static", "from": "s", "to": "l", "syn_type": "exc", "weights": [[1]]}],
  "record": [{"of": "l", "variable": "v"}], "run": [{"steps": 3000}]})";

/// One that is the difference of two infinite numbers.
const std::string difference = R"({"bouton": 1,
  "inputs": [{"name": "s", "size": 2, "source": {"type": "constant", "params": {"value": 1e308}}}],
  "layers": [{"name": "l", "type": "lif", "size": 1, "params": {"tau": 4}}],
  "synapses": [{"name": "w", "type": "static", "from": "s", "to": "l", "weights": [[10, -10]]}],
  "record": [{"of": "l", "variable": "v"}], "run": [{"steps": 5}]})";

}  // namespace

TEST_CASE("a run with a value that is not finite ends with status 1, names it, and keeps what it recorded") {
  const Workplace w;
  w.write("growing.json", growing);
  w.write("difference.json", difference);
  const auto grown = w.run({"run", "growing.json", "--quiet", "--out", "grown"});
  CHECK(grown.status == 1);
  CHECK(contains(grown.err, "'l' (type 'bio_lif'): "));
  CHECK(contains(grown.err, "'power' is nan in unit 0 after step "));
  CHECK(contains(grown.err, "--trap-nan"));
  CHECK(lines(w.read("grown/l.v.csv")).size() > 1000);
  const auto lost = w.run({"run", "difference.json", "--quiet", "--out", "lost"});
  CHECK(lost.status == 1);
  CHECK(contains(lost.err, "'l' (type 'lif'): 'v' is "));
  CHECK(contains(lost.err, "nan in unit 0 after step 4; to find the step, check every step (bouton run --trap-nan"));
  CHECK(lines(w.read("lost/l.v.csv")).size() == 6);
}

TEST_CASE("--trap-nan finds the very step") {
  const Workplace w;
  w.write("difference.json", difference);
  w.write("growing.json", growing);
  const auto lost = w.run({"run", "difference.json", "--quiet", "--trap-nan"});
  CHECK(lost.status == 1);
  CHECK(contains(lost.err, "nan in unit 0 since step 0"));
  const auto grown = w.run({"run", "growing.json", "--quiet", "--trap-nan"});
  CHECK(contains(grown.err, "'power' is -inf in unit 0 since step "));
  const auto step = std::stoul(grown.err.substr(grown.err.find("since step ") + 11));
  CHECK(lines(w.read("out/l.v.csv")).size() == step + 2);
  // A step less is a run without fault.
  CHECK(w.run({"run", "growing.json", "--quiet", "--trap-nan", "--steps", std::to_string(step)}).status == 0);
  CHECK(w.run({"run", "growing.json", "--quiet", "--steps", std::to_string(step)}).status == 0);
  CHECK(w.run({"run", "growing.json", "--quiet", "--steps", std::to_string(step + 1)}).status == 1);
}
