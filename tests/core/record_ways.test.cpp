// Which units are recorded, when, and what is made of the samples.
#include <cmath>
#include <limits>
#include <set>
#include <sstream>

#include <bouton/run.hpp>
#include <support/trials.hpp>

using support::contains;
using support::Log;
using support::only;
using trials::recorded;

namespace {

/// Plays rows to 6 units, whose spikes a layer of 2 adds up; the rule's weights are all different.
std::string text(const std::string& records, const std::string& phases = R"({"steps": 7})") {
  return R"({"bouton": 1, "seed": 5, "inputs": [{"name": "x", "size": 6, "source": {"type": "rows", "params": {"values":
    [[1, 0, 1, 0, 1, 1], [0, 1, 0, 0, 1, 0], [0, 0, 0, 0, 0, 0]]}}}],
    "layers": [{"name": "l", "type": "integrator", "size": 2}],
    "synapses": [{"name": "w", "type": "plain", "from": "x", "to": "l", "weights":
      [[1, 2, 3, 4, 5, 6], [-1, -2, -3, -4, -5, -6]]}],
    "record": [)" +
         records + "], \"run\": [" + phases + "]}";
}

std::string entry(const std::string& more, const std::string& of = "x", const std::string& variable = "spikes") {
  return R"({"name": "r", "of": ")" + of + R"(", "variable": ")" + variable + R"(", "format": "log")" +
         (more.empty() ? "" : ", ") + more + "}";
}

std::string record(const std::string& record, const std::string& phases = R"({"steps": 7})") {
  const support::TemporaryFolder folder;
  trials::run_into(folder, text(record, phases));
  return recorded("r");
}

/// The steps that were recorded.
std::string steps(const std::string& record, const std::string& phases = R"({"steps": 7})") {
  const support::TemporaryFolder folder;
  trials::run_into(folder, text(record, phases));
  std::istringstream in(Log::log);
  std::string found;
  for (std::string line; std::getline(in, line);)
    if (const auto colon = line.find(':'); colon != line.npos) found += line.substr(1, colon - 1);
  return found;
}

std::string findings(const std::string& record) {
  auto r = trials::registry();
  return support::findings(text(record), r);
}

/// Writes weights alone, one sample, or several targets in one file.
template <int which>
struct Choosy final : bouton::Recorder {
  static inline std::string log;
  static void declare(bouton::Declaration<Choosy>& d) {
    d.type(which == 0 ? "weights_only" : which == 1 ? "one_sample" : "several", "is choosy").version("1.0", "tests");
    if (which == 0) d.writes({bouton::RecordShape::weights});
    if (which == 1) d.one_sample();
    if (which == 2) d.several_targets();
    d.parameter("n", &Choosy::n, "a number").default_value(1);
  }
  std::filesystem::path open(std::span<const bouton::RecordTarget> targets,
                             const std::filesystem::path& stem) override {
    log += stem.filename().string() + ":";
    for (const auto& target : targets) log += " " + target.of() + "." + target.variable;
    log += "\n";
    return stem;
  }
  void spikes(std::size_t target, std::uint64_t step, std::span<const bouton::Unit> units) override {
    log += std::to_string(target) + "@" + std::to_string(step) + "=" + std::to_string(units.size()) + " ";
  }
  void values(std::size_t target, std::uint64_t step, std::span<const double> values) override {
    log += std::to_string(target) + "@" + std::to_string(step) + "=" + std::to_string(values.size()) + "v ";
  }
  void weights(std::size_t, std::uint64_t, std::span<const bouton::WeightEntry>) override {}
  void close() override {}
  std::int64_t n = 1;
};

bouton::Registry choosy() {
  auto r = trials::registry();
  r.add<Choosy<0>>();
  r.add<Choosy<1>>();
  r.add<Choosy<2>>();
  return r;
}

std::string choosy_findings(const std::string& record) {
  auto r = choosy();
  return support::findings(text(record), r);
}

/// What the recorder of several targets was told.
std::string several(const std::string& records) {
  const support::TemporaryFolder folder;
  Choosy<2>::log.clear();
  trials::run_into(folder, text(records, R"({"steps": 2})"), {}, choosy());
  return Choosy<2>::log;
}

}  // namespace

