#include <sys/stat.h>

#include <support/edit.hpp>

using bouton::WeightEntry;
using support::contains;
using support::only;
using support::small;
using support::with;

namespace {

class Straight final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Straight>& d) {
    d.type("straight", "unit to unit").version("1.0", "tests").weights(bouton::WeightsKind::diagonal);
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
};

std::string text_with_file(const std::filesystem::path& file) {
  return with(small, R"({"constant": 1})", R"({"file": ")" + file.string() + "\"}");
}

std::string straight(const std::string& text) {
  return with(with(text, "\"plain\"", "\"straight\""), "\"size\": 3", "\"size\": 2");
}

/// The findings of a network from 2 to 3 units whose weights are in a file of this content.
std::string found(const std::string& name, const std::string& content) {
  const support::TemporaryFolder folder;
  return support::findings(text_with_file(folder.write(name, content)));
}

std::string found_straight(const std::string& name, const std::string& content) {
  const support::TemporaryFolder folder;
  auto r = support::registry();
  r.add<Straight>();
  return support::findings(straight(text_with_file(folder.write(name, content))), r);
}

std::vector<WeightEntry> weights(const std::string& name, const std::string& content, bool is_straight = false) {
  const support::TemporaryFolder folder;
  auto r = support::registry();
  r.add<Straight>();
  const auto text = text_with_file(folder.write(name, content));
  return support::network(is_straight ? straight(text) : text, r).weights("w");
}

const std::vector<WeightEntry> six{{0, 0, 1}, {0, 1, 2}, {1, 0, 3}, {1, 1, 4}, {2, 0, 5}, {2, 1, 6}};

}  // namespace

TEST_CASE("a CSV file holds a row per postsynaptic unit") {
  CHECK(weights("w.csv", "1,2\n3,4\n5,6\n") == six);
  CHECK(weights("w.csv", "# pre 0, pre 1\r\n 1 ,\t+2\r\n\r\n3.0,4e0\n5,6") == six);
  CHECK(weights("w.csv",
                "\xef\xbb\xbf"
                "1,2\n3,4\n5,6\n") == six);
  CHECK(weights("w.csv", "a,\"b\"\n1,2\n3,4\n5,6\n") == six);
}

TEST_CASE("what is wrong in a CSV file is named with its line") {
  CHECK(only(found("w.csv", "1,2\n3,4,5\n5,6\n"), "w.csv: line 2: has 3 numbers, the first row has 2"));
  CHECK(only(found("w.csv", "1,2\n# comment\n3,x\n5,6\n"), "w.csv: line 3: wanted a finite number, found 'x'"));
  CHECK(only(found("w.csv", "1,2\n3,\n5,6\n"), "w.csv: line 2: wanted a finite number, found ''"));
  CHECK(only(found("w.csv", "1,2\n3,nan\n5,6\n"), "w.csv: line 2: wanted a finite number, found 'nan'"));
  CHECK(only(found("w.csv", "1,2\n3,1e999\n5,6\n"), "w.csv: line 2: wanted a finite number, found '1e999'"));
  CHECK(only(found("w.csv", "1,2\n3,4 5\n5,6\n"), "w.csv: line 2: wanted a finite number, found '4 5'"));
  CHECK(only(found("w.csv", "\n# nothing\n"), "w.csv: holds no numbers"));
  CHECK(only(found("w.csv", "1,2\n3,4\n"), "/synapses/0/weights/file: weights are 2 x 2; wanted 3 x 2"));
}

TEST_CASE("of recorded weights the last step counts") {
  CHECK(weights("w.csv", "step,post,pre,value\n0,0,0,1\n0,1,1,2\n9,2,0,3\n9,1,1,-4.5\n") ==
        std::vector<WeightEntry>{{1, 1, -4.5}, {2, 0, 3}});
}

