#include <support/edit.hpp>
#include <support/samples.hpp>

using support::contains;
using support::findings;
using support::only;
using support::with;

namespace {

const std::string base = R"({"bouton": 1,
  "data": [{"name": "train", "type": "samples"}],
  "inputs": [{"name": "x", "size": 2, "source": {"type": "level", "params": {"values": {"data": "pixels"}}}}],
  "layers": [{"name": "l", "type": "threshold", "size": 2}],
  "synapses": [{"name": "w", "type": "plain", "from": "x", "to": "l", "weights": [[1, 0], [0, 1]]}],
  "readout": {"of": "l", "rule": "spike_count"},
  "run": [{"steps": 3, "trials": {"data": "train"}}]
})";

std::string found(const std::string& text) {
  auto r = support::registry();
  r.add<support::Samples>();
  r.add<support::Level>();
  return findings(text, r);
}

std::string found(const std::string& part, const std::string& other) { return found(with(base, part, other)); }

std::string found_in_phase(const std::string& phase) {
  return found(R"({"steps": 3, "trials": {"data": "train"}})", phase);
}

std::string found_in_data(const std::string& params) {
  return found("\"type\": \"samples\"", "\"type\": \"samples\", \"params\": {" + params + "}");
}

std::string found_in_binding(const std::string& binding) { return found("{\"data\": \"pixels\"}", binding); }

}  // namespace

TEST_CASE("trials over a data set have no finding") { CHECK(found(base) == "(no finding)"); }

TEST_CASE("a program reads a data set of the file by its name") {
  auto r = support::registry();
  r.add<support::Samples>();
  const auto n = support::network(
      R"({"bouton": 1, "data": [{"name": "train", "type": "samples"}], "inputs": [{"name": "x", "size": 1}]})", r);
  CHECK(n.data_set("train").samples() == 2);
  std::vector<double> pixels(2);
  n.data_set("train").read(1, 0, pixels);
  CHECK(pixels == std::vector<double>{3, 4});
  CHECK_THROWS_WITH_AS(n.data_set("trains"), "no data set 'trains'; did you mean 'train'?", bouton::UnknownName);
}

TEST_CASE("a data set needs a name of its own, a type and parameters that fit") {
  CHECK(contains(found("\"name\": \"train\", ", ""), "test.json:2:12: /data/0: 'name' is missing"));
  CHECK(contains(found("\"name\": \"train\"", "\"name\": \"l\""), "the name 'l' is already that of /data/0"));
  CHECK(contains(found("\"type\": \"samples\"", "\"type\": \"sample\""),
                 "/data/0/type: no data set type 'sample'; did you mean 'samples'?"));
  CHECK(contains(found("\"type\": \"samples\"", "\"type\": \"level\""),
                 "/data/0/type: 'level' is a generator; wanted a data set"));
  CHECK(contains(found_in_data("\"classes\": \"2\""), "/data/0/params/classes: wanted a whole number, found \"2\""));
}

TEST_CASE("a data set that cannot be used is not followed by findings about the phases and inputs that use it") {
  CHECK(only(found("\"type\": \"samples\"", "\"type\": \"sample\""), "/data/0/type: no data set type 'sample'"));
  CHECK(only(found_in_data("\"classes\": \"2\""), "/data/0/params/classes: wanted a whole number"));
}

TEST_CASE("whatever a data set throws becomes a finding at the data set") {
  for (const char* call : {"prepare", "fields", "samples"})
    CHECK(contains(found_in_data("\"throws_in\": \"" + std::string(call) + "\""),
                   "test.json:2:12: /data/0: data set 'train': the disk is gone"));
}

TEST_CASE("an input follows a field that exists and has its size") {
  CHECK(found_in_binding(R"({"data": "pixels", "scale": 2, "hold_in_flush": true, "learning_only": true})") ==
        "(no finding)");
  CHECK(contains(found_in_binding(R"({"data": "pixel"})"),
                 "/inputs/0/source/params/values/data: no data set has a field 'pixel'; did you mean 'pixels'?"));
  CHECK(contains(
      found_in_data(R"("pixels": [[1, 2, 3], [4, 5, 6]])"),
      "/inputs/0/source/params/values: field 'pixels' of data set 'train' has 3 values; input 'x' has 2 units"));
  CHECK(
      only(found_in_binding("{}"),
           "/inputs/0/source/params/values: wanted a number, an array, or an object with 'constant', 'distribution' or "
           "'file'"));
  CHECK(contains(found_in_binding(R"({"data": 3})"), "/inputs/0/source/params/values/data: wanted a text, found 3"));
  CHECK(only(found_in_binding(R"({"data": "pixels", "scale": "2"})"),
             "/inputs/0/source/params/values/scale: wanted a number, found \"2\""));
  CHECK(only(found_in_binding(R"({"data": "pixels", "hold_in_flush": 1})"),
             "/values/hold_in_flush: wanted true or false, found 1"));
  CHECK(only(found_in_binding(R"({"data": "pixels", "learning_only": 1})"),
             "/values/learning_only: wanted true or false, found 1"));
  CHECK(only(found_in_binding(R"({"data": "pixels", "scal": 1})"),
             "/values/scal: unknown key 'scal'; did you mean 'scale'?"));
}