TEST_CASE("a recording takes a range or a list of units") {
  CHECK(record(entry(R"("units": "[2:]")")) == " 2 4 5; 4;; 2 4 5; 4;; 2 4 5;");
  CHECK(record(entry(R"("units": "::2")")) == " 0 2 4; 4;; 0 2 4; 4;; 0 2 4;");
  CHECK(record(entry(R"("units": [5, 1])")) == " 5; 1;; 5; 1;; 5;");
  CHECK(record(entry(R"("units": [1, 0])", "l", "v")) == record(entry("", "l", "v")));
  CHECK(record(entry(R"("units": "1", "when": "end")", "w", "weights")) ==
        " 1<0=-1 1<1=-2 1<2=-3 1<3=-4 1<4=-5 1<5=-6;");
  CHECK(record(entry(R"("units": [1], "when": "end")", "w", "weights")) ==
        record(entry(R"("units": "1", "when": "end")", "w", "weights")));
}

TEST_CASE("random units are a function of the seed and the names") {
  const auto drawn = [](const std::string& more) {
    const support::TemporaryFolder folder;
    const auto result = trials::run_into(folder, text(entry(more)));
    return result.recorded.at(0).targets.at(0).units.listed;
  };
  const auto three = drawn(R"("units": {"random": 3})");
  REQUIRE(three.size() == 3);
  CHECK(std::ranges::is_sorted(three));
  CHECK(three[0] < three[1]);
  CHECK(three[1] < three[2]);
  CHECK(three[2] < 6);
  CHECK(drawn(R"("units": {"random": 3})") == three);
  std::set<std::vector<bouton::Unit>> others;
  for (const auto* name : {"a", "b", "c", "d", "e"})
    others.insert([&] {
      const support::TemporaryFolder folder;
      return trials::run_into(folder, text(support::with(entry(R"("units": {"random": 3})"), R"("r")",
                                                         "\"" + std::string(name) + "\"")))
          .recorded.at(0)
          .targets.at(0)
          .units.listed;
    }());
  CHECK(others.size() > 1);
  CHECK(drawn(R"("units": {"random": 6})") == std::vector<bouton::Unit>{0, 1, 2, 3, 4, 5});
  const support::TemporaryFolder folder;
  const auto of_part = trials::run_into(folder, text(entry(R"("units": {"random": 2})", "x[1::2]")));
  for (const auto unit : of_part.recorded.at(0).targets.at(0).units.listed) CHECK(unit % 2 == 1);
}

TEST_CASE("units that cannot be chosen are refused where they stand") {
  CHECK(only(findings(entry(R"("units": [1, 6])")), "/record/0/units/1: there is no unit 6; the units are 0 to 5"));
  CHECK(only(findings(entry(R"("units": [1, 1])")), "/record/0/units: unit 1 stands twice"));
  CHECK(only(findings(entry(R"("units": [])")), "/record/0/units: the list is empty; name at least one unit"));
  CHECK(only(findings(entry(R"("units": "0:9")")), "/record/0/units: 'units[0:9]' is out of range"));
  CHECK(only(findings(entry(R"("units": {"random": 7})")), "/record/0/units/random: 7 units cannot be drawn"));
  CHECK(only(findings(entry(R"("units": {"randm": 7})")), "unknown key 'randm'; did you mean 'random'?"));
  CHECK(only(findings(entry(R"("units": [0])", "x[0:2]")),
             "/record/0/units: 'of' names a part of the layer already; name the units there, or only here"));
}

TEST_CASE("a recording may begin late and end early, and be of one phase") {
  CHECK(steps(entry("")) == " 0 1 2 3 4 5 6");
  CHECK(steps(entry(R"("when": {"start": 2, "end": 5})")) == " 2 3 4");
  CHECK(steps(entry(R"("when": {"start": "3 ms"})")) == " 3 4 5 6");
  CHECK(steps(entry(R"("every": 2, "when": {"start": 3, "end": "6 ms"})", "l", "v")) == " 4");
  const std::string phases = R"({"name": "a", "steps": 2}, {"name": "b", "steps": 3}, {"name": "a", "steps": 2})";
  CHECK(steps(entry(R"("when": {"phase": "a"})"), phases) == " 0 1 5 6");
  CHECK(steps(entry(R"("when": {"phase": "b", "start": 3})", "l", "v"), phases) == " 3 4");
  CHECK(steps(entry(R"("every": 3, "when": {"phase": "a"})", "w", "weights"), phases) == " 0 6");
  CHECK(only(findings(entry(R"("when": {"phase": "tset"})")), "/record/0/when/phase: no phase is named 'tset'"));
  CHECK(only(findings(entry(R"("when": {"start": 5, "end": 5})")), "/record/0/when/end: 'end' is step 5, and 'start'"));
  CHECK(only(findings(entry(R"("when": {"from": 5})")), "/record/0/when/from: unknown key 'from'"));
}

