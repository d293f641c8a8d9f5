#include <cmath>

#include <support/edit.hpp>

using support::contains;
using support::findings;
using support::only;
using support::with;
using Values = std::vector<double>;

namespace {

/// A parameter for each unit, and a matrix between units, shown as state.
class Shown final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Shown>& d) {
    d.type("shown", "shows its parameters").version("1.0", "tests");
    d.port("in", "ignored");
    d.parameter("per_unit", &Shown::per_unit_, "one per unit").default_value(0).at_most(1000);
    d.parameter("square", &Shown::square_, "units by units").default_value(bouton::Matrix{1, 1, {0}});
    d.parameter("whole", &Shown::whole_, "a row per unit, a column per unit")
        .default_value(bouton::Matrix{1, 1, {0}})
        .row_per_unit();
    d.parameter("rows", &Shown::rows_, "rows").default_value(bouton::Matrix{1, 1, {0}});
    d.parameter("real", &Shown::real_, "a number").default_value(0);
  }
  void prepare() override {
    values_.resize(size());
    sums_.resize(size());
    for (std::size_t k = 0; k < size(); ++k) {
      values_[k] = per_unit_[k];
      const auto row = slice().begin + k;
      sums_[k] = rows_.rows > row ? rows_.at(row, 0) : 0;
    }
  }
  void step(const bouton::LayerInputs&, std::span<double> out) override { std::fill(out.begin(), out.end(), 0.0); }
  void visit_state(bouton::StateVisitor& visitor) override {
    visitor.per_unit("per_unit", values_, {"", "the parameter"});
    visitor.per_unit("rows", sums_, {"", "the first column"});
  }

 private:
  bouton::PerUnit per_unit_;
  bouton::Matrix square_, rows_, whole_;
  double real_ = 0;
  Values values_, sums_;
};

std::string text(const std::string& params, std::size_t size = 4) {
  return R"({"bouton": 1, "layers": [{"name": "l", "type": "shown", "size": )" + std::to_string(size) +
         ",\n\"params\": {" + params +
         R"(}}], "synapses": [{"name": "w", "type": "plain", "from": "l", "to": "l", "weights": {"constant": 1},
            "connect": {"rule": "fixed_indegree", "indegree": 0}}]})";
}

std::string found(const std::string& params) {
  auto r = support::registry();
  r.add<Shown>();
  return findings(text(params), r);
}

std::string found_rule(const std::string& rule) { return found("\"per_unit\": {" + rule + "}"); }

Values values(const std::string& rule, std::size_t size = 4, std::size_t slices = 1) {
  auto r = support::registry();
  r.add<Shown>();
  auto o = support::options();
  o.slices = slices;
  return support::network(text("\"per_unit\": {" + rule + "}", size), r, o).state("l", "per_unit");
}

/// The mean of f over many values of a rule.
template <class F>
double mean(const std::string& rule, F f) {
  double sum = 0;
  const auto drawn = values(rule, 40000);
  for (const double x : drawn) sum += f(x);
  return sum / static_cast<double>(drawn.size());
}

}  // namespace

TEST_CASE("a parameter per unit can be a constant or drawn from a distribution, each unit for itself") {
  CHECK(values("\"constant\": 3") == Values{3, 3, 3, 3});
  const auto drawn = values(R"("distribution": "uniform", "low": 1, "high": 2)");
  CHECK(drawn[0] != drawn[1]);
  CHECK(values(R"("distribution": "uniform", "low": 1, "high": 2)", 8, 3) ==
        values(R"("distribution": "uniform", "low": 1, "high": 2)", 8));
}

TEST_CASE("each distribution has its mean and variance") {
  const double n = 40000;
  const auto close = [&](double found, double wanted, double variance) {
    return std::abs(found - wanted) < 4 * std::sqrt(variance / n);
  };
  const auto itself = [](double x) { return x; };
  CHECK(close(mean(R"("distribution": "uniform", "low": 1, "high": 4)", itself), 2.5, 9.0 / 12));
  CHECK(close(mean(R"("distribution": "normal", "mean": 3, "std": 2)", itself), 3, 4));
  CHECK(close(mean(R"("distribution": "lognormal", "mu": 1, "sigma": 0.5)", [](double x) { return std::log(x); }), 1,
              0.25));
  for (const double shape : {0.5, 1.0, 3.0}) {
    const auto rule = R"("distribution": "gamma", "scale": 2, "shape": )" + std::to_string(shape);
    CHECK(close(mean(rule, itself), 2 * shape, 4 * shape));
    // The fourth central moment of a gamma distribution is (3 k^2 + 6 k) scale^4.
    const double variance = 4 * shape, fourth = (3 * shape * shape + 6 * shape) * 16;
    CHECK(close(mean(rule, [&](double x) { return (x - 2 * shape) * (x - 2 * shape); }), variance,
                fourth - variance * variance));
  }
}

