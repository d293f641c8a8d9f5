#include <algorithm>

#include <support/log_recorder.hpp>
#include <support/measured.hpp>
#include <support/samples.hpp>

using support::contains;
using support::findings;
using support::only;
using namespace support::measured;

TEST_CASE("weights have the unit of the port that they lead to") {
  CHECK(weights(R"("weights": {"constant": "0.0878 nA"})") == Values{87.8, 87.8, 87.8, 87.8});
  CHECK(weights(R"("weights": [[1, "2 pA"], ["0.003 nA", 4]])") == Values{1, 2, 3, 4});
  CHECK(weights(R"("weights": {"values": [[1, 2], [3, 4]], "unit": "fA"})") == Values{0.001, 0.002, 0.003, 0.004});
  CHECK(weights(R"("weights": {"identity": "3 nA"})") == Values{3000, 3000});
  CHECK(weights(R"("weights": {"entries": [[0, 1, "3 nA"], [1, 0, 2]]})") == Values{3000, 2});
  CHECK(weights(R"("weights": {"entries": [[0, 1, 3], [1, 0, 2]], "unit": "nA"})") == Values{3000, 2000});
  CHECK(weights(R"("weights": {"distribution": "normal", "mean": "87.8 pA", "std": "8.78 pA"})") ==
        weights(R"("weights": {"distribution": "normal", "mean": 87.8, "std": 8.78})"));
  CHECK(
      weights(R"("weights": {"distribution": "normal", "mean": 0.0878, "std": 0.00878, "unit": "nA", "density": 1})") ==
      weights(R"("weights": {"distribution": "normal", "mean": 87.8, "std": 8.78, "density": 1})"));
  CHECK(only(found("", R"("weights": {"constant": "3 nS"})"),
             "/synapses/0/weights/constant: '3 nS' is a conductance; wanted a current, in pA"));
  CHECK(only(findings(support::with(support::small, R"({"constant": 1})", R"({"constant": "3 nS"})")),
             "/synapses/0/weights/constant: '3 nS' is a conductance; wanted a number without a unit"));
}

TEST_CASE("a parameter of a rule may be in the unit of the weights") {
  auto r = registry();
  const auto network_text = [](const std::string& port, const std::string& params, const std::string& run = "[]") {
    return support::with(text("", R"("weights": {"constant": 1}, "params": )" + params, "\"run\": " + run),
                         R"("type": "plain", "from": "x", "to": "l", "port": "exc")",
                         R"("type": "weighing", "from": "x", "to": "l", "port": ")" + port + "\"");
  };
  const auto run = R"([{"steps": 1, "set": {"w": {"most": "2 nA"}}}])";
  auto n = support::network(network_text("exc", R"({"most": "0.2 nA", "slope": "3 1/nA"})", run), r);
  CHECK(n.state("w", "shown") == Values{200, 0.003});
  const support::TemporaryFolder folder;
  bouton::RunOptions options;
  options.out = folder.path();
  bouton::run(n, options);
  CHECK(n.state("w", "shown") == Values{2000, 0.003});
  n.set("w", "most", "3 nA");
  CHECK(n.state("w", "shown")[0] == 3000);
  CHECK(support::network(network_text("inh", R"({"most": "0.2 uS"})"), r).state("w", "shown") == Values{200, 1});
  CHECK(only(findings(network_text("inh", R"({"most": "0.2 nA"})"), r),
             "/synapses/0/params/most: '0.2 nA' is a current; wanted a conductance, in nS"));
  CHECK(only(findings(network_text("plain", R"({"most": "0.2 nA"})"), r),
             "'0.2 nA' is a current; wanted a number without a unit"));
}