TEST_CASE("spikes are counted in bins, of each unit or of all") {
  CHECK(record(entry(R"("bin": 2)")) == " 1 1 1 0 2 1; 1 0 1 0 1 1; 0 1 0 0 1 0; 1 0 1 0 1 1;");
  CHECK(steps(entry(R"("bin": "2 ms")")) == " 0 2 4 6");
  CHECK(record(entry(R"("bin": 3, "sum": true)")) == " 6; 6; 4;");
  CHECK(record(entry(R"("bin": 3, "units": [4, 0])")) == " 1 2; 1 2; 1 1;");
  CHECK(record(entry(R"("bin": 3, "sum": true, "units": "4:")")) == " 3; 3; 2;");
  // A gap ends a bin, and the next one begins behind it.
  const std::string phases = R"({"name": "a", "steps": 2}, {"name": "b", "steps": 2}, {"name": "a", "steps": 3})";
  CHECK(steps(entry(R"("bin": 5, "sum": true, "when": {"phase": "a"})"), phases) == " 0 4");
  CHECK(record(entry(R"("bin": 5, "sum": true, "when": {"phase": "a"})"), phases) == " 6; 6;");
  CHECK(only(findings(entry(R"("bin": 0)")), "/record/0/bin: 'bin' is 0; it must be >= 1 (steps)"));
  CHECK(only(findings(entry(R"("bin": 2)", "l", "v")), "/record/0/bin: 'bin' counts spikes, and 'v' of 'l' are none"));
  CHECK(only(findings(entry(R"("bin": 2, "every": 2)")), "/record/0/every: 'bin' says how often there is a count"));
  CHECK(only(findings(entry(R"("sum": true)")), "/record/0/sum: 'sum' adds up the counts of all units"));
  CHECK(only(findings(entry(R"("bin": 2, "when": "end")")), "/record/0/when: counts in bins are no single sample"));
}

TEST_CASE("a recorder of counts is told the bin and the names") {
  const support::TemporaryFolder folder;
  const auto result = trials::run_into(folder, text(entry(R"("bin": 2, "sum": true)")));
  const auto& target = result.recorded.at(0).targets.at(0);
  CHECK(target.shape == bouton::RecordShape::values);
  CHECK(target.bin == 2);
  CHECK(target.every == 2);
  CHECK(target.columns == std::vector<std::string>{"all"});
  CHECK(target.layer_size == 6);
  CHECK(target.width() == 1);
}

TEST_CASE("in place of all weights, their moments or a histogram") {
  // The numbers 1 to 6 and -1 to -6: squares add up to 182.
  std::ostringstream deviation;
  deviation << std::sqrt(182.0 / 12);
  CHECK(record(entry(R"("reduce": "moments", "when": "end")", "w", "weights")) == " 0 " + deviation.str() + " -6 6;");
  CHECK(record(entry(R"("reduce": {"histogram": 4, "low": -2, "high": 2}, "when": "end")", "w", "weights")) ==
        " 4 1 1 0 2 4;");
  CHECK(record(entry(R"("reduce": {"histogram": 2, "low": 1, "high": 6}, "when": "end", "units": "0")", "w",
                     "weights")) == " 0 3 3 0;");
  const support::TemporaryFolder folder;
  const auto result =
      trials::run_into(folder, text(entry(R"("reduce": {"histogram": 4, "low": -2, "high": 2})", "w", "weights")));
  CHECK(result.recorded.at(0).targets.at(0).columns ==
        std::vector<std::string>{"below", "-2", "-1", "0", "1", "above"});
  CHECK(only(findings(entry(R"("reduce": "momments")", "w", "weights")),
             "/record/0/reduce: wanted one of moments, found 'momments'; did you mean 'moments'?"));
  CHECK(only(findings(entry(R"("reduce": "moments")", "l", "v")),
             "/record/0/reduce: 'reduce' takes what has a value for each connection, such as weights; 'v' of 'l' has"));
  CHECK(only(findings(entry(R"("reduce": {"histogram": 2, "low": 1, "high": 1})", "w", "weights")),
             "/record/0/reduce/high: 'high' is 1, and 'low' is 1; wanted more"));
  CHECK(only(findings(entry(R"("reduce": {"histogram": 0, "low": 1, "high": 2})", "w", "weights")),
             "/record/0/reduce/histogram"));
}