TEST_CASE("a field that no data set has is one finding") {
  CHECK(only(found_in_binding(R"({"data": "pixel"})"), "no data set has a field 'pixel'"));
  CHECK(only(found_in_binding(R"({"data": 3})"), "wanted a text, found 3"));
}

TEST_CASE("only a value per unit can follow a data set") {
  CHECK(only(found_in_binding(R"(0, "offset": {"data": "pixels"})"),
             "/inputs/0/source/params/offset: wanted a number, found an object"));
}

TEST_CASE("a phase that does nothing is refused") {
  CHECK(only(found_in_phase("{}"),
             "test.json:7:11: /run/0: a phase does nothing without 'steps', 'trials', 'reset' or 'set'"));
  for (const char* phase : {R"({"steps": 0})", R"({"reset": true})", R"({"set": {}})"})
    CHECK(found_in_phase(phase) == "(no finding)");
}

TEST_CASE("each member of a phase has its type") {
  CHECK(
      only(found_in_phase(R"({"steps": 3, "lern": true})"), "/run/0/lern: unknown key 'lern'; did you mean 'learn'?"));
  CHECK(only(found_in_phase(R"({"steps": -3})"), "/run/0/steps: wanted a whole number from 0 up, found -3"));
  CHECK(only(found_in_phase(R"({"steps": 3, "learn": 1})"), "/run/0/learn: wanted true or false, found 1"));
  CHECK(only(found_in_phase(R"({"steps": 3, "name": 1})"), "/run/0/name: wanted a text, found 1"));
  CHECK(only(found_in_phase(R"({"reset": "state"})"), "/run/0/reset: wanted true or false, found \"state\""));
  CHECK(only(found_in_phase(R"({"steps": 3, "flush": 2})"),
             "/run/0/flush: 'flush' belongs to trials; this phase has none"));
  CHECK(only(found_in_phase(R"({"steps": 3, "trials": 5})"),
             "/run/0/trials: wanted an object with data, from, count, found 5"));
}

TEST_CASE("a phase's name can stand in a CSV file") {
  CHECK(only(found_in_phase(R"({"steps": 3, "name": "a,b"})"),
             "/run/0/name: a phase's name stands in CSV files; it has no comma, quote or line break"));
  CHECK(only(found_in_phase(R"({"steps": 3, "name": "a\nb"})"), "/run/0/name: a phase's name stands in CSV files"));
}

TEST_CASE("a repeat is at least 1, and a run has a limited number of phases") {
  CHECK(found_in_phase(R"({"repeat": 3, "run": [{"steps": 1}, {"repeat": 2, "run": [{"steps": 2}]}]})") ==
        "(no finding)");
  CHECK(only(found_in_phase(R"({"steps": 1, "repeat": 0})"), "/run/0/repeat: 'repeat' is 0; it must be >= 1"));
  CHECK(only(found_in_phase(R"({"steps": 1, "repeat": 1.5})"),
             "/run/0/repeat: wanted a whole number from 0 up, found 1.5"));
  CHECK(only(found_in_phase(R"({"repeat": 2, "run": {}})"), "/run/0/run: wanted an array, found an object"));
  CHECK(only(found_in_phase(R"({"repeat": 2, "run": [{"steps": -1}]})"), "/run/0/run/0/steps: wanted a whole number"));
  CHECK(only(found_in_phase(R"({"repeat": 2, "run": [{"steps": 1}], "steps": 1})"),
             "/run/0/steps: 'steps' cannot stand beside 'run'; give it to a phase in 'run'"));
  CHECK(only(found_in_phase(R"({"steps": 1, "repeat": 1000000000000})"),
             "/run/0/repeat: the run would have more than 1000000 phases"));
  CHECK(only(found_in_phase(R"({"repeat": 1001, "run": [{"steps": 1, "repeat": 1000}]})"),
             "/run/0/repeat: the run would have more than 1000000 phases"));
}