TEST_CASE("clip bounds what is drawn") {
  const auto drawn = values(R"("distribution": "normal", "mean": 0, "std": 10, "clip": [-1, 2])", 200);
  CHECK(*std::min_element(drawn.begin(), drawn.end()) == -1);
  CHECK(*std::max_element(drawn.begin(), drawn.end()) == 2);
  CHECK(values("\"constant\": 9, \"clip\": [0, 5]") == Values{5, 5, 5, 5});
}

TEST_CASE("what is wrong with a rule for values is a finding where it stands") {
  CHECK(only(found_rule(R"("distribution": "gama", "shape": 1)"),
             "/layers/0/params/per_unit/distribution: wanted one of uniform, normal, lognormal, gamma, found 'gama'; "
             "did you mean 'gamma'?"));
  CHECK(only(found_rule(R"("distribution": "uniform", "low": 2, "high": 1)"),
             "/per_unit/high: 'high' is 1, below 'low', 2"));
  CHECK(only(found_rule(R"("distribution": "normal", "mean": 0, "std": -1)"),
             "/per_unit/std: 'std' is -1; it must be >= 0"));
  CHECK(only(found_rule(R"("distribution": "lognormal", "mu": 0, "sigma": -1)"),
             "/per_unit/sigma: 'sigma' is -1; it must be >= 0"));
  CHECK(only(found_rule(R"("distribution": "gamma", "shape": 0, "scale": 1)"),
             "/per_unit/shape: 'shape' is 0; it must be > 0"));
  CHECK(only(found_rule(R"("distribution": "gamma", "shape": 1, "scale": -1)"),
             "/per_unit/scale: 'scale' is -1; it must be >= 0"));
  CHECK(only(found_rule(R"("constant": "x")"), "/per_unit/constant: wanted a number, found \"x\""));
  CHECK(only(found_rule(R"("constant": 1, "density": 1)"), "/per_unit/density: unknown key 'density'"));
  CHECK(only(found_rule(R"("constant": 1, "clip": 1)"), "/per_unit/clip: wanted an array of numbers, found 1"));
  for (const char* clip : {"[1]", "[1, 2, 3]", "[2, 1]"})
    CHECK(only(found_rule(R"("constant": 1, "clip": )" + std::string(clip)),
               "/per_unit/clip: wanted [smallest, largest]"));
  CHECK(only(found_rule("\"constant\": 1001"), "/layers/0/params/per_unit: 'per_unit' is 1001; it must be <= 1000"));
  CHECK(only(found("\"real\": {\"constant\": 1}"), "/layers/0/params/real: wanted a number, found an object"));
}

TEST_CASE("a distribution that overflows is a finding, for a parameter as for weights") {
  CHECK(only(found_rule(R"("distribution": "lognormal", "mu": 1000, "sigma": 0)"),
             "'per_unit' is inf; it must be finite"));
  CHECK(only(
      findings(with(support::small, R"({"constant": 1})", R"({"distribution": "lognormal", "mu": 1000, "sigma": 0})")),
      "/synapses/0: 'w': a weight is not finite; narrow the distribution or clip it"));
}

TEST_CASE("a matrix with a row per unit is filled by a rule, or must have so many rows") {
  CHECK(found("\"whole\": {\"constant\": 1}") == "(no finding)");
  CHECK(only(found("\"whole\": [[1], [2]]"), "/layers/0/params/whole: 'whole' has 2 rows; wanted 4 (one per unit)"));
}

TEST_CASE("a matrix without a row per unit is no rule's business") {
  CHECK(only(found("\"square\": {\"constant\": 1}"),
             "/layers/0/params/square: wanted a matrix, or an object with 'file'"));
}

