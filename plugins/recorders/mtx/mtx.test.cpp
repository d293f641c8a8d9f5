#include <support/read_back.hpp>

using support::contains;
using support::ReadBack;

namespace {

const std::string weights = R"({"of": "w", "variable": "weights", "when": "end"})";

}  // namespace

TEST_CASE("the matrix has a row for each postsynaptic unit, and entries that are counted from 1") {
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  const auto recording = r.record(weights, "mtx");
  std::istringstream in(r.folder.read(recording.file.filename().string()));
  std::string line;
  std::getline(in, line);
  CHECK(line == "%%MatrixMarket matrix coordinate real general");
  std::getline(in, line);
  CHECK(line == "% weights of w, in mV; rows are postsynaptic units, columns presynaptic ones");
  std::getline(in, line);
  CHECK(line == "% after step 39");
  std::getline(in, line);
  CHECK(line == "10 4 40");
  support::Heard heard;
  heard.targets(recording.targets);
  std::vector<bouton::WeightEntry> entries;
  for (bouton::Unit post = 0, pre = 0; in >> post >> pre >> line;)
    entries.push_back({post - 1, pre - 1, std::strtod(line.c_str(), nullptr)});
  heard.weights(0, 39, entries);
  CHECK(heard.samples == support::Remember::heard.samples);
}

TEST_CASE("only one sample of weights without delays can be written") {
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  CHECK(contains(support::thrown<bouton::InvalidNetwork>([&] { r.record(support::spikes_entry, "mtx"); }).what(),
                 "'mtx' writes weights; 'spikes' of 'e' would be spikes"));
  CHECK(contains(support::thrown<bouton::InvalidNetwork>([&] { r.record(support::weights_entry, "mtx"); }).what(),
                 "a file of 'mtx' holds one sample; add \"when\": \"end\""));
  CHECK(contains(support::thrown<bouton::RunFailed>([&] { r.record(support::delays_entry, "mtx"); }).what(),
                 "the connections of 'd' have delays of their own, for which a Matrix Market file has no place"));
}

TEST_CASE("a run without steps leaves a matrix without entries") {
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  const auto recording = r.record(weights, "mtx", "{}", R"({"steps": 0})");
  CHECK(r.folder.read("r_mtx.mtx").ends_with("\n10 4 0\n"));
}