TEST_CASE("recorded weights that begin with a mark end with one") {
  const std::string header = "step,post,pre,value\n";
  const std::vector<WeightEntry> two{{1, 1, -4.5}, {2, 0, 3}};
  CHECK(weights("w.csv", header + "0,1,1, -4.5\n0,2,0,3 \n") == two);
  CHECK(weights("w.csv", header + "0,1,1, -4.5\r\n0,2,0,3 \r\n") == two);
  CHECK(weights("w.csv", header + "0,1,1, -4.5\n0,2,0,3 ") == two);
  CHECK(weights("w.csv", header + "0,2,0, 3 \n") == std::vector<WeightEntry>{{2, 0, 3}});
  for (const std::string cut : {"0,1,1, -4.5\n0,2,0,3\n", "0,1,1, -4.5\n0,2,0,3", "0,1,1, -4.5\n", "0,1,1, -4"})
    CHECK(only(found("w.csv", header + cut),
               "w.csv: is incomplete: its end is missing, behind which a complete recording has a blank; record it "
               "again, or, if it is meant to end here, take the blank before the first value away"));
  CHECK(only(found("w.csv", header), "w.csv: holds no weights, only the names of the columns; was it cut off?"));
}

TEST_CASE("of recorded weights without marks it is warned that lines may be missing") {
  const support::TemporaryFolder folder;
  auto r = support::registry();
  const auto warnings = [&](const std::string& lines) {
    const auto file = folder.write("w.csv", "step,post,pre,value\n" + lines);
    return support::network(text_with_file(file), r).warnings();
  };
  const auto old = warnings("0,1,1,-4.5\n0,2,0,3\n");
  REQUIRE(old.size() == 1);
  CHECK(contains(to_string(old[0]),
                 "w.csv: nothing in it shows that no lines are missing at its end, as it does in what this version "
                 "records"));
  CHECK(warnings("0,1,1, -4.5\n0,2,0,3 \n").empty());
  CHECK(warnings("0,2,0,3 \n").empty());  // the last lines of a recording
}

TEST_CASE("the weights of a saved network show their end, too") {
  const support::TemporaryFolder folder;
  auto r = support::registry();
  auto n = support::network(small, r);
  n.save(folder.path() / "n.json");
  const auto text = folder.read("n.w.weights.csv");
  CHECK(bouton::Network::from_file(folder.path() / "n.json", r, support::options()).warnings().empty());
  folder.write("n.w.weights.csv", text.substr(0, text.size() / 2));
  CHECK_THROWS_AS(bouton::Network::from_file(folder.path() / "n.json", r, support::options()), bouton::InvalidNetwork);
}

TEST_CASE("a saved network without any connection is read back") {
  const support::TemporaryFolder folder;
  auto r = support::registry();
  auto n = support::network(with(small, "\"weights\"", R"("connect": {"rule": "pairs", "pairs": []}, "weights")"), r);
  n.save(folder.path() / "n.json");
  CHECK(bouton::Network::from_file(folder.path() / "n.json", r, support::options()).weights("w").empty());
}

TEST_CASE("what is wrong in recorded weights is named with its line") {
  const std::string header = "step,post,pre,value\n";
  CHECK(only(found("w.csv", header + "0,0,0\n"), "w.csv: line 2: wanted step,post,pre,value, found 3 cells"));
  CHECK(only(found("w.csv", header + "x,0,0,1\n"),
             "w.csv: line 2: wanted a whole number from 0 to 18446744073709551615, found 'x'"));
  CHECK(only(found("w.csv", header + "0,-1,0,1\n"),
             "w.csv: line 2: wanted a whole number from 0 to 4294967295, found '-1'"));
  CHECK(only(found("w.csv", header + "0,0,0,one\n"), "w.csv: line 2: wanted a finite number, found 'one'"));
  CHECK(only(found("w.csv", header + "0,3,0,1\n"),
             "w.csv: holds a weight from unit 0 to unit 3; there are 2 presynaptic and 3 postsynaptic units"));
  CHECK(only(found("w.csv", header + "0,1,1,1\n0,0,0,1\n0,1,1,2\n"), "w.csv: line 4: the pair 1,1 stands twice"));
  CHECK(only(found("w.csv", header + "0,0,2,1\n"), "w.csv: holds a weight from unit 2 to unit 0"));
}

