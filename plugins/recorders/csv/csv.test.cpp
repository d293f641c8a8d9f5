#include <bit>
#include <cstdlib>
#include <limits>

#include <bouton/run.hpp>
#include <support/network.hpp>
#include <support/read_back.hpp>

using support::contains;
using support::network;

namespace {

/// x plays rows and reaches the layer l through w; what is recorded as given.
std::string text(const std::string& rows, const std::string& weights, const std::string& record) {
  const auto count = [](const std::string& matrix) {
    return std::to_string(1 + std::count(matrix.begin(), matrix.begin() + static_cast<long>(matrix.find(']')), ','));
  };
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": )" + count(rows) +
         R"(, "source": {"type": "rows", "params": {"values": )" + rows +
         R"(}}}], "layers": [{"name": "l", "type": "sum", "size": 2}],
            "synapses": [{"name": "w", "type": "plain", "from": "x", "to": "l", "weights": )" +
         weights + R"(}], "record": [)" + record + "]}";
}

bouton::RunResult run(const std::string& text, const std::filesystem::path& out, std::uint64_t steps) {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(text, r);
  bouton::RunOptions options;
  options.out = out;
  options.steps = steps;
  return bouton::run(n, options);
}

std::string failure(const std::string& text, const std::filesystem::path& out, std::uint64_t steps) {
  try {
    run(text, out, steps);
  } catch (const bouton::RunFailed& failed) {
    return failed.what();
  }
  return "(no failure)";
}

const std::string spikes = R"({"of": "x", "variable": "spikes"})";

}  // namespace

TEST_CASE("spikes are a step and an index a line") {
  const support::TemporaryFolder out;
  const auto result = run(text("[[1, 0, 1], [0, 0, 0], [0, 1, 0]]", R"({"constant": 1})", spikes), out.path(), 4);
  CHECK(result.files == std::vector{out.path() / "x.spikes.csv"});
  CHECK(out.read("x.spikes.csv") == "step,index\n0,0\n0,2\n2,1\n3,0\n3,2\n");
}

TEST_CASE("a variable per unit is a step and a value per unit a line") {
  const support::TemporaryFolder out;
  run(text("[[1, 2.5, -3], [0.1, 0, 7]]", R"({"constant": 1})", R"({"of": "x", "variable": "output"})"), out.path(), 2);
  CHECK(out.read("x.output.csv") == "step,0,1,2\n0,1,2.5,-3\n1,0.1,0,7\n");
}

TEST_CASE("weights are step, post, pre and value, ordered by post, then pre") {
  const support::TemporaryFolder out;
  run(text("[[1, 0]]", "[[1, 2], [3, 0.25]]", R"({"of": "w", "variable": "weights", "every": 2})"), out.path(), 3);
  CHECK(out.read("w.weights.csv") ==
        "step,post,pre,value\n0,0,0, 1\n0,0,1,2\n0,1,0,3\n0,1,1,0.25\n2,0,0,1\n2,0,1,2\n2,1,0,3\n2,1,1,0.25 \n");
}

TEST_CASE("a blank before the first weight and behind the last tell a complete file from one that was cut off") {
  const support::TemporaryFolder out;
  const std::string record = R"({"of": "w", "variable": "weights", "name": "w", "when": "end"})";
  run(text("[[1]]", "[[1], [2]]", record), out.path(), 1);
  CHECK(out.read("w.csv") == "step,post,pre,value\n0,0,0, 1\n0,1,0,2 \n");
  const auto read = R"({"file": ")" + (out.path() / "w.csv").string() + "\"}";
  run(text("[[1]]", read, R"({"of": "w", "variable": "weights", "name": "again"})"), out.path(), 1);
  CHECK(out.read("again.csv") == out.read("w.csv"));
  run(text("[[1]]", read, record), out.path(), 0);
  CHECK(out.read("w.csv") == "step,post,pre,value\n");
}

