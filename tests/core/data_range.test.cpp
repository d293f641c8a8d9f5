#include <limits>

#include <support/edit.hpp>
#include <support/samples.hpp>

using support::contains;
using support::only;
using support::thrown;
using support::with;

namespace {

/// A rate that may follow a data set.
class Rate final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Rate>& d) {
    d.type("rate", "nothing").version("1.0", "tests").output(bouton::OutputKind::analog);
    d.parameter("rate", &Rate::rate_, "from 0 to 1").default_value(0).at_least(0).at_most(1);
    d.parameter("width", &Rate::width_, "above 0").default_value(1).above(0);
  }
  void step(const bouton::LayerInputs&, std::span<double> out) override { std::ranges::fill(out, 0.0); }

 private:
  bouton::PerUnit rate_, width_;
};

const std::string text = R"({"bouton": 1,
  "data": [{"name": "d", "type": "samples", "params": {"pixels": [[0, 0.5], [0, 1], [0.5, 2]], "labels": [0, 1, 1]}}],
  "inputs": [{"name": "x", "size": 2, "source": {"type": "rate", "params": {"rate": {"data": "pixels", "scale": 1}}}}],
  "run": [{"steps": 2, "trials": {"data": "d", "count": 2}}]
})";

bouton::Registry registry() {
  auto r = support::registry();
  r.add<support::Samples>();
  r.add<Rate>();
  return r;
}

std::string findings(const std::string& t) {
  auto r = registry();
  return support::findings(t, r);
}

void run(bouton::Network& n, const support::TemporaryFolder& folder) {
  bouton::RunOptions o;
  o.out = folder.path();
  bouton::run(n, o);
}

}  // namespace

TEST_CASE("a sample that does not fit the range of the parameter that follows it ends the run with its facts") {
  const support::TemporaryFolder folder;
  auto r = registry();
  auto n = support::network(with(text, R"("count": 2)", R"("count": 3)"), r);
  const auto error = thrown<bouton::SampleOutOfRange>([&] { run(n, folder); });
  CHECK(error.element == "x");
  CHECK(error.parameter == "rate");
  CHECK(error.data_set == "d");
  CHECK(error.sample == 2);
  CHECK(error.unit == 1);
  CHECK(error.value == 2.0);
  CHECK(contains(error.what(),
                 "sample 2 of data set 'd' does not fit unit 1 of 'x': 'rate' is 2; it must be >= 0 and "
                 "<= 1 (the field 'pixels' times the scale 1)"));
  auto fits = support::network(text, r);
  CHECK_NOTHROW(run(fits, folder));
}

TEST_CASE("what the first sample of a phase shows is a finding") {
  CHECK(only(findings(with(text, R"("scale": 1)", R"("scale": -7)")),
             "/inputs/0/source/params/rate: sample 0 of data set 'd' does not fit unit 1 of 'x': 'rate' is -3.5; it "
             "must be >= 0 and <= 1"));
  CHECK(only(findings(with(text, R"("scale": 1)", R"("scale": 3)")), "'rate' is 1.5"));
  CHECK(only(findings(with(text, R"("count": 2)", R"("from": 2)")), "sample 2 of data set 'd' does not fit unit 1"));
}

TEST_CASE("a parameter that may not be 0 cannot follow a data set, since it is 0 where there is no sample") {
  CHECK(
      only(findings(with(text, R"("rate": {"data")", R"("width": {"data")")),
           "/inputs/0/source/params/width: a parameter that follows a data set is 0 where there is no sample: 'width' "
           "is 0; it must be > 0"));
}