TEST_CASE("a format that cannot write what is asked for is refused") {
  const auto with = [](const std::string& format, const std::string& variable, const std::string& more = "") {
    return R"({"of": ")" +
           std::string(variable == "weights" ? "w"
                       : variable == "v"     ? "l"
                                             : "x") +
           R"(", "variable": ")" + variable + R"(", "format": ")" + format + "\"" + more + "}";
  };
  CHECK(choosy_findings(with("weights_only", "weights")) == "(no finding)");
  CHECK(only(choosy_findings(with("weights_only", "spikes")),
             "/record/0/format: 'weights_only' writes weights; 'spikes' of 'x' would be spikes; choose another"));
  CHECK(only(choosy_findings(with("weights_only", "v")), "'v' of 'l' would be values"));
  CHECK(only(choosy_findings(with("weights_only", "weights", R"(, "reduce": "moments")")), "would be values"));
  CHECK(only(choosy_findings(with("one_sample", "weights")),
             "/record/0: a file of 'one_sample' holds one sample; add \"when\": \"end\""));
  CHECK(choosy_findings(with("one_sample", "weights", R"(, "when": "end")")) == "(no finding)");
}

TEST_CASE("several elements are one file where the format holds several, else one file each") {
  const std::string both = R"({"of": ["x", "l"], "variable": "spikes", "format": "several"})";
  CHECK(several(both) == "x+l.spikes: x.spikes l.spikes\n0@0=4 1@0=1 0@1=2 1@1=1 ");
  // Entries of one name share the file.
  CHECK(several(R"({"of": "x[1:3]", "variable": "spikes", "format": "several", "name": "all"},
                   {"of": "l", "variable": "v", "format": "several", "name": "all"})") ==
        "all: x[1:3].spikes l.v\n0@0=1 1@0=2v 0@1=1 1@1=2v ");
  CHECK(only(choosy_findings(R"({"of": "x", "variable": "spikes", "format": "several", "name": "all"},
                                {"of": "l", "variable": "v", "format": "several", "name": "all", "params": {"n": 2}})"),
             "/record/1: two recordings are named 'all', which puts them into one file, but their 'params' differ"));
  const support::TemporaryFolder folder;
  const auto files = [&](const std::string& name) {
    std::vector<std::string> found;
    for (const auto& recording :
         trials::run_into(folder, text(R"({"of": ["x", "l"], "variable": "spikes", "format": "log")" + name + "}"))
             .recorded)
      found.push_back(recording.file.filename());
    return found;
  };
  CHECK(files("") == std::vector<std::string>{"x.spikes.log", "l.spikes.log"});
  CHECK(files(R"(, "name": "all")") == std::vector<std::string>{"all.x.log", "all.l.log"});
  CHECK(only(findings(R"({"of": ["x", "ll"], "variable": "spikes", "format": "log"})"),
             "/record/0/of/1: nothing is named 'll'; did you mean 'l'?"));
  CHECK(only(findings(R"({"of": ["x", "x"], "variable": "spikes", "format": "log"})"), "'x' stands twice"));
  CHECK(only(findings(R"({"of": [], "variable": "spikes", "format": "log"})"), "/record/0/of: the list is empty"));
}

TEST_CASE("what a recording says of itself is complete in run.json, and means the same there") {
  auto r = choosy();
  const auto described = [&](const std::string& record) {
    auto n = support::network(text(record), r);
    return n.described();
  };
  for (const std::string& record :
       {entry(R"("bin": 2)"), entry(R"("units": {"random": 2})"), entry(R"("when": {"start": 2})"),
        entry(R"("reduce": "moments")", "w", "weights"),
        std::string(R"({"of": ["x", "l"], "variable": "spikes", "format": "log"})"),
        std::string(R"({"of": "x", "variable": "spikes", "format": "several", "name": "all"},
                       {"of": "l", "variable": "v", "format": "several", "name": "all", "params": {"n": 1}})")}) {
    CAPTURE(record);
    const auto once = described(record);
    auto again = support::network(once, r);
    CHECK(again.described() == once);
  }
}
