#include <support/edit.hpp>

using support::contains;
using support::findings;
using support::only;
using support::small;
using support::with;

namespace {

class Nowhere final : public bouton::Recorder {
 public:
  static void declare(bouton::Declaration<Nowhere>& d) {
    d.type("nowhere", "keeps nothing").version("1.0", "tests");
    d.parameter("digits", &Nowhere::digits_, "digits to keep").default_value(3).at_least(1);
  }
  std::filesystem::path open(std::span<const bouton::RecordTarget>, const std::filesystem::path& stem) override {
    return stem;
  }
  void spikes(std::size_t, std::uint64_t, std::span<const bouton::Unit>) override {}
  void values(std::size_t, std::uint64_t, std::span<const double>) override {}
  void weights(std::size_t, std::uint64_t, std::span<const bouton::WeightEntry>) override {}
  void close() override {}

 private:
  std::int64_t digits_ = 0;
};

/// A neuron with a variable.
class Leaky final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Leaky>& d) {
    d.type("leaky", "one variable").version("1.0", "tests");
    d.port("in", "anything");
  }
  void prepare() override { v_.resize(size()); }
  void step(const bouton::LayerInputs&, std::span<double> out) override { std::fill(out.begin(), out.end(), 0.0); }
  void visit_state(bouton::StateVisitor& visitor) override { visitor.per_unit("voltage", v_, {"mV", "a voltage"}); }

 private:
  std::vector<double> v_;
};

bouton::Registry registry() {
  auto r = support::registry();
  r.add<Nowhere>();
  r.add<Leaky>();
  return r;
}

std::string found(const std::string& member, std::size_t slices = 1) {
  auto r = registry();
  auto o = support::options();
  o.slices = slices;
  return findings(with(with(small, "\"sum\"", "\"leaky\""), "\"outputs\"", member + ",\n \"outputs\""), r, o);
}

std::string found_in_record(const std::string& members, std::size_t slices = 1) {
  return found("\"record\": [{\"format\": \"nowhere\"" + (members.empty() ? "" : ", " + members) + "}]", slices);
}

}  // namespace

TEST_CASE("a recording names an element and one of its variables") {
  for (const char* members : {R"("of": "l", "variable": "voltage")", R"("of": "l", "variable": "spikes")",
                              R"("of": "l", "variable": "output")", R"("of": "x", "variable": "output")",
                              R"("of": "w", "variable": "weights")"})
    CHECK(found_in_record(members) == "(no finding)");
  CHECK(contains(found_in_record(""), "test.json:5:14: /record/0: 'of' is missing"));
  CHECK(contains(found_in_record(""), "/record/0: 'variable' is missing"));
  CHECK(only(found_in_record(R"("of": "ll", "variable": "v")"),
             "/record/0/of: nothing is named 'll'; did you mean 'l'?"));
  CHECK(only(found_in_record(R"("of": "l", "variable": "votlage")"),
             "/record/0/variable: 'l' has no variable 'votlage'; did you mean 'voltage'?"));
  CHECK(
      only(found_in_record(R"("of": "w", "variable": "spikes")"), "/record/0/variable: 'w' has no variable 'spikes'"));
  CHECK(only(found_in_record(R"("of": "l", "variable": "weights")"),
             "/record/0/variable: 'l' has no variable 'weights'"));
}

TEST_CASE("the variables that there are, are listed once however many slices there are") {
  CHECK(only(found_in_record(R"("of": "l", "variable": "q")", 3),
             "'l' has no variable 'q'; there is voltage, output, spikes"));
}

TEST_CASE("spikes of a layer whose output is analog cannot be recorded") {
  auto r = registry();
  const auto text =
      with(small, "\"outputs\"", R"("record": [{"of": "l", "variable": "spikes", "format": "nowhere"}], "outputs")");
  CHECK(only(findings(text, r), "/record/0/variable: 'l' has no variable 'spikes'"));
}

TEST_CASE("a wrong 'of' or 'variable' is the only finding of its recording") {
  CHECK(only(found_in_record(R"("of": 3, "variable": "v")"), "/record/0/of: wanted a text, found 3"));
  CHECK(only(found_in_record(R"("of": "l", "variable": 3)"), "/record/0/variable: wanted a text, found 3"));
}

