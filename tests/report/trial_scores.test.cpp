#include <support/network.hpp>

#include "report/trial_scores.hpp"

using bouton_program::read_confusion;
using bouton_program::read_predictions;
using support::TemporaryFolder;

namespace {

const std::string head = "phase,sample,target,predicted,phase_number,scored\n";

std::string refusal(const std::string& text) {
  const TemporaryFolder folder;
  folder.write("predictions.csv", text);
  try {
    read_predictions(folder.path() / "predictions.csv");
  } catch (const bouton::Error& error) {
    return error.what();
  }
  return "(none)";
}

}  // namespace

TEST_CASE("predictions become blocks of a phase, and the mistakes of the last phase that is scored") {
  const TemporaryFolder folder;
  folder.write("p.csv", head + "train,0,1,1,0,0\ntrain,1,1,0,0,0\ntest,0,2,1,1,1\ntest,1,2,2,2,1\ntest,2,3,,2,1\n");
  const auto found = read_predictions(folder.path() / "p.csv");
  CHECK(found.trials == 5);
  std::uint64_t trials = 0, correct = 0;
  for (const auto& block : found.blocks) trials += block.trials, correct += block.correct;
  CHECK(trials == 5);
  CHECK(correct == 2);
  CHECK_FALSE(found.blocks[0].is_scored);
  CHECK(found.blocks.back().is_scored);
  CHECK(found.mistakes_phase == "test");
  CHECK(found.mistakes_phase_number == 2);
  REQUIRE(found.mistakes.size() == 1);
  CHECK(found.mistakes[0].sample == 2);
  CHECK(found.mistakes[0].target == 3);
  CHECK_FALSE(found.mistakes[0].predicted);
}

TEST_CASE("many trials become few blocks, none of which holds two phases, and no trial is lost") {
  const TemporaryFolder folder;
  std::string text = head;
  for (int i = 0; i < 5000; ++i) {
    const std::string phase = i < 1234 ? "a" : "b";
    text += phase + "," + std::to_string(i) + ",1," + (i % 4 == 0 ? "1" : "2") + ",0,1\n";
  }
  folder.write("p.csv", text);
  const auto found = read_predictions(folder.path() / "p.csv");
  CHECK(found.blocks.size() <= 400);
  std::uint64_t trials = 0, correct = 0, of_a = 0;
  for (const auto& block : found.blocks) {
    CHECK(block.first == trials);
    trials += block.trials, correct += block.correct;
    if (block.phase == "a") of_a += block.trials;
  }
  CHECK(trials == 5000);
  CHECK(correct == 1250);
  CHECK(of_a == 1234);
}

TEST_CASE("phases that take turns for very long do not make ever more blocks") {
  const TemporaryFolder folder;
  std::string text = head;
  for (int i = 0; i < 3000; ++i) text += std::string(i % 2 ? "a" : "b") + ",0,1,1,0,1\n";
  folder.write("p.csv", text);
  const auto found = read_predictions(folder.path() / "p.csv");
  CHECK(found.trials == 3000);
  CHECK(found.blocks.size() <= 400);
  CHECK(found.blocks.back().first == 2999);
}

TEST_CASE("of each kind of mistake the first two are kept") {
  const TemporaryFolder folder;
  std::string text = head;
  for (int i = 0; i < 9; ++i) text += "t," + std::to_string(i) + ",1," + (i < 6 ? "2" : "3") + ",0,1\n";
  folder.write("p.csv", text);
  std::vector<std::uint64_t> samples;
  for (const auto& mistake : read_predictions(folder.path() / "p.csv").mistakes) samples.push_back(mistake.sample);
  CHECK(samples == std::vector<std::uint64_t>{0, 1, 6, 7});
}

TEST_CASE("a damaged file of predictions is refused with the line") {
  CHECK(refusal("") == "predictions.csv:0: is empty; wanted a line with the names of the columns");
  CHECK(refusal("phase,sample\n") == "predictions.csv:1: has no column 'target'");
  CHECK(refusal(head + "t,0,1,1,0\n") == "predictions.csv:2: has 5 columns, wanted 6");
  CHECK(refusal(head + "t,0,1,1,0,1\nt,0,x,1,0,1\n") ==
        "predictions.csv:3: wanted a whole number under 'target', found 'x'");
}

TEST_CASE("a confusion has a row for each class, and its latest phases are kept") {
  const TemporaryFolder folder;
  folder.write("c.csv", "phase,target,0,1,phase_number,none\na,0,5,1,0,0\na,1,2,3,0,4\nb,0,7,0,1,0\nb,1,0,8,1,1\n");
  const auto all = read_confusion(folder.path() / "c.csv", 10);
  REQUIRE(all.size() == 2);
  CHECK(all[0].phase == "a");
  CHECK(all[0].units == 2);
  CHECK(all[0].counts == std::vector<std::vector<std::uint64_t>>{{5, 1, 0}, {2, 3, 4}});
  const auto last = read_confusion(folder.path() / "c.csv", 1);
  REQUIRE(last.size() == 1);
  CHECK(last[0].phase_number == 1);
}
