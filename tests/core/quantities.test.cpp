#include <support/measured.hpp>

using support::only;
using namespace support::measured;

TEST_CASE("a plain number is in the declared unit, to the bit, whatever dt is") {
  for (const char* dt : {"0.1", "1", "0.3"}) {
    CHECK(scalar("\"tau\": 4.1", tau, dt) == 4.1);
    CHECK(scalar("\"tau_ms\": 0.30000000000000004", tau_ms, dt) == 0.30000000000000004);
    CHECK(scalar("\"rate\": 0.1", rate, dt) == 0.1);
  }
}

TEST_CASE("a quantity becomes a number in the declared unit, exactly") {
  for (const char* given :
       {"20 ms", "0.02 s", "20000 us", "20ms", "+20 ms", "2e1 ms", " 20  ms ", "20e-3 s", "200 steps"})
    CHECK(scalar("\"tau_ms\": \"" + std::string(given) + "\"", tau_ms) == 20.0);
  CHECK(scalar(R"("tau_ms": "-0.1 ms")", tau_ms) == -0.1);
  CHECK(scalar(R"("tau_ms": ".5 ms")", tau_ms) == 0.5);
  CHECK(scalar(R"("slope": "0.07 V/s")", slope) == 0.07);
  CHECK(scalar(R"("slope": "3 mV per ms")", slope) == 3.0);
  CHECK(scalar(R"("slope": "0.2 mV/step")", slope) == 2.0);
  CHECK(scalar(R"("number": "0.5 mV/mV")", number) == 0.5);
  CHECK(scalar(R"("ratio": "2 1")", ratio) == 2.0);
}

TEST_CASE("a file with units means the same at any dt") {
  CHECK(scalar(R"("tau": "20 ms")", tau, "0.1") == 200.0);
  CHECK(scalar(R"("tau": "20 ms")", tau, "1") == 20.0);
  CHECK(scalar(R"("tau": "0.3 ms")", tau, "0.1") == 3.0);
  CHECK(scalar(R"("tau": "0.25 ms")", tau, "0.1") == 2.5);
  CHECK(scalar(R"("tau": "20 steps")", tau, "0.1") == 20.0);
  CHECK(scalar(R"("rate": "50 Hz")", rate, "0.1") == 0.005);
  CHECK(scalar(R"("rate": "50 Hz")", rate, "1") == 0.05);
  CHECK(scalar(R"("rate": "0.05 1/ms")", rate, "0.1") == 0.005);
  CHECK(scalar(R"("rate": "0.25 1/step")", rate, "0.1") == 0.25);
  CHECK(scalar(R"("count": "2 ms")", count, "0.1") == 20.0);
  CHECK(scalar(R"("count": "2 ms")", count, "1") == 2.0);
}

TEST_CASE("dt is a quantity too") {
  CHECK(scalar(R"("tau": "20 ms")", tau, "\"0.1 ms\"") == 200.0);
  CHECK(scalar(R"("tau": "20 ms")", tau, "\"100 us\"") == 200.0);
  auto r = registry();
  CHECK(support::network(text("", R"("weights": {"constant": 1})", R"("dt": "0.0001 s")"), r).dt() == 0.1);
  CHECK(only(found_root(R"("dt": "1 step")"),
             "/dt: '1 step' depends on 'dt', which is not known here; wanted a time, in ms"));
  CHECK(only(found_root(R"("dt": "1 mV")"), "/dt: '1 mV' is a voltage; wanted a time, in ms"));
  CHECK(only(found_root(R"("dt": "0 ms")"), "/dt: 'dt' is 0; it must be > 0 (ms)"));
}

TEST_CASE("a wrong dt makes no further findings") {
  CHECK(only(found(params(R"("tau": "20 ms", "count": "2.5 ms")"), R"("weights": {"constant": 1}, "delay": "1.5 ms")",
                   R"("dt": -1, "run": [{"steps": "1.25 ms"}])"),
             "/dt: 'dt' is -1"));
}

TEST_CASE("a parameter per unit takes quantities in every form") {
  CHECK(state(params(R"("rest": "-0.065 V")"), "rests") == Values{-65, -65});
  CHECK(state(params(R"("rest": [-65, "-60 mV"])"), "rests") == Values{-65, -60});
  CHECK(state(params(R"("rest": {"values": [-0.065, -0.06], "unit": "V"})"), "rests") == Values{-65, -60});
  CHECK(state(params(R"("rest": {"values": [-0.065, "-60 mV"], "unit": "V"})"), "rests") == Values{-65, -60});
  CHECK(state(params(R"("rest": {"values": [-65, -60]})"), "rests") == Values{-65, -60});
  CHECK(state(params(R"("rest": {"constant": "-0.07 V"})"), "rests") == Values{-70, -70});
  CHECK(state(params(R"("rest": {"constant": -0.07, "unit": "V"})"), "rests") == Values{-70, -70});
}

