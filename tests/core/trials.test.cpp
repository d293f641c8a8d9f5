#include <support/trials.hpp>

using trials::base;
using trials::contains;
using trials::play;
using trials::run_into;
using trials::TemporaryFolder;
using trials::thrown;
using trials::with;
using trials::with_phases;

TEST_CASE("each trial shows one sample for its steps, from a reset state") {
  const auto played = play(base);
  CHECK(played.x == " 1 0; 1 0; 0 2; 0 2; 3 0; 3 0;");
  CHECK(played.v == " 1 0; 2 0; 0 2; 0 4; 3 0; 6 0;");
  REQUIRE(played.result.phases.size() == 1);
  CHECK(played.result.phases[0].trials == 3);
  CHECK(played.result.phases[0].steps == 6);
}

TEST_CASE("without a reset, a trial begins where the last one ended") {
  CHECK(play(with_phases(R"({"steps": 1, "reset": "none", "trials": {"data": "train"}})")).v == " 1 0; 1 2; 4 2;");
}

TEST_CASE("trials take the samples from one on, as many as wanted") {
  CHECK(play(with_phases(R"({"steps": 1, "trials": {"data": "train", "from": 1, "count": 1}})")).x == " 0 2;");
  CHECK(play(with_phases(R"({"steps": 1, "trials": {"data": "train", "from": 1}})")).x == " 0 2; 3 0;");
}

TEST_CASE("without a readout nothing is predicted") {
  const auto played = play(with(base, R"("readout": {"of": "l", "rule": "spike_count"},)", ""));
  CHECK(played.predictions.empty());
  CHECK(played.result.files.size() == 2);
}

TEST_CASE("progress counts trials and those that were right") {
  bouton::RunOptions o;
  bouton::Progress last;
  o.on_progress = [&](const bouton::Progress& p) { return last = p, true; };
  play(base, o);
  CHECK(last.is_trials);
  CHECK(last.is_scored);
  CHECK(last.done == 3);
  CHECK(last.total == 3);
  CHECK(last.correct == 2);
  CHECK(last.run_total == 6);
  CHECK(last.run_done == 6);
}

TEST_CASE("a run that is stopped within a trial does not score it, and keeps the predictions before") {
  bouton::RunOptions o;
  for (const std::uint64_t steps : {0, 1, 2, 3, 4, 5}) {
    o.stop_after = steps + 1;
    const auto played = play(base, o);
    CAPTURE(steps);
    CHECK(played.result.steps == steps + 1);
    CHECK(played.result.phases[0].trials == (steps + 1) / 2);
    CHECK(std::ranges::count(played.predictions, '\n') == 1 + static_cast<std::ptrdiff_t>((steps + 1) / 2));
  }
}

TEST_CASE("whoever is told of the progress can stop a run within a long trial, and within a long flush") {
  for (const std::string phase : {R"({"steps": 1000000000, "trials": {"data": "train"}})",
                                  R"({"steps": 1, "flush": 1000000000, "trials": {"data": "train"}})"}) {
    const TemporaryFolder folder;
    bouton::RunOptions o;
    o.on_progress = [](const bouton::Progress& p) { return p.run_done < 5; };
    const auto result = run_into(folder, with_phases(phase), o);
    CHECK(result.stopped);
    CHECK(result.phases[0].trials == 0);
    CHECK(result.steps < 1000000);
    CHECK(folder.read("predictions.csv") == "phase,sample,target,predicted,phase_number,scored\n");
  }
}

TEST_CASE("a data set that throws stops the run with its name") {
  const TemporaryFolder folder;
  const auto text = with(base, "\"labels\"", "\"throws_in\": \"read\", \"labels\"");
  const auto failed = thrown<bouton::RunFailed>([&] { run_into(folder, text); });
  CHECK(failed.element == "train");
  CHECK(failed.type == "samples");
  CHECK(contains(failed.what(), "the disk is gone"));
}