TEST_CASE("the first column may be the time at which a step begins") {
  const support::TemporaryFolder out;
  const auto in_ms = [&](const std::string& of, const std::string& dt) {
    auto network = text("[[1, 0.5]]", "[[1, 2], [3, 4]]", "{" + of + R"(, "name": "r", "params": {"time": "ms"}})");
    run("{\"dt\": " + dt + "," + network.substr(1), out.path(), 4);
    return out.read("r.csv");
  };
  const std::string output = R"("of": "x", "variable": "output")";
  CHECK(in_ms(output, "0.1") == "ms,0,1\n0,1,0.5\n0.1,1,0.5\n0.2,1,0.5\n0.3,1,0.5\n");
  CHECK(in_ms(output, "\"250 us\"") == "ms,0,1\n0,1,0.5\n0.25,1,0.5\n0.5,1,0.5\n0.75,1,0.5\n");
  CHECK(in_ms(R"("of": "w", "variable": "weights", "every": 3)", "0.1") ==
        "ms,post,pre,value\n0,0,0, 1\n0,0,1,2\n0,1,0,3\n0,1,1,4\n0.3,0,0,1\n0.3,0,1,2\n0.3,1,0,3\n0.3,1,1,4 \n");
}

TEST_CASE("weights that were recorded with times are read again") {
  const support::TemporaryFolder out;
  const std::string record = R"({"of": "w", "variable": "weights", "name": "w", "params": {"time": "ms"}})";
  run("{\"dt\": 0.1," + text("[[1, 0]]", "[[1, 2], [3, 0.25]]", record).substr(1), out.path(), 3);
  const auto read = R"({"file": ")" + (out.path() / "w.csv").string() + "\"}";
  run(text("[[1, 0]]", read, R"({"of": "w", "variable": "weights", "name": "again", "when": "end"})"), out.path(), 1);
  CHECK(out.read("again.csv") == "step,post,pre,value\n0,0,0, 1\n0,0,1,2\n0,1,0,3\n0,1,1,0.25 \n");
}

TEST_CASE("nothing to record leaves the header line") {
  const support::TemporaryFolder out;
  run(text("[[0]]", R"({"constant": 1})", spikes), out.path(), 3);
  CHECK(out.read("x.spikes.csv") == "step,index\n");
}

TEST_CASE("numbers are the shortest text that reads back to the same bits") {
  const support::TemporaryFolder out;
  const std::string record = R"({"of": "x", "variable": "output"})";
  const std::string rows = "[[0.1, 1e-300, -0.0, 1e22, 0.3333333333333333, 5e-324, 1.7976931348623157e308, 123456789]]";
  run(text(rows, R"({"constant": 0})", record), out.path(), 1);
  const auto lines = out.read("x.output.csv");
  auto line = lines.substr(lines.find('\n') + 1);
  CHECK(line == "0,0.1,1e-300,-0,1e+22,0.3333333333333333,5e-324,1.7976931348623157e+308,123456789\n");

  const double values[] = {0.1,
                           1e-300,
                           -0.0,
                           1e22,
                           0.3333333333333333,
                           std::numeric_limits<double>::denorm_min(),
                           std::numeric_limits<double>::max(),
                           123456789};
  const char* at = line.c_str() + 2;
  for (const double value : values) {
    char* end = nullptr;
    CHECK(std::bit_cast<std::uint64_t>(std::strtod(at, &end)) == std::bit_cast<std::uint64_t>(value));
    at = end + 1;
  }
}

TEST_CASE("a long recording has every line") {
  const support::TemporaryFolder out;
  run(text("[[1]]", R"({"constant": 1})", spikes), out.path(), 50000);
  std::string expected = "step,index\n";
  for (int step = 0; step < 50000; ++step) expected += std::to_string(step) + ",0\n";
  CHECK(out.read("x.spikes.csv") == expected);
}

TEST_CASE("a recording replaces the file of an earlier run") {
  const support::TemporaryFolder out;
  out.write("x.spikes.csv", std::string(1000, 'x'));
  run(text("[[1]]", R"({"constant": 1})", spikes), out.path(), 1);
  CHECK(out.read("x.spikes.csv") == "step,index\n0,0\n");
}

TEST_CASE("a file that cannot be opened is an error that names the recording, the file and the reason") {
  const support::TemporaryFolder out;
  std::filesystem::create_directory(out.path() / "x.spikes.csv");
  const auto message = failure(text("[[1]]", R"({"constant": 1})", spikes), out.path(), 1);
  CHECK(contains(message, "'x.spikes' (type 'csv'"));
  CHECK(
      contains(message, (out.path() / "x.spikes.csv").string() + " cannot be written: there is a folder of this name"));
}

