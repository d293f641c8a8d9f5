#include <algorithm>
#include <string>

#include "program.hpp"

using program::contains;
using program::lines;
using program::Workplace;

namespace {

const std::string network = R"({ "bouton": 1, "name": "a \"demo\" & more",
  "inputs": [{"name": "x", "size": 30, "source": {"type": "poisson", "params": {"rate": 0.5}}},
             {"name": "reward", "size": 1, "source": {"type": "constant", "params": {"value": 1}}}],
  "layers": [{"name": "l", "type": "lif", "size": 20, "params": {"tau": 2}},
             {"name": "back\\slash \"quoted\" \\N &amp;", "type": "lif", "size": 1, "params": {"tau": 2}, "input": "l[3]"}],
  "synapses": [{"name": "e", "type": "static", "from": "x[0:20]", "to": "l", "syn_type": "exc", "weights": {"constant": 1},
                "connect": {"rule": "fixed_indegree", "indegree": 7}, "delay": 3},
               {"name": "i", "type": "static", "from": "x[20:30]", "to": "l[::2]", "syn_type": "inh", "weights": {"constant": 1}},
               {"name": "m", "type": "mod_stdp", "from": ["x", "reward"], "to": "l", "weights": {"constant": 0},
                "transform": {"type": "low_pass", "params": {"tau": 5}},
                "params": {"tre": [0.5, 0.5], "tro": [0.5, 0.5], "rule_params": {"Ap": 0.1, "An": 0.1}}},
               {"name": "r", "type": "static", "from": "l", "to": "l", "weights": {"constant": 0}}],
  "run": [{"steps": 20}]
})";

struct Place : Workplace {
  explicit Place(const std::string& text = network) { write("net.json", text); }
  std::string dot() const {
    const auto result = run({"graph", "net.json"});
    CHECK(result.status == 0);
    CHECK(result.err == "");
    return result.out;
  }
};

/// The lines of a text with a part.
std::size_t count(const std::string& text, const std::string& part) {
  const auto all = lines(text);
  return static_cast<std::size_t>(
      std::ranges::count_if(all, [&](const auto& line) { return line.find(part) != std::string::npos; }));
}

std::size_t with_label(const std::string& dot, const std::string& label) {
  return count(dot, "label=\"" + label + "\"");
}

}  // namespace

TEST_CASE("a drawing shows every layer with its size, and every connection with its rule, sign, delay and parts") {
  const auto dot = Place().dot();
  CHECK(with_label(dot, "x\\n30 units, poisson") == 1);
  CHECK(with_label(dot, "reward\\n1 unit, constant") == 1);
  CHECK(with_label(dot, "l\\n20 units, lif") == 1);
  CHECK(with_label(dot, "e\\nstatic, in-degree 7\\n[0:20] to all\\n3 steps") == 1);
  CHECK(with_label(dot, "i\\nstatic, all to all\\n[20:30] to [::2]") == 0);  // the rule is a default
  CHECK(with_label(dot, "i\\nstatic\\n[20:30] to [::2]") == 1);
  CHECK(with_label(dot, "r\\nstatic") == 1);
  CHECK(count(dot, "arrowhead=normal, label=\"e") == 1);
  CHECK(count(dot, "arrowhead=tee, label=\"i") == 1);
  CHECK(count(dot, "style=dotted") == 1);  // the direct input
  CHECK(
      contains(dot, "arrow: excites, bar: inhibits, dot: weights of either sign, dashed: modulates, dotted: unit to"));
}

TEST_CASE("a modulator and the source meet in a point, behind a transform if there is one") {
  const auto dot = Place().dot();
  CHECK(count(dot, "shape=point") == 1);
  CHECK(with_label(dot, "low_pass") == 1);
  CHECK(count(dot, "style=dashed, arrowhead=diamond") == 1);
  CHECK(count(dot, "arrowhead=none") == 1);
  CHECK(with_label(dot, "m\\nmod_stdp") == 1);
}

TEST_CASE("names mean themselves in a drawing, whatever Graphviz does with such characters") {
  const auto dot = Place().dot();
  CHECK(contains(dot, R"(label="a \"demo\" &amp; more\n)"));
  CHECK(with_label(dot, R"(back\\slash \"quoted\" \\N &amp;amp;\n1 unit, lif)") == 1);
}

TEST_CASE("what does not fit onto the connections is a tooltip") {
  std::string synapses;
  for (int i = 0; i < 31; ++i)
    synapses += (i ? ", " : "") + std::string(R"({"name": "s)") + std::to_string(i) +
                R"(", "type": "static", "from": "l", "to": "l", "weights": {"constant": 1}})";
  const Place w(R"({"bouton": 1, "layers": [{"name": "l", "type": "lif", "size": 3, "params": {"tau": 2}}],
                    "synapses": [)" +
                synapses + "], \"run\": [{\"steps\": 1}]}");
  const auto dot = w.dot();
  CHECK(count(dot, "0->0") == 31);
  CHECK(count(dot, "edgetooltip=\"s30\\nstatic\"") == 1);
  CHECK(count(dot, ", label=\"s") == 0);
}

TEST_CASE("'--svg' prints the drawing, or says which package it needs") {
  const Place w;
  const auto drawn = w.shell("$BOUTON graph net.json --svg");
  if (std::system("command -v dot > /dev/null") == 0) {
    CHECK(drawn.status == 0);
    CHECK(contains(drawn.out, "<svg "));
    CHECK(contains(drawn.out, ">back\\slash &quot;quoted&quot; \\N &amp;amp;</text>"));
  }
  const auto missing = w.shell("PATH=/nowhere $BOUTON graph net.json --svg");
  CHECK(missing.status == 1);
  CHECK(missing.out == "");
  CHECK(contains(missing.err, "'dot', which is not installed; the package 'graphviz' brings it"));
}

TEST_CASE("'--schedule' prints in which order layers step, their levels and slices, and the window") {
  const Place w;
  const auto result = w.run({"graph", "net.json", "--schedule", "--threads", "1"});
  CHECK(result.status == 0);
  CHECK(contains(result.out, "order  layer "));
  CHECK(contains(result.out, "\n    1  x "));
  CHECK(contains(result.out, "steps at a time: up to 32\n"));
  CHECK(result.out.find("\n    2  reward") != std::string::npos);
  // What l hears is there when it steps, and what hears it in the same step comes later.
  const auto all = lines(result.out);
  const auto line_of = [&](const std::string& name) {
    return *std::ranges::find_if(all, [&](const auto& line) { return line.find(name) != std::string::npos; });
  };
  CHECK(contains(line_of(" x "), " 1  1"));
  CHECK(contains(line_of(" m.transform"), " 2  1"));
  CHECK(contains(line_of(" l "), " 3  1"));
  CHECK(contains(w.run({"graph", "net.json", "--schedule", "--svg"}).err, "--svg"));
}

TEST_CASE("a file that is wrong, or is no network, is not drawn") {
  const Place w(
      "{\"bouton\": 1, \"layers\": [{\"name\": \"l\", \"type\": \"lif\", \"size\": 3, \"params\": {\"taau\": 2}}]}");
  const auto wrong = w.run({"graph", "net.json"});
  CHECK(wrong.status == 2);
  CHECK(contains(wrong.err, "'lif' has no parameter 'taau'"));
  CHECK(wrong.out == "");
  w.write("run.json", "{\"bouton_run\": 1}");
  CHECK(contains(w.run({"graph", "run.json"}).err, "bouton rerun run.json"));
}
