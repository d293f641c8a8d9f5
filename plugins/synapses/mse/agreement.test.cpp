#include "case.hpp"

using namespace mse_test;
using support::network;
using support::output;

TEST_CASE("spikes and the same values as an analog signal learn the same bits") {
  auto r = registry();
  for (const auto& connect : {std::string(), sparse}) {
    auto c = random_case();
    c.more = connect;
    auto events = network(c.text(), r);
    c.source = "analog_rows";
    auto values = network(c.text(), r);
    for (int step = 0; step < 200; ++step) {
      events.step();
      values.step();
      REQUIRE(events.output("x").is_spikes);
      REQUIRE_FALSE(values.output("x").is_spikes);
      REQUIRE(events.weights("w") == values.weights("w"));
      REQUIRE(output(events, "l") == output(values, "l"));
    }
    CHECK(events.state("w", "pre_trace") == values.state("w", "pre_trace"));
  }
}

TEST_CASE("what is learned does not depend on how the layer is cut") {
  auto r = registry();
  for (const auto& connect : {std::string(), sparse}) {
    auto c = random_case();
    c.more = connect;
    auto whole = network(c.text(), r);
    for (int step = 0; step < 200; ++step) whole.step();
    for (const std::size_t slices : {2, 3}) {
      auto options = support::options();
      options.slices = slices;
      auto cut = network(c.text(), r, options);
      for (int step = 0; step < 200; ++step) cut.step();
      CHECK(cut.weights("w") == whole.weights("w"));
      for (const char* trace : {"pre_trace", "post_trace", "mod_trace"})
        CHECK(cut.state("w", trace) == whole.state("w", trace));
    }
  }
}

TEST_CASE("errors that wait beyond the room for them end in the same bits, looked at or not, in any slices") {
  Case c;
  c.x = random_spikes(600, 12, 0.1, 1);
  c.m = random_spikes(600, 200, 0.4, 2);
  c.post = 200;
  c.params = R"("tre": [0.4, 0.7], "tro": [0.6, 0.5], "rule_params": {"lr": 0.05}, "Wlim": 0.5, "Wmin": -0.4)";
  auto r = registry();
  const auto learned = [&](std::size_t slices, std::size_t look_every) {
    auto o = support::options();
    o.slices = slices;
    auto n = network(c.text(), r, o);
    for (std::size_t step = 0; step < 600; ++step) {
      n.step();
      if (step % look_every == 0) weights(n);
    }
    return weights(n);
  };
  const auto in_every_step = learned(1, 1);
  CHECK(learned(1, 600) == in_every_step);
  CHECK(learned(3, 600) == in_every_step);
}

TEST_CASE("in float32 the bits depend neither on how long changes wait, nor on the path, nor on the cut") {
  auto r = registry();
  // Short columns change at once, long ones wait; the sizes are not multiples of a vector.
  for (const std::size_t post : {3, 7, 90})
    for (const auto& connect : {std::string(), sparse}) {
      auto c = random_case();
      c.m = random_spikes(200, post, 0.4, 2);
      c.post = post;
      c.more = connect + R"(, "dtype": "float32")";
      auto events = network(c.text(), r), looked_at = network(c.text(), r);
      c.source = "analog_rows";
      auto values = network(c.text(), r);
      c.source = "rows";
      auto options = support::options();
      options.slices = 3;
      auto cut = network(c.text(), r, options);
      for (int step = 0; step < 200; ++step) {
        for (auto* n : {&events, &looked_at, &values, &cut}) n->step();
        if (step % 3 == 0) looked_at.weights("w");
      }
      CHECK(looked_at.weights("w") == events.weights("w"));
      CHECK(values.weights("w") == events.weights("w"));
      CHECK(cut.weights("w") == events.weights("w"));
    }
}

TEST_CASE("in float32 many changes below half a unit in the last place add up to what they should") {
  auto r = registry();
  for (const std::size_t post : {5, 100}) {
    Case c;
    c.x = {{1, 1, 1, 1}};
    c.m = {{1}};
    c.post = post;
    c.layer = "sum";
    c.weights = R"({"constant": 0.5})";
    c.more = R"(, "syn_type": "inh", "dtype": "float32")";
    c.params = R"("tre": [1, 0], "tro": [0, 0], "rule_params": {"lr": 1e-8})";
    auto n = network(c.text(), r);
    n.run(20'000);
    double sum = 0;
    const auto values = weights(n);
    for (const double w : values) sum += w;
    const double count = static_cast<double>(values.size());
    // A unit in the last place is 2^-24; the variance of a rounding is at most a quarter of its square.
    CHECK(std::abs(sum / count - (0.5 + 20'000 * 1e-8)) < 5 * 0x1p-25 * std::sqrt(20'000 / count));
  }
}
