#include <support/trials.hpp>

using trials::base;
using trials::contains;
using trials::Log;
using trials::play;
using trials::run_into;
using trials::TemporaryFolder;
using trials::thrown;
using trials::with;
using trials::with_phases;

TEST_CASE("the unit with the most spikes predicts the class, and both are written") {
  const auto played = play(base);
  CHECK(played.predictions ==
        "phase,sample,target,predicted,phase_number,scored\n0,0,0,0,0,1\n0,1,1,1,0,1\n0,2,1,0,0,1\n");
  CHECK(played.confusion == "phase,target,0,1,phase_number,none\n0,0,1,0,0,0\n0,1,1,1,0,0\n");
  CHECK(played.result.phases[0].correct == 2);
  CHECK(played.result.files.size() == 4);
}

TEST_CASE("each phase of trials has its own part of the confusion matrix") {
  const auto played = play(with_phases(R"({"name": "a", "steps": 1, "trials": {"data": "train"}},
      {"name": "b", "steps": 1, "trials": {"data": "train", "from": 2}}, {"steps": 1})"));
  CHECK(played.predictions ==
        "phase,sample,target,predicted,phase_number,scored\na,0,0,0,0,1\na,1,1,1,0,1\na,2,1,0,0,1\nb,2,1,0,1,1\n");
  CHECK(played.confusion == "phase,target,0,1,phase_number,none\na,0,1,0,0,0\na,1,1,1,0,0\nb,0,0,0,1,0\nb,1,1,0,1,0\n");
}

TEST_CASE("phases of one name are told apart by their numbers") {
  const auto played = play(with_phases(R"({"steps": 1}, {"name": "a", "steps": 1, "repeat": 2,
      "trials": {"data": "train", "count": 1}})"));
  CHECK(played.predictions == "phase,sample,target,predicted,phase_number,scored\na,0,0,0,1,1\na,0,0,0,2,1\n");
  CHECK(played.confusion == "phase,target,0,1,phase_number,none\na,0,1,0,1,0\na,1,0,0,1,0\na,0,1,0,2,0\na,1,0,0,2,0\n");
}

TEST_CASE("predictions that cannot be written are an error, and the recordings are closed") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "predictions.csv");
  CHECK(contains(thrown<bouton::Error>([&] { run_into(folder, base); }).what(), "predictions.csv cannot be written"));
  CHECK(contains(Log::log, "x close\nv close\n"));
}

TEST_CASE("a confusion matrix that cannot be written is an error") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "confusion.csv");
  CHECK(contains(thrown<bouton::Error>([&] { run_into(folder, base); }).what(), "confusion.csv"));
}

TEST_CASE("a recorder that fails to close does not take the predictions with it") {
  const TemporaryFolder folder;
  const auto text = with(base, "\"name\": \"v\"", "\"name\": \"v\", \"params\": {\"throws_in\": \"close\"}");
  CHECK(thrown<bouton::RunFailed>([&] { run_into(folder, text); }).element == "v");
  CHECK(folder.read("confusion.csv") == "phase,target,0,1,phase_number,none\n0,0,1,0,0,0\n0,1,1,1,0,0\n");
}
