#include <support/trials.hpp>

using trials::base;
using trials::contains;
using trials::play;
using trials::with;
using trials::with_phases;

TEST_CASE("spikes in the flush count") {
  // The integrator goes on firing in the flush; unit 1 begins to fire there.
  const auto text = with(with_phases(R"({"steps": 1, "flush": 3, "trials": {"data": "train", "count": 1}})"),
                         R"("from": "x", "to")", R"("from": "x", "delay": 1, "to")");
  CHECK(contains(play(text).predictions, "0,0,0,0,0,1\n"));
  CHECK(play(text).v == " 0 0; 1 0; 1 0; 1 0;");
}

TEST_CASE("ties go to the lowest unit, or to the larger summed input") {
  const auto tied = with(base, "[[1, 0], [0, 2], [3, 0]]", "[[1, 2], [2, 1], [1, 1]]");
  CHECK(play(tied).predictions ==
        "phase,sample,target,predicted,phase_number,scored\n0,0,0,0,0,1\n0,1,1,0,0,1\n0,2,1,0,0,1\n");
  const auto by_input = with(tied, "\"spike_count\"", "\"spike_count\", \"ties\": \"input\"");
  CHECK(play(by_input).predictions ==
        "phase,sample,target,predicted,phase_number,scored\n0,0,0,1,0,1\n0,1,1,0,0,1\n0,2,1,0,0,1\n");
}

TEST_CASE("a trial without any spike has no prediction, counts as wrong, and has a column of its own in the matrix") {
  // The first sample, of class 0, drives nothing.
  const auto played = play(with(base, "[[1, 0], [0, 2], [3, 0]]", "[[0, 0], [0, 2], [0, 0]]"));
  CHECK(played.predictions ==
        "phase,sample,target,predicted,phase_number,scored\n0,0,0,,0,1\n0,1,1,1,0,1\n0,2,1,,0,1\n");
  CHECK(played.confusion == "phase,target,0,1,phase_number,none\n0,0,0,0,0,1\n0,1,0,1,0,1\n");
  const auto& phase = played.result.phases[0];
  CHECK(phase.trials == 3);
  CHECK(phase.correct == 1);
  CHECK(phase.silent == 2);
  CHECK(phase.unpredicted == 2);
  CHECK(phase.ties == 0);
}

TEST_CASE("where ties go by input, a trial without any spike is decided so, unless no input is the largest") {
  const auto text = with(with(base, "[[1, 0], [0, 2], [3, 0]]", "[[0.1, 0.2], [0.2, 0.1], [0, 0]]"), "\"spike_count\"",
                         "\"spike_count\", \"ties\": \"input\"");
  const auto played = play(text);
  CHECK(played.predictions ==
        "phase,sample,target,predicted,phase_number,scored\n0,0,0,1,0,1\n0,1,1,0,0,1\n0,2,1,,0,1\n");
  CHECK(played.result.phases[0].silent == 3);
  CHECK(played.result.phases[0].unpredicted == 1);
}

TEST_CASE("ties are counted, however they are decided") {
  const auto tied = with(base, "[[1, 0], [0, 2], [3, 0]]", "[[1, 2], [2, 1], [1, 0]]");
  CHECK(play(tied).result.phases[0].ties == 2);
  CHECK(play(with(tied, "\"spike_count\"", "\"spike_count\", \"ties\": \"input\"")).result.phases[0].ties == 2);
  CHECK(play(tied).result.phases[0].classes == 2);
}