TEST_CASE("a MatrixMarket file is read in each of its forms") {
  CHECK(weights("w.mtx", "%%MatrixMarket matrix array real general\n% by columns\n3 2\n1\n3\n5\n2\n4\n6\n") == six);
  CHECK(weights("w.mtx", "%%MATRIXMARKET MATRIX COORDINATE INTEGER GENERAL\n3 2 2\n3 1 7\n1 2 -8\n") ==
        std::vector<WeightEntry>{{0, 1, -8}, {2, 0, 7}});
  CHECK(weights("w.mtx", "%%MatrixMarket matrix coordinate pattern general\n\n3 2 1\n\n2 2\n") ==
        std::vector<WeightEntry>{{1, 1, 1}});
  CHECK(weights("w.mtx", "%%MatrixMarket matrix coordinate real general\n3 2 0\n").empty());
}

TEST_CASE("a symmetric MatrixMarket file stands for both of its halves") {
  const support::TemporaryFolder folder;
  auto r = support::registry();
  const auto file = folder.write("w.mtx", "%%MatrixMarket matrix coordinate real symmetric\n3 3 2\n2 1 4\n3 3 5\n");
  CHECK(support::network(with(text_with_file(file), "\"from\": \"x\"", "\"from\": \"l\""), r).weights("w") ==
        std::vector<WeightEntry>{{0, 1, 4}, {1, 0, 4}, {2, 2, 5}});
}

TEST_CASE("what is wrong in a MatrixMarket file is named, with its line where it has one") {
  const auto of = [](const std::string& content) { return found("w.mtx", content); };
  const std::string coordinate = "%%MatrixMarket matrix coordinate real general\n",
                    array = "%%MatrixMarket matrix array real general\n";
  CHECK(only(of(""), "w.mtx: does not begin with '%%MatrixMarket matrix …'"));
  CHECK(only(of("3 2 0\n"), "w.mtx: does not begin with '%%MatrixMarket matrix …'"));
  CHECK(only(of("%%MatrixMarket vector coordinate real general\n"), "does not begin with"));
  CHECK(only(of("%%MatrixMarket matrix sparse real general\n"), "w.mtx: line 1: unknown format 'sparse'"));
  CHECK(only(of("%%MatrixMarket matrix coordinate complex general\n"),
             "line 1: wanted real, integer or pattern numbers, found 'complex'"));
  CHECK(only(of("%%MatrixMarket matrix coordinate real hermitian\n"), "line 1: unknown symmetry 'hermitian'"));
  CHECK(only(of("%%MatrixMarket matrix array pattern general\n"),
             "line 1: an array must be real or integer, and general"));
  CHECK(only(of("%%MatrixMarket matrix array real symmetric\n"),
             "line 1: an array must be real or integer, and general"));
  CHECK(only(of(coordinate), "w.mtx: has no line with its size"));
  CHECK(only(of(coordinate + "3 2\n"), "line 2: wanted the line with the matrix's size"));
  CHECK(only(of(array + "3 2 6\n"), "line 2: wanted the line with the matrix's size"));
  CHECK(only(of(coordinate + "3 0 0\n"), "line 2: wanted a whole number from 1 to 4294967295, found '0'"));
  CHECK(only(of("%%MatrixMarket matrix coordinate real symmetric\n3 2 0\n"),
             "line 2: a symmetric matrix must be square"));
  CHECK(only(of(array + "3 2\n1\n2\n"), "w.mtx: holds 2 numbers, its size says 6"));
  CHECK(only(of(array + "1 1\n1\n2\n"), "line 4: there are more numbers than the size says"));
  CHECK(only(of(array + "1 1\nx\n"), "line 3: wanted a finite number, found 'x'"));
  CHECK(only(of(coordinate + "3 2 1\n1 1\n"), "line 3: wanted 3 numbers"));
  CHECK(only(of("%%MatrixMarket matrix coordinate pattern general\n3 2 1\n1 1 1\n"), "line 3: wanted 2 numbers"));
  CHECK(only(of(coordinate + "3 2 1\n% none\n4 1 1\n"), "line 4: wanted a whole number from 1 to 3, found '4'"));
  CHECK(only(of(coordinate + "3 2 1\n1 0 1\n"), "line 3: wanted a whole number from 1 to 2, found '0'"));
  CHECK(only(of(coordinate + "3 2 2\n1 1 1\n"), "w.mtx: holds 1 entries, its size line says 2"));
  CHECK(only(of(coordinate + "3 3 1\n1 1 1\n"), "/synapses/0/weights/file: weights are 3 x 3; wanted 3 x 2"));
}