TEST_CASE("what is drawn with units is what is drawn without") {
  const auto drawn = [](const std::string& rule) { return state(params("\"rest\": {" + rule + "}"), "rests"); };
  const auto plain = drawn(R"("distribution": "normal", "mean": -60, "std": 5, "clip": [-70, -50])");
  CHECK(plain[0] != plain[1]);
  CHECK(drawn(R"("distribution": "normal", "mean": "-60 mV", "std": "0.005 V", "clip": ["-70 mV", "-0.05 V"])") ==
        plain);
  CHECK(drawn(R"("distribution": "normal", "mean": -0.06, "std": 0.005, "clip": [-0.07, -0.05], "unit": "V")") ==
        plain);
  CHECK(drawn(R"("distribution": "uniform", "low": "-0.06 V", "high": "-50 mV")") ==
        drawn(R"("distribution": "uniform", "low": -60, "high": -50)"));
  CHECK(drawn(R"("distribution": "gamma", "shape": 2, "scale": "0.003 V")") ==
        drawn(R"("distribution": "gamma", "shape": 2, "scale": 3)"));
  // The parameters of a lognormal are logarithms: of the value in the unit that is said.
  const auto lognormal = drawn(R"("distribution": "lognormal", "mu": -5, "sigma": 0.5, "unit": "V")");
  const auto in_mv = drawn(R"("distribution": "lognormal", "mu": -5, "sigma": 0.5)");
  for (std::size_t k = 0; k < 2; ++k) CHECK(lognormal[k] == doctest::Approx(1000 * in_mv[k]).epsilon(1e-12));
}

TEST_CASE("lists, matrices and initial values take quantities") {
  CHECK(state(params(R"("list": [1, "2 ms", "0.003 s"])"), "list") == Values{1, 2, 3});
  CHECK(state(params(R"("list": {"values": [1, 2], "unit": "s"})"), "list") == Values{1000, 2000});
  CHECK(state(params(R"("table": [[1, "0.002 V"], ["3 mV", 4]])"), "table") == Values{1, 2, 3, 4});
  CHECK(state(params(R"("table": {"values": [[0.001, 0.002]], "unit": "V"})"), "table") == Values{1, 2});
  CHECK(state(params(R"("square": [[1, "2 nS"], ["0.003 uS", 4]])"), "square") == Values{1, 2, 3, 4});
  CHECK(state(params(R"("square": {"identity": "0.003 uS"})"), "square") == Values{3, 0, 0, 3});
  CHECK(state(params(R"("square": {"constant": 0.003, "unit": "uS"})"), "square") == Values{3, 3, 3, 3});
  CHECK(state(R"("initial": {"v": "-0.07 V"})", "v") == Values{-70, -70});
  CHECK(state(R"("initial": {"v": {"values": [-0.07, "-60 mV"], "unit": "V"}})", "v") == Values{-70, -60});
  CHECK(state(R"("initial": {"left": "1.5 ms"})", "left") == Values{15, 15});
  CHECK(only(found(R"("initial": {"left": "0.25 ms"})"),
             "/layers/0/initial/left: 'left' counts and is 2.5; it must be a whole number"));
}

TEST_CASE("a file of numbers says its unit") {
  const support::TemporaryFolder folder;
  folder.write("rest.csv", "-0.065\n-0.06\n");
  folder.write("w.csv", "0.001,0.002\n0.003,0.004\n");
  folder.write("recorded.csv", "step,post,pre,value\n0,0,0, 0.001\n0,1,1,0.002 \n");
  const auto file = [&](const char* name) {
    return R"({"file": ")" + (folder.path() / name).string() + R"(", "unit": )";
  };
  CHECK(state(params("\"rest\": " + file("rest.csv") + "\"V\"}"), "rests") == Values{-65, -60});
  CHECK(weights("\"weights\": " + file("w.csv") + "\"nA\"}") == Values{1, 2, 3, 4});
  CHECK(weights("\"weights\": " + file("recorded.csv") + "\"nA\"}") == Values{1, 2});
  CHECK(only(found("", "\"weights\": " + file("w.csv") + "\"mV\"}"),
             "/synapses/0/weights/unit: 'mV' is a voltage; wanted a current, in pA"));
}
