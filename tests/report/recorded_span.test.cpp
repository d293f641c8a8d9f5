#include <nlohmann/json.hpp>

#include <support/network.hpp>

#include "report/recorded_span.hpp"
#include "report/unit_numbers.hpp"

using bouton_program::place_of;
using Json = nlohmann::ordered_json;

namespace {

/// The first step and the one behind the last of what an entry of `record` asks for, of a run of 1000 steps.
std::pair<std::uint64_t, std::uint64_t> steps(const std::string& entry, const std::string& phases = "[]",
                                              const std::string& file = "e.spikes.csv") {
  const auto run =
      Json::parse(R"({"steps_done": 1000, "phases": )" + phases + R"(, "network": {"record": [)" + entry + "]}}");
  bouton::RecordTarget target;
  target.element = "e";
  target.variable = "spikes";
  target.dt = 0.5;
  const auto span = bouton_program::recorded_span(run, target, file);
  return {span.begin, span.end};
}

using Steps = std::pair<std::uint64_t, std::uint64_t>;

}  // namespace

TEST_CASE("a recording holds the whole run where its entry says nothing else") {
  CHECK(steps(R"({"of": "e", "variable": "spikes", "when": "every"})") == Steps{0, 1000});
  CHECK(steps("") == Steps{0, 1000});
}

TEST_CASE("a recording holds the steps of its window, as far as they were taken") {
  CHECK(steps(R"({"of": "e[0:5]", "variable": "spikes", "when": {"start": 10, "end": 200}})") == Steps{10, 200});
  CHECK(steps(R"({"of": ["i", "e"], "variable": "spikes", "when": {"start": "10 ms", "end": "10 s"}})") ==
        Steps{20, 1000});
  CHECK(steps(R"({"of": "e", "variable": "spikes", "when": {"start": 5000}})") == Steps{1000, 1000});
}

TEST_CASE("only the entry of the same element, variable and name counts") {
  const std::string when = R"(, "when": {"end": 7}})";
  CHECK(steps(R"({"of": "i", "variable": "spikes")" + when) == Steps{0, 1000});
  CHECK(steps(R"({"of": "e", "variable": "v")" + when) == Steps{0, 1000});
  CHECK(steps(R"({"of": "e", "variable": "spikes", "name": "other")" + when) == Steps{0, 1000});
  CHECK(steps(R"({"of": "e", "variable": "spikes", "name": "mine")" + when, "[]", "mine.csv") == Steps{0, 7});
}

TEST_CASE("a recording of a phase holds the steps of the phases of that name") {
  const std::string entry = R"({"of": "e", "variable": "spikes", "when": {"phase": "test", "end": 900}})";
  CHECK(steps(entry, R"([{"name": "train", "steps": 600}, {"name": "test", "steps": 400}])") == Steps{600, 900});
  CHECK(steps(entry, R"([{"name": "test", "steps": 100}, {"name": "train", "steps": 700}])") == Steps{0, 100});
  CHECK(steps(entry, R"([{"name": "train", "steps": 600, "repetitions": 3}, {"name": "test", "steps": 400}])") ==
        Steps{0, 900});
}

TEST_CASE("a unit is found among those that were recorded") {
  const bouton::RecordedUnits even{3, 10, 5, {}};
  CHECK(place_of(even, 10) == 0);
  CHECK(place_of(even, 20) == 2);
  CHECK_FALSE(place_of(even, 25));
  CHECK_FALSE(place_of(even, 11));
  CHECK_FALSE(place_of(even, 5));
  const bouton::RecordedUnits listed{3, 0, 1, {2, 7, 9}};
  CHECK(place_of(listed, 9) == 2);
  CHECK_FALSE(place_of(listed, 8));
}
