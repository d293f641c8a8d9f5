#include <string>

#include <doctest/doctest.h>

#include <support/network.hpp>

#include "figures.hpp"
#include "progress_text.hpp"
#include "table.hpp"

using namespace bouton_program;
using support::contains;

TEST_CASE("a table leaves out what matters least where there is no room") {
  using enum Table::Side;
  Table table({{"name", left, 9}, {"units", right, 1}, {"rate", right, 5}});
  table.add({"a", "10", "5 Hz"});
  table.add({"longer", "1000", "12.5 Hz"});
  CHECK(table.text(100) ==
        "name    units     rate\n"
        "a          10     5 Hz\n"
        "longer   1000  12.5 Hz\n");
  CHECK(table.text(20) ==
        "name       rate\n"
        "a          5 Hz\n"
        "longer  12.5 Hz\n");
  CHECK(table.text(1) == table.text(20));  // never fewer than two columns
}

TEST_CASE("a text is measured and cut in characters, not in bytes") {
  CHECK(width_of("größe") == 5);
  CHECK(cut_to("größe", 5) == "größe");
  CHECK(cut_to("größer", 5) == "größ…");
  CHECK(cut_to("ab", 1) == "…");
  CHECK(cut_to("ab", 0) == "");
}

TEST_CASE("numbers have few digits") {
  CHECK(count_text(0) == "0");
  CHECK(count_text(9'999'999) == "9999999");
  CHECK(count_text(10'000'000) == "10.0 M");
  CHECK(count_text(999'940'000) == "999.9 M");
  CHECK(count_text(999'960'000) == "1.0 G");
  CHECK(count_text(2'000'000'000'000) == "2.0 T");
  CHECK(time_text(0.0123) == "12.3 ms");
  CHECK(time_text(65) == "65.00 s");
  CHECK(size_text(1536) == "1.5 KiB");
  CHECK(factor_text(0.2143) == "0.214");
  CHECK(factor_text(1234.5) == "1234");
}

namespace {

struct Example {
  bouton::Progress progress;
  RunPlace place;

  Example() {
    progress.phase = 2;
    progress.phases = 5;
    progress.is_trials = true;
    progress.done = 30;
    progress.total = 60;
    progress.run_done = 2500;
    progress.run_total = 10000;
    progress.learn = true;
    place = {&progress, 0.1, 20, 123456, {{"exc", 5.25}, {"inh", 6}}};
  }
};

}  // namespace

TEST_CASE("the progress of a run is a bar, how long it takes, where it is, and how fast") {
  Example e;
  CHECK(place_text(e.place, 200) ==
        "[#####...............]   25 %  1:00 left  phase 3/5, learning  sample 30/60  123 k steps/s  250 ms simulated");
  e.progress.is_scored = true;
  e.progress.correct = 24;
  CHECK(contains(place_text(e.place, 200), "sample 30/60  accuracy 80.0 %  123 k steps/s"));
  e.progress.phases = 1;
  e.progress.is_trials = false;
  CHECK(contains(place_text(e.place, 200), "left  learning  step 30/60"));
}

TEST_CASE("the progress fits into every width") {
  Example e;
  for (std::size_t width = 1; width < 150; ++width) {
    CAPTURE(width);
    CHECK(width_of(place_text(e.place, width)) <= width);
    CHECK(width_of(rates_text(e.place.rates, width)) <= width);
    CHECK(width_of(building_text(5, 10, width)) <= width);
  }
  CHECK(place_text(e.place, 79) == "[#####...............]   25 %  1:00 left  123 k steps/s  250 ms simulated");
  CHECK(contains(place_text(e.place, 40), "25 %  1:00 left"));
  CHECK(building_text(5, 10, 80) == "[##########..........]   50 %  building: 5 of 10 connections");
}

TEST_CASE("of many layers as many rates are shown as fit, and how many more there are") {
  CHECK(rates_text({{"exc", 5.25}, {"inh", 6}}, 80) == "exc 5.25 Hz  inh 6 Hz");
  CHECK(rates_text({}, 80) == "");
  std::vector<LayerRate> many;
  for (int i = 0; i < 60; ++i) many.push_back({"layer" + std::to_string(i), 5});
  CHECK(rates_text(many, 42) == "layer0 5 Hz  layer1 5 Hz  +58 more");
}