TEST_CASE("the limit on phases counts those of all repeats, and is said once") {
  CHECK(found_in_phase(R"({"steps": 1, "repeat": 1000000})") == "(no finding)");
  CHECK(only(found_in_phase(R"({"steps": 1, "repeat": 1000000}, {"steps": 1}, {"steps": 1, "repeat": 1000000})"),
             "/run/1: the run would have more than 1000000 phases"));
  CHECK(only(found_in_phase(R"({"steps": 1}, {"repeat": 1000, "run": [{"repeat": 500, "steps": 1}, {"steps": 1,
      "repeat": 500}]})"),
             "/run/1/repeat: the run would have more than 1000000 phases"));
  std::string nested = R"({"steps": 1})";
  for (int i = 0; i < 16; ++i) nested = R"({"repeat": 100000, "run": [)" + nested + "]}";
  CHECK(only(found_in_phase(nested), "/repeat: the run would have more than 1000000 phases"));
}

TEST_CASE("a change that is refused only after that of a phase behind it is found in a repeat") {
  class Pair final : public bouton::Layer {
   public:
    static void declare(bouton::Declaration<Pair>& d) {
      d.type("pair", "refuses low above high").version("1.0", "tests");
      d.parameter("low", &Pair::low_, "the lower one").default_value(0);
      d.parameter("high", &Pair::high_, "the higher one").default_value(1);
    }
    void prepare() override {
      if (low_ > high_) throw std::invalid_argument("'low' is above 'high'");
    }
    void step(const bouton::LayerInputs&, std::span<double>) override {}

   private:
    double low_ = 0, high_ = 0;
  };
  auto r = support::registry();
  r.add<Pair>();
  const auto with_repeat = [&](const std::string& repeat) {
    return findings(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source": {"type": "pair"}}],
      "run": [{"repeat": )" +
                        repeat + R"(, "run": [{"set": {"x": {"low": 1}}}, {"set": {"x": {"low": 0, "high": 0.5}}}]}]})",
                    r);
  };
  CHECK(with_repeat("1") == "(no finding)");
  CHECK(only(with_repeat("1000"), "/run/0/run/0/set/x/low: 'x': 'low' is above 'high'"));
}

TEST_CASE("repeats are nested up to 16 levels deep") {
  const auto nested = [](int levels) {
    std::string phase = "{\"steps\": 1}";
    for (int i = 0; i < levels; ++i) phase = "{\"run\": [" + phase + "]}";
    return found_in_phase(phase);
  };
  CHECK(nested(16) == "(no finding)");
  CHECK(only(nested(17), "/run: repeats are nested deeper than 16 levels"));
  CHECK(only(nested(40), "/run: repeats are nested deeper than 16 levels"));
}

TEST_CASE("a repeat of nothing ends at once, however often it is repeated") {
  CHECK(found_in_phase(R"({"repeat": 1000000000000000000, "run": []})") == "(no finding)");
}

TEST_CASE("trials last at least one step") {
  CHECK(only(found_in_phase(R"({"trials": {"data": "train"}})"), "/run/0: 'steps' is missing"));
  CHECK(only(found_in_phase(R"({"steps": 0, "trials": {"data": "train"}})"),
             "/run/0/steps: 'steps' is 0; a trial lasts at least one step"));
}

TEST_CASE("trials take samples that a data set has") {
  const auto trials = [](const std::string& members) {
    return found_in_phase("{\"steps\": 3, \"trials\": {" + members + "}}");
  };
  CHECK(trials(R"("data": "train", "from": 1, "count": 1)") == "(no finding)");
  CHECK(only(trials(""), "/run/0/trials: 'data' is missing"));
  CHECK(only(trials(R"("data": 3)"), "/run/0/trials/data: wanted a text, found 3"));
  CHECK(only(trials(R"("data": "trian")"), "/run/0/trials/data: no data set 'trian'; did you mean 'train'?"));
  CHECK(only(trials(R"("data": "train", "from": 2)"),
             "/run/0/trials/from: sample 2 does not exist; data set 'train' has 2 samples"));
  CHECK(only(trials(R"("data": "train", "count": 0)"), "/run/0/trials/count: 'count' is 0; it must be >= 1"));
  CHECK(only(trials(R"("data": "train", "count": 3)"),
             "/run/0/trials/count: 3 samples from 0 on are wanted; data set 'train' has 2"));
  CHECK(only(trials(R"("data": "train", "from": 1, "count": 2)"),
             "2 samples from 1 on are wanted; data set 'train' has 2"));
  CHECK(only(trials(R"("data": "train", "size": 2)"), "/run/0/trials/size: unknown key 'size'"));
  CHECK(contains(found_in_data(R"("labels": [])"),
                 "/run/0/trials: sample 0 does not exist; data set 'train' has 0 samples"));
}

TEST_CASE("the reset and flush of trials are checked") {
  const auto phase = [](const std::string& members) {
    return found_in_phase(R"({"steps": 3, "trials": {"data": "train"}, )" + members + "}");
  };
  CHECK(phase(R"("reset": "none", "flush": 2)") == "(no finding)");
  CHECK(phase(R"("reset": "state")") == "(no finding)");
  CHECK(only(phase(R"("reset": "weights")"), "/run/0/reset: wanted one of none, state, found 'weights'"));
  CHECK(only(phase(R"("reset": true)"), "/run/0/reset: wanted one of none, state, found true"));
  CHECK(only(phase(R"("flush": -1)"), "/run/0/flush: wanted a whole number from 0 up, found -1"));
}

TEST_CASE("the data set of the trials must have the fields that inputs follow") {
  const auto two = with(base, R"([{"name": "train", "type": "samples"}])",
                        R"([{"name": "train", "type": "samples"}, {"name": "other", "type": "empty"}])");
  class Empty final : public bouton::DataSet {
   public:
    static void declare(bouton::Declaration<Empty>& d) { d.type("empty", "one class").version("1.0", "tests"); }
    std::uint64_t samples() const override { return 1; }
    std::vector<bouton::DataField> fields() const override { return {{"label", 2, true}, {"pixel", 2, false}}; }
    void read(std::uint64_t, std::size_t, std::span<double>) const override {}
  };
  auto r = support::registry();
  r.add<support::Samples>();
  r.add<support::Level>();
  r.add<Empty>();
  CHECK(only(findings(with(two, "{\"data\": \"train\"}", "{\"data\": \"other\"}"), r),
             "/run/0/trials: input 'x' follows the field 'pixels', which data set 'other' does not have; did you mean "
             "'pixel'?"));
}

TEST_CASE("a readout needs one class to predict, and a unit for each") {
  CHECK(only(found_in_data("\"class_fields\": 0"),
             "/run/0/trials: data set 'train' has 0 fields with a class; the readout's 'target' must name"));
  CHECK(only(found_in_data("\"class_fields\": 2"),
             "/run/0/trials: data set 'train' has 2 fields with a class; the readout's 'target' must name"));
  CHECK(found("\"spike_count\"", "\"spike_count\", \"target\": \"label\"") == "(no finding)");
  CHECK(only(
      found("\"spike_count\"", "\"spike_count\", \"target\": \"lable\""),
      "/run/0/trials: the readout predicts 'lable', which is no class in data set 'train'; did you mean 'label'?"));
  CHECK(only(found("\"spike_count\"", "\"spike_count\", \"target\": \"pixels\""),
             "the readout predicts 'pixels', which is no class in data set 'train'"));
  CHECK(only(found_in_data("\"classes\": 3"),
             "/run/0/trials: data set 'train' has 3 classes; the readout's layer 'l' has 2 units"));
}

TEST_CASE("'set' names elements, and parameters that they have, in their range") {
  const auto set = [](const std::string& changes) { return found_in_phase("{\"set\": " + changes + "}"); };
  CHECK(set(R"({"x": {"values": [1, 2], "offset": 3}})") == "(no finding)");
  CHECK(only(set("[]"), "/run/0/set: wanted an object {element: {parameter: value}}, found an array of 0"));
  CHECK(only(set(R"({"xx": {}})"), "test.json:7:20: /run/0/set/xx: nothing is named 'xx'; did you mean 'x'?"));
  CHECK(only(set(R"({"x": {"ofset": 1}})"),
             "/run/0/set/x/ofset: 'level' has no parameter 'ofset'; did you mean 'offset'?"));
  CHECK(only(set(R"({"x": {"values": 1001}})"), "/run/0/set/x/values: 'values' is 1001; it must be <= 1000"));
  CHECK(only(set(R"({"x": {"values": [1, 2, 3]}})"), "'values' has 3 values; wanted one, or 2 (one per unit)"));
  CHECK(only(set(R"({"x": {"values": {"data": "pixels"}}})"),
             "/run/0/set/x/values: 'values' wants a number or an array here"));
  CHECK(only(set(R"({"x": 3})"), "/run/0/set/x: wanted an object of parameters, found 3"));
  CHECK(only(set(R"({"x": {"group.inner": 1}})"),
             "/run/0/set/x/group.inner: 'group.inner' is written as a group: \"group\": {\"inner\": …}"));
}

TEST_CASE("an input that the caller feeds has no parameters to set") {
  CHECK(only(findings(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1}], "run": [{"set": {"x": {"rate": 1}}}]})"),
             "/run/0/set/x: 'x' has no parameters"));
}