TEST_CASE("a synapse from unit to unit takes a row, or pairs of a unit with itself") {
  CHECK(weights("w.csv", "7,8\n", true) == std::vector<WeightEntry>{{0, 0, 7}, {1, 1, 8}});
  CHECK(weights("w.csv", "step,post,pre,value\n0,1,1,8\n", true) == std::vector<WeightEntry>{{0, 0, 0}, {1, 1, 8}});
  CHECK(only(found_straight("w.csv", "1,2\n3,4\n"), "w.csv: holds 2 x 2 numbers; wanted one row of 2 (one per unit)"));
  CHECK(only(found_straight("w.csv", "step,post,pre,value\n0,1,0, 8 \n"),
             "/synapses/0/weights: holds a weight from unit 0 to unit 1; 'straight' connects unit to unit"));
}

TEST_CASE("a weights file that cannot be opened or read is a finding with its path") {
  const support::TemporaryFolder folder;
  CHECK(only(support::findings(text_with_file(folder.path() / "none.csv")),
             "none.csv: there is no such file; check the path"));
  std::filesystem::create_directory(folder.path() / "folder.csv");
  CHECK(
      only(support::findings(text_with_file(folder.path() / "folder.csv")), "folder.csv: is a folder; wanted a file"));
  CHECK(only(found("w.npy", "x"), "w.npy: is not a .npy file"));
  CHECK(only(found("weights", "x"), "weights: the suffix '' is unknown; there is .csv, .mtx and .npy"));
  CHECK(only(support::findings(with(small, R"({"constant": 1})", R"({"file": 3})")),
             "/synapses/0/weights/file: wanted a text, found 3"));
}

TEST_CASE("the path of a weights file that is too long for the system is a finding") {
  const std::string name(300, 'w');
  CHECK(only(support::findings(text_with_file(name + ".csv")), "/synapses/0/weights/file: "));
}

TEST_CASE("'connect' does not go with a weights file") {
  const support::TemporaryFolder folder;
  const auto file = folder.write("w.csv", "1,2\n3,4\n5,6\n");
  CHECK(only(support::findings(with(text_with_file(file), "\"to\"", "\"connect\": {\"rule\": \"all_to_all\"}, \"to\"")),
             "/synapses/0/weights: a matrix says by itself what is connected"));
}

TEST_CASE("only regular files are read as weights, under any suffix") {
  const support::TemporaryFolder folder;
  for (const char* suffix : {".csv", ".mtx", ".npy"}) {
    const auto zero = folder.path() / (std::string("zero") + suffix),
               pipe = folder.path() / (std::string("p") + suffix);
    std::filesystem::create_symlink("/dev/zero", zero);
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(only(support::findings(text_with_file(zero)), "is a device; only regular files are read"));
    CHECK(only(support::findings(text_with_file(pipe)), "is a pipe; only regular files are read"));
  }
}

TEST_CASE("a cell of a megabyte is quoted in part") {
  const std::string number(1000000, 'x');
  const auto message = found("w.csv", number + ",2\n3,4\n5,6\n");
  CHECK(message.size() < 1000);
  CHECK(contains(message, "w.csv: line 1: wanted a finite number, found 'xxx"));
}