TEST_CASE("the name of a recording can be that of a file, and stands once") {
  const auto named = [](const std::string& name) {
    return found_in_record(R"("of": "l", "variable": "spikes", "name": )" + name);
  };
  for (const char* name : {"\"\"", "\"a/b\"", "\"..\"", "\".hidden\""})
    CHECK(only(named(name), "/record/0/name: '" + std::string(name).substr(1, std::string(name).size() - 2) +
                                "' cannot be the name of a file; give the recording a 'name' of letters, digits, "
                                "'.', '_' and '-'"));
  // A path would end at the first, a listing be broken by the second.
  for (const char* name : {R"("a\u0000b")", R"("a\nb")"})
    CHECK(only(named(name), "/record/0/name: the name holds a control character"));
  CHECK(only(found_in_record(R"("of": "", "variable": "spikes")"), "/record/0/of: 'of' is empty; it names a layer"));
  CHECK(only(named("3"), "/record/0/name: wanted a text, found 3"));
  CHECK(only(found(R"("record": [{"of": "l", "variable": "spikes", "format": "nowhere"},
                                 {"of": "x", "variable": "output", "format": "nowhere", "name": "l.spikes"}])"),
             "test.json:6:34: /record/1: two recordings are named 'l.spikes'"));
}

TEST_CASE("a recording cannot take the name of a file that the run itself writes") {
  for (const std::string name : {"predictions", "confusion"})
    CHECK(only(found_in_record(R"("of": "l", "variable": "spikes", "name": ")" + name + "\""),
               "/record/0: '" + name + "' is the name of a file that every run may write; choose another"));
}

TEST_CASE("the format of a recording is a recorder, csv if not said") {
  CHECK(only(found(R"("record": [{"of": "l", "variable": "spikes", "format": "nohwere"}])"),
             "/record/0/format: no recorder type 'nohwere'; did you mean 'nowhere'?"));
  CHECK(only(found(R"("record": [{"of": "l", "variable": "spikes", "format": "leaky"}])"),
             "/record/0/format: 'leaky' is a neuron; wanted a recorder"));
  CHECK(only(found(R"("record": [{"of": "l", "variable": "spikes"}])"), "/record/0: no recorder type 'csv'"));
  CHECK(only(found_in_record(R"("of": "l", "variable": "spikes", "params": {"digits": 0})"),
             "/record/0/params/digits: 'digits' is 0; it must be >= 1"));
}

TEST_CASE("'every' counts steps from 1, 'when' is every or end") {
  const auto sampled = [](const std::string& member) {
    return found_in_record(R"("of": "l", "variable": "spikes", )" + member);
  };
  CHECK(only(sampled("\"every\": 0"), "/record/0/every: 'every' is 0; it must be >= 1 (steps)"));
  CHECK(only(sampled("\"every\": 1.5"), "/record/0/every: wanted a whole number from 1 up, found 1.5"));
  CHECK(only(sampled("\"when\": \"ends\""),
             "/record/0/when: wanted one of every, end, found 'ends'; did you mean 'end'?"));
}

TEST_CASE("a readout names a layer, a rule, and what breaks ties") {
  const auto readout = [](const std::string& members) { return found("\"readout\": {" + members + "}"); };
  CHECK(readout(R"("of": "l", "rule": "spike_count", "ties": "input", "target": "label")") == "(no finding)");
  CHECK(only(readout(R"("rule": "spike_count")"), "/readout: 'of' is missing"));
  CHECK(only(readout(R"("of": "l")"), "/readout: 'rule' is missing"));
  CHECK(only(readout(R"("of": "k", "rule": "spike_count")"), "/readout/of: no layer or input 'k'"));
  CHECK(only(readout(R"("of": "l", "rule": "spikes")"), "/readout/rule: wanted one of spike_count, found 'spikes'"));
  CHECK(only(readout(R"("of": "l", "rule": "spike_count", "ties": "first")"),
             "/readout/ties: wanted one of lowest, input, found 'first'"));
  CHECK(only(readout(R"("of": "x", "rule": "spike_count", "ties": "input")"),
             "/readout/ties: 'x' does not have one input port whose sum could decide"));
  CHECK(only(readout(R"("of": "l", "rule": "spike_count", "target": 3)"), "/readout/target: wanted a text, found 3"));
  CHECK(only(readout(R"("of": "l", "rule": "spike_count", "tie": "input")"),
             "/readout/tie: unknown key 'tie'; did you mean 'ties'?"));
}