TEST_CASE("a full disk is an error that names the file") {
  if (!std::filesystem::exists("/dev/full")) return;
  const support::TemporaryFolder out;
  std::filesystem::create_symlink("/dev/full", out.path() / "x.spikes.csv");
  CHECK_THROWS_WITH_AS(
      run(text("[[1]]", R"({"constant": 1})", spikes), out.path(), 1),
      ((out.path() / "x.spikes.csv").string() + " could not be written completely: No space left on device").c_str(),
      bouton::Error);
}

TEST_CASE("columns and spikes of a part of a layer have the numbers of the units in the whole layer") {
  const support::TemporaryFolder folder;
  run(text(
          "[[1, 0, 1, 1], [0, 0, 0, 1]]", "[[1, 0, 0, 0], [0, 0, 0, 1]]",
          R"({"of": "x[1::2]", "variable": "output", "name": "odd"}, {"of": "x[2:]", "variable": "spikes", "name": "last"},
              {"of": "l[1]", "variable": "output"})"),
      folder.path(), 2);
  CHECK(folder.read("odd.csv") == "step,1,3\n0,0,1\n1,0,1\n");
  CHECK(folder.read("last.csv") == "step,index\n0,2\n0,3\n1,3\n");
  CHECK(folder.read("l[1].output.csv") == "step,1\n0,1\n1,1\n");
}

TEST_CASE("what was written is read back, with steps or times, whether or not it is known what it is") {
  support::ReadBack r(BOUTON_PLUGIN_LIBRARY);
  for (const auto* params : {"{}", R"({"time": "ms"})"})
    for (const auto& entry : {support::spikes_entry, support::part_entry, support::state_entry, support::listed_entry,
                              support::counts_entry, support::sums_entry, support::weights_entry, support::delays_entry,
                              support::moments_entry})
      r.check(entry, "csv", params);
}

TEST_CASE("a file that says what it holds gives its units and names") {
  support::ReadBack r(BOUTON_PLUGIN_LIBRARY);
  auto recording = r.record(support::state_entry, "csv");
  recording.targets.clear();
  CHECK(r.read(recording).told.at(0).units.listed == std::vector<bouton::Unit>{1, 4, 7});
  recording = r.record(support::moments_entry, "csv");
  recording.targets.clear();
  CHECK(r.read(recording).told.at(0).columns == std::vector<std::string>{"mean", "deviation", "least", "most"});
}

TEST_CASE("a damaged file is refused with the line") {
  support::ReadBack r(BOUTON_PLUGIN_LIBRARY);
  const auto state = r.record(support::state_entry, "csv");
  support::ReadBack::cut(state, 1);
  CHECK(r.failure(state) == state.file.string() + ":15: the line has no end: the file was cut off");
  const auto weights = r.record(support::weights_entry, "csv");
  support::ReadBack::cut(weights, 2);
  std::ofstream(weights.file, std::ios::app) << "\n";
  CHECK(contains(r.failure(weights), "the blank behind the last weight is missing: the file was cut off"));
  const auto said = [&](const std::string& entry, const std::string& text) {
    const auto recording = r.record(entry, "csv");
    std::ofstream(recording.file) << text;
    return r.failure(recording);
  };
  CHECK(contains(said(support::spikes_entry, ""), "the file is empty; wanted the names of the columns"));
  CHECK(contains(said(support::spikes_entry, "time,index\n"), ":1: the first column is neither 'step' nor 'ms'"));
  CHECK(contains(said(support::spikes_entry, "step,1,2\n"), ":1: the columns are those of values; wanted spikes"));
  CHECK(contains(said(support::spikes_entry, "step,index\n1,x\n"), ":2: wanted a number, found 'x'"));
  CHECK(contains(said(support::spikes_entry, "step,index\n1\n"), ":2: a number is missing"));
  CHECK(contains(said(support::spikes_entry, "step,index\n1,2,3\n"), ":2: there are more numbers than columns"));
  CHECK(contains(said(support::spikes_entry, "step,index\n2,1\n1,2\n"), ":3: the steps do not ascend"));
  CHECK(contains(said(support::spikes_entry, "step,index\n2,3\n2,2\n"), ":3: the units of a step do not ascend"));
  CHECK(contains(said(support::spikes_entry, "step,index\n2,10\n"), ":2: there is no unit 10; the layer has 10"));
  CHECK(contains(said(support::spikes_entry, "ms,index\n0.15,1\n"), ":2: no step begins at this time"));
  CHECK(contains(said(support::state_entry, "step,1,4\n"), ":1: there are 2 columns of values; wanted 3"));
}
