#include <support/trials.hpp>

using trials::base;
using trials::play;
using trials::with;
using trials::with_phases;

namespace {

/// Leaves its modulator alone.
class Modulated final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Modulated>& d) {
    d.type("modulated", "a carrier and a modulator").version("1.0", "tests").sources(1, 2);
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
};

/// The base with an input that follows the class; `member` is a further one of its binding, `edges` are synapses of it.
std::string with_label(const std::string& member, const std::string& edges, const std::string& phases) {
  const auto text =
      with(with_phases(phases), R"({"name": "x", "size": 2,)",
           R"({"name": "y", "size": 2, "source": {"type": "level", "params": {"values": {"data": "label")" + member +
               R"(}}}}, {"name": "x", "size": 2,)");
  return with(text, R"("synapses": [)", R"("synapses": [)" + edges);
}

const std::string direct_edge =
    R"({"name": "v", "type": "plain", "from": "y", "to": "l", "weights": {"constant": 0}},)";
const std::string test_phase = R"({"steps": 1, "learn": false, "trials": {"data": "train"}})";
const std::string learn_phase = R"({"steps": 1, "trials": {"data": "train"}})";

}  // namespace

TEST_CASE("trials in which the network is shown the class are written, but not scored") {
  const auto played = play(with_label("", direct_edge, learn_phase));
  const auto& phase = played.result.phases[0];
  CHECK_FALSE(phase.is_scored);
  CHECK(phase.shown_by == "y");
  CHECK(phase.trials == 3);
  CHECK(phase.correct == 0);
  CHECK(phase.latest.empty());
  CHECK(played.predictions ==
        "phase,sample,target,predicted,phase_number,scored\n0,0,0,0,0,0\n0,1,1,1,0,0\n0,2,1,0,0,0\n");
  CHECK(played.confusion == "phase,target,0,1,phase_number,none\n");
}

TEST_CASE("trials are scored if the class is shown in learning alone, is without effect, or is not shown") {
  const auto shown_by = [](const std::string& text) { return play(text).result.phases[0].shown_by; };
  CHECK(shown_by(with_label("", direct_edge, test_phase)) == "y");
  CHECK(shown_by(with_label(", \"learning_only\": true", direct_edge, test_phase)) == "");
  CHECK(shown_by(with_label(", \"learning_only\": true", direct_edge, learn_phase)) == "y");
  CHECK(shown_by(with_label(", \"scale\": 0", direct_edge, learn_phase)) == "");
  CHECK(shown_by(with_label("", "", learn_phase)) == "");
  CHECK(play(with_label("", "", learn_phase)).result.phases[0].is_scored);
  // --no-learn makes every phase one that does not learn.
  bouton::RunOptions o;
  o.learn = false;
  CHECK(play(with_label(", \"learning_only\": true", direct_edge, learn_phase), o).result.phases[0].is_scored);
}

TEST_CASE("a modulator shows the class in phases that learn, where weights change within a trial, and in no others") {
  const std::string edge = R"({"name": "v", "type": "modulated", "from": ["x", "y"], "to": "l", "weights": [[0, 0],
      [0, 0]]},)";
  const auto shown_by = [&](const std::string& phase) {
    auto r = trials::registry();
    r.add<Modulated>();
    return play(with_label("", edge, phase), {}, std::move(r)).result.phases[0].shown_by;
  };
  CHECK(shown_by(learn_phase) == "y");
  CHECK(shown_by(test_phase) == "");
}

TEST_CASE("the class is shown over any chain of layers that ends at the one that is read out") {
  const auto shown_by = [](const std::string& edges) {
    const auto text = with(with_label("", edges, test_phase), R"("layers": [)",
                           R"("layers": [{"name": "k", "type": "integrator", "size": 2, "input": "y"},
                              {"name": "m", "type": "integrator", "size": 2},)");
    return play(text).result.phases[0].shown_by;
  };
  const auto edge = [](const std::string& from, const std::string& to) {
    return R"({"name": ")" + from + to + R"(", "type": "plain", "from": ")" + from + R"(", "to": ")" + to +
           R"(", "weights": {"constant": 0}},)";
  };
  CHECK(shown_by("") == "");
  CHECK(shown_by(edge("k", "m")) == "");
  CHECK(shown_by(edge("l", "k")) == "");
  CHECK(shown_by(edge("m", "l") + edge("k", "m")) == "y");
}
