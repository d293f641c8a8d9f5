#include <support/trials.hpp>

using trials::play;
using trials::with;
using trials::with_phases;

TEST_CASE("in the flush steps the input is silent") {
  const auto played = play(with_phases(R"({"steps": 1, "flush": 2, "trials": {"data": "train", "count": 2}})"));
  CHECK(played.x == " 1 0; 0 0; 0 0; 0 2; 0 0; 0 0;");
  CHECK(played.result.phases[0].steps == 6);
}

TEST_CASE("after the last trial the input is silent") {
  CHECK(play(with_phases(R"({"steps": 1, "trials": {"data": "train", "count": 1}}, {"steps": 2})")).x ==
        " 1 0; 0 0; 0 0;");
}

TEST_CASE("what follows a field is scaled, may be held in the flush, and may show in learning alone") {
  const auto bound = [](const std::string& members, const std::string& phases) {
    return play(with(with_phases(phases), R"({"data": "pixels"})", R"({"data": "pixels", )" + members + "}")).x;
  };
  const std::string one = R"({"steps": 1, "flush": 1, "trials": {"data": "train", "count": 1}})";
  CHECK(bound("\"scale\": -2.5", one) == " -2.5 0; 0 0;");
  CHECK(bound("\"hold_in_flush\": true", one) == " 1 0; 1 0;");
  CHECK(bound("\"learning_only\": true", one) == " 1 0; 0 0;");
  CHECK(bound("\"learning_only\": true", with(one, "\"steps\": 1", "\"steps\": 1, \"learn\": false")) == " 0 0; 0 0;");
  // What was held in one phase is gone in a phase that does not learn.
  CHECK(bound("\"learning_only\": true, \"hold_in_flush\": true",
              one + "," + with(one, "\"steps\": 1", "\"steps\": 1, \"learn\": false")) == " 1 0; 1 0; 0 0; 0 0;");
}