TEST_CASE("a delay is a time on the grid") {
  const auto finding = [](const std::string& delay, const std::string& root = "\"dt\": 0.1") {
    return found("", R"("weights": {"constant": 1}, "delay": )" + delay, root);
  };
  CHECK(finding("\"1.5 ms\"") == "(no finding)");
  CHECK(finding("[\"0.0003 s\"]") == "(no finding)");
  CHECK(finding("\"3 steps\"") == "(no finding)");
  CHECK(only(finding("\"1.55 ms\""),
             "/synapses/0/delay: '1.55 ms' is 15.5 steps of 0.1 ms; it must be a whole number of steps"));
  CHECK(only(finding("\"1.5 ms\"", "\"dt\": 1"), "/synapses/0/delay: '1.5 ms' is 1.5 steps of 1 ms"));
  CHECK(only(finding("\"-1 ms\""), "/synapses/0/delay: '-1 ms' is -10 steps of 0.1 ms; wanted from 0 to"));
  CHECK(only(finding("\"1000 s\""), "a delay must be at most 1000000 steps"));
  CHECK(finding(R"({"constant": "1.5 ms"})") == "(no finding)");
  CHECK(only(finding(R"({"constant": "1.55 ms"})"),
             "/synapses/0/delay: the delay is 15.5 steps; it must be a whole number of steps of 0.1 ms"));
  CHECK(finding(R"({"values": [[1, 2], ["0.3 ms", 4]], "unit": "ms"})") == "(no finding)");
  CHECK(only(finding(R"([["0.3 ms", "0.35 ms"], [1, 2]])"), "/synapses/0/delay: a delay is 3.5; wanted whole numbers"));
  CHECK(finding(R"({"distribution": "normal", "mean": "1.55 ms", "std": "0.75 ms"})") == "(no finding)");
  CHECK(found("", R"("weights": {"entries": [[0, 1, "3 nA", "1.5 ms"]]})") == "(no finding)");
  CHECK(only(found("", R"("weights": {"entries": [[0, 1, "3 nA", "1.55 ms"]]})"),
             "/synapses/0/weights/entries/0/3: '1.55 ms' is 15.5 steps of 0.1 ms"));
  CHECK(found("", R"("weights": {"constant": 1}, "delay_ms": "1500 us")") == "(no finding)");
  CHECK(found(R"("input": {"from": "x", "port": "exc", "delay": "0.2 ms"})") == "(no finding)");
}

TEST_CASE("a dt that decimal fractions cannot write still has a grid") {
  CHECK(found("", R"("weights": {"constant": 1}, "delay": "1 ms")", "\"dt\": 0.3333333333333333") == "(no finding)");
}

TEST_CASE("the length of a phase and the distance of samples are times") {
  auto r = registry();
  r.add<support::Log>();
  const auto run = [&](const std::string& dt) {
    const support::TemporaryFolder folder;
    auto n = support::network(
        text("", R"("weights": {"constant": 1})", "\"dt\": " + dt + R"(, "run": [{"steps": "0.01 s"}, {"steps": 5}],
                                  "record": [{"of": "l", "variable": "v", "every": "2 ms", "format": "log"}])"),
        r);
    support::Log::log.clear();
    bouton::RunOptions options;
    options.out = folder.path();
    const auto steps = bouton::run(n, options).steps;
    const auto& log = support::Log::log;
    return std::pair(steps, std::count(log.begin(), log.end(), ':'));
  };
  CHECK(run("1") == std::pair<std::uint64_t, long>(15, 8));
  CHECK(run("0.5") == std::pair<std::uint64_t, long>(25, 7));
  CHECK(only(found_root(R"("dt": 0.1, "run": [{"steps": "0.25 ms"}])"),
             "/run/0/steps: '0.25 ms' is 2.5 steps of 0.1 ms; it must be a whole number of steps"));
  CHECK(only(found_root(R"("dt": 0.1, "run": [{"steps": "1 mV"}])"),
             "/run/0/steps: '1 mV' is a voltage; wanted a time, in steps"));
  CHECK(contains(found_root(R"("dt": 0.1, "record": [{"of": "l", "variable": "v", "every": "0 ms", "format": "no"}])"),
                 "/record/0/every: 'every' is 0; it must be >= 1"));
}

TEST_CASE("a recording knows its unit, that of weights from the port") {
  auto r = registry();
  r.add<support::Log>();
  const support::TemporaryFolder folder;
  auto n = support::network(text("", R"("weights": {"constant": 1})",
                                 R"("run": [{"steps": 1}], "record": [{"of": "l", "variable": "v", "format": "log"},
                                      {"of": "w", "variable": "weights", "format": "log"},
                                      {"of": "l", "variable": "left", "format": "log"},
                                      {"of": "l", "variable": "output", "format": "log"}])"),
                            r);
  bouton::RunOptions options;
  options.out = folder.path();
  std::string units;
  for (const auto& recorded : bouton::run(n, options).recorded)
    for (const auto& target : recorded.targets)
      units += target.element + " " + target.variable + " " + target.unit + ";";
  CHECK(units == "l v mV;w weights pA;l left steps;l output ;");
}