TEST_CASE("a parameter's values may stand in a file") {
  const support::TemporaryFolder folder;
  const auto from = [&](const std::string& name, const std::string& content,
                        const std::string& parameter = "per_unit") {
    return "\"" + parameter + R"(": {"file": ")" + folder.write(name, content).string() + "\"}";
  };
  auto r = support::registry();
  r.add<Shown>();
  CHECK(support::network(text(from("row.csv", "1,2,3,4\n")), r).state("l", "per_unit") == Values{1, 2, 3, 4});
  CHECK(support::network(text(from("column.csv", "1\n2\n3\n4\n")), r).state("l", "per_unit") == Values{1, 2, 3, 4});
  CHECK(support::network(text(from("rows.csv", "7,8\n9,10\n", "rows")), r).state("l", "rows") == Values{7, 9, 0, 0});
  CHECK(only(found(from("three.csv", "1,2,3\n")), "'per_unit' has 3 values; wanted one, or 4 (one per unit)"));
  CHECK(only(found(from("square.csv", "1,2\n3,4\n")), "square.csv: wanted one row or one column of numbers"));
  CHECK(only(found(from("pairs.csv", "step,post,pre,value\n0,0,0,1\n")),
             "pairs.csv: lists pairs; wanted rows of numbers"));
  CHECK(only(found(R"("per_unit": {"file": "none.csv"})"),
             "/layers/0/params/per_unit/file: none.csv: there is no such file; check the path"));
  CHECK(only(found(R"("per_unit": {"file": 3})"), "/layers/0/params/per_unit/file: wanted a text, found 3"));
  CHECK(contains(found(R"("per_unit": {"file": "w.csv", "scale": 2})"),
                 "/layers/0/params/per_unit/scale: unknown key 'scale'"));
}

TEST_CASE("weights can be the identity, or have a density") {
  auto r = support::registry();
  const auto weights = [&](const std::string& rule, const std::string& size) {
    return support::network(with(with(support::small, R"({"constant": 1})", rule), "\"size\": 3", "\"size\": " + size),
                            r)
        .weights("w");
  };
  CHECK(weights("{\"identity\": 5}", "2") == std::vector<bouton::WeightEntry>{{0, 0, 5}, {1, 1, 5}});
  const auto sparse = weights(R"({"constant": 2, "density": 0.25})", "4000");
  CHECK(std::abs(static_cast<double>(sparse.size()) - 2000) < 4 * std::sqrt(8000 * 0.25 * 0.75));
  const auto of = [](const std::string& rule, const std::string& more = "") {
    return findings(with(support::small, R"({"constant": 1})", rule + more));
  };
  CHECK(only(
      of("{\"identity\": 1}"),
      "/synapses/0/weights: an identity needs layers of equal size; there are 2 presynaptic and 3 postsynaptic units"));
  CHECK(only(of("{\"identity\": true}"), "/synapses/0/weights/identity: wanted a number, found true"));
  CHECK(contains(of("{\"identity\": 1, \"p\": 1}"), "/synapses/0/weights/p: unknown key 'p'"));
  CHECK(only(of(R"({"constant": 1, "density": 1.5})"),
             "/synapses/0/weights/density: 'density' is 1.5; it must be >= 0 and <= 1"));
  CHECK(only(of(R"({"constant": 1, "density": "1"})"), "/synapses/0/weights/density: wanted a number, found \"1\""));
  CHECK(only(of(R"({"constant": 1, "density": 0.5})", R"(, "connect": {"rule": "all_to_all"})"),
             "/synapses/0/weights/density: 'density' belongs to a matrix without 'connect'"));
}

TEST_CASE("a rule for values per unit is refused where there are no units") {
  class Rates final : public bouton::DataSet {
   public:
    static void declare(bouton::Declaration<Rates>& d) {
      d.type("rates", "has a parameter per unit").version("1.0", "tests");
      d.parameter("rate", &Rates::rate_, "one, or one per unit");
    }
    std::uint64_t samples() const override { return 1; }
    std::vector<bouton::DataField> fields() const override { return {}; }
    void read(std::uint64_t, std::size_t, std::span<double>) const override {}

   private:
    bouton::PerUnit rate_;
  };
  auto r = support::registry();
  r.add<Rates>();
  const auto of = [&](const std::string& value) {
    return findings(
        with(support::small, "\"outputs\"",
             R"("data": [{"name": "d", "type": "rates", "params": {"rate": )" + value + "}}],\n\"outputs\""),
        r);
  };
  CHECK(of("5") == "(no finding)");
  for (const char* empty : {"{\"constant\": 1}", "[]"}) CHECK(only(of(empty), "/data/0/params/rate: "));
}