TEST_CASE("the factor on a field of a data set is in the unit of the parameter") {
  auto r = support::registry();
  r.add<support::Samples>();
  r.add<Beating>();
  const auto network_text = [](const std::string& scale) {
    return R"({"bouton": 1, "dt": "0.5 ms", "data": [{"name": "d", "type": "samples"}],
      "inputs": [{"name": "x", "size": 2, "source": {"type": "beating",
        "params": {"rate": {"data": "pixels", "scale": )" +
           scale + R"(}}}}],
      "run": [{"trials": {"data": "d", "count": 1}, "steps": 1}]})";
  };
  auto n = support::network(network_text("\"20 Hz\""), r);
  const support::TemporaryFolder folder;
  bouton::RunOptions options;
  options.out = folder.path();
  bouton::run(n, options);
  CHECK(support::output(n, "x") == Values{0.01, 0.02});
  CHECK(only(findings(network_text("\"20 mV\""), r), "/scale: '20 mV' is a voltage; wanted a rate, in 1/step"));
}

TEST_CASE("what a phase sets, and what the command line sets, are quantities") {
  auto r = registry();
  auto n = support::network(
      text("", R"("weights": {"constant": 1})", R"("dt": 0.1, "run": [{"steps": 1, "set": {"l": {"tau": "7 ms"}}}])"),
      r);
  const support::TemporaryFolder folder;
  bouton::RunOptions run_options;
  run_options.out = folder.path();
  bouton::run(n, run_options);
  CHECK(n.state("l", "scalars")[tau] == 70.0);

  auto options = support::options();
  options.replacements = {{"/dt", "0.5 ms"}, {"/layers/0/params", "{\"tau\": \"10 ms\"}"}};
  CHECK(support::network(text(""), r, options).state("l", "scalars")[tau] == 20.0);
}

TEST_CASE("a unit that is misspelt, of another dimension or missing is a finding, all at once") {
  const auto all =
      found(params("\n\"tau\": \"20 mz\",\n\"tau_ms\": \"20 mV\",\n\"rate\": \"20\",\n\"rest\": [\"-65\", "
                   "\"fast\"],\n\"number\": \"3 mV\",\n\"count\": \"0.25 ms\""));
  CHECK(contains(all, "test.json:3:1: /layers/0/params/tau: 'mz' is no unit; did you mean 'ms'?"));
  CHECK(contains(all, "test.json:4:1: /layers/0/params/tau_ms: '20 mV' is a voltage; wanted a time, in ms"));
  CHECK(contains(all,
                 "/layers/0/params/rate: wanted a number, found \"20\"; write 20 without quotes if it is in 1/step, "
                 "or say the unit: \"20 Hz\""));
  CHECK(contains(all,
                 "/layers/0/params/rest/0: wanted a number, found \"-65\"; write -65 without quotes if it is in mV, "
                 "or say the unit: \"-65 mV\""));
  CHECK(contains(all, "/layers/0/params/rest/1: wanted a number, found \"fast\"; a quantity is written as \"20 mV\""));
  CHECK(contains(all, "/layers/0/params/number: '3 mV' is a voltage; wanted a number without a unit"));
  CHECK(contains(all, "/layers/0/params/count: '0.25 ms' is 2.5 steps; wanted a whole number"));
  CHECK(only(found(params(R"("number": "3")")), "wanted a number, found \"3\"; write 3 without quotes"));
  CHECK(only(found(params(R"("rest": {"values": [1, 2], "unit": "ms"})")),
             "/layers/0/params/rest/unit: 'ms' is a time; wanted a voltage, in mV"));
  CHECK(
      only(found(params(R"("rest": {"values": [1, 2], "unit": "mw"})")), "/rest/unit: 'mw' is no unit; did you mean"));
  CHECK(only(found(params(R"("rest": {"values": [1, 2], "unit": 3})")), "/rest/unit: wanted a text, found 3"));
  CHECK(only(found(params(R"("rest": {"values": [1, 2], "units": "mV"})")), "/rest/units: unknown key 'units'"));
  CHECK(only(found(params(R"("rest": {"distribution": "gamma", "shape": "2 mV", "scale": 1})")),
             "/rest/shape: '2 mV' is a voltage; wanted a number without a unit"));
  CHECK(only(found(params(R"("tau": "inf ms")")), "wanted a number, found \"inf ms\""));
}

TEST_CASE("the range of a parameter holds for what a quantity becomes") {
  CHECK(only(found(params(R"("rate": "2000 Hz")"), R"("weights": {"constant": 1})", "\"dt\": 1"),
             "/layers/0/params/rate: 'rate' is 2; it must be <= 1"));
  CHECK(only(found(params(R"("rest": "-0.2 V")")), "'rest' is -200; it must be >= -100"));
}

TEST_CASE("quantities are given in code as in a file") {
  auto r = registry();
  auto n = bouton::NetworkBuilder("b", 1, 0.1)
               .input("x", 2)
               .layer("l", "measured", 2, {{"tau", "20 ms"}, {"rest", "-0.07 V"}}, {{"v", "-60 mV"}})
               .synapse({.name = "w", .type = "plain", .from = {"x"}, .to = "l", .weights = "0.0878 nA", .port = "exc"})
               .build(r, support::options());
  CHECK(n.state("l", "scalars")[tau] == 200.0);
  CHECK(n.state("l", "rests") == Values{-70, -70});
  CHECK(n.state("l", "v") == Values{-60, -60});
  CHECK(n.state("w", "weights") == Values{87.8, 87.8, 87.8, 87.8});
  n.set("l", "tau", "30 ms");
  n.set("l", "rest", "-0.08 V");
  n.set("l", "count", "0.5 ms");
  CHECK(n.state("l", "scalars")[tau] == 300.0);
  CHECK(n.state("l", "scalars")[count] == 5.0);
  CHECK(n.state("l", "rests") == Values{-80, -80});
  CHECK_THROWS_WITH_AS(n.set("l", "tau", "30 mV"), "'tau' of 'l': '30 mV' is a voltage; wanted a time, in steps",
                       bouton::Error);
  CHECK_THROWS_WITH_AS(n.set("l", "count", "0.25 ms"), "'count' of 'l': 0.25 ms is 2.5; wanted a whole number",
                       bouton::Error);
}

TEST_CASE("a saved network is the same network") {
  auto r = registry();
  auto n = support::network(text(params(R"("tau": "20 ms", "rest": {"values": [-0.065, -0.06], "unit": "V"})"),
                                 R"("weights": {"constant": "3 nA"}, "delay": "1.5 ms")", R"("dt": "0.1 ms")"),
                            r);
  n.set("l", "tau_ms", "0.03 s");
  for (const auto& json : {n.to_json(), n.described()}) {
    auto again = support::network(json, r);
    CHECK(again.dt() == 0.1);
    CHECK(again.state("l", "rests") == n.state("l", "rests"));
    CHECK(again.state("l", "scalars")[tau] == 200.0);
    CHECK(again.state("w", "weights") == n.state("w", "weights"));
  }
  CHECK(support::network(n.to_json(), r).state("l", "scalars") == n.state("l", "scalars"));
}

TEST_CASE("a program converts quantities with the same words") {
  CHECK(bouton::quantity_in("0.02 s", "ms", 0.1) == 20.0);
  CHECK(bouton::quantity_in("20 ms", "steps", 0.1) == 200.0);
  CHECK_THROWS_WITH_AS(bouton::quantity_in("20 ms", "mV", 1), "'20 ms' is a time; wanted a voltage, in mV",
                       bouton::Error);
  CHECK_THROWS_WITH_AS(bouton::quantity_in("20 ms", "mv", 1), "'mv' is no unit; did you mean 'mV'?", bouton::Error);
  CHECK(bouton::count_steps("500", 0.1) == 500);
  CHECK(bouton::count_steps("10 s", 0.1) == 100000);
  CHECK_THROWS_WITH_AS(bouton::count_steps("many", 1),
                       "'many' is neither a whole number of steps nor a time, for example \"10 s\"", bouton::Error);
  CHECK_THROWS_WITH_AS(bouton::count_steps("1.5 ms", 1),
                       "'1.5 ms' is 1.5 steps of 1 ms; wanted a whole number of steps", bouton::Error);
  CHECK_THROWS_AS(bouton::count_steps("-1 ms", 1), bouton::Error);
  CHECK_THROWS_AS(bouton::count_steps("-1", 1), bouton::Error);
  CHECK_THROWS_AS(bouton::count_steps("99999999999999999999", 1), bouton::Error);
}
