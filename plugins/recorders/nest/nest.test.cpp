#include <support/read_back.hpp>

using support::contains;
using support::ReadBack;

TEST_CASE("what was written is read back") {
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  for (const auto& entry : {support::spikes_entry, support::part_entry})
    for (const auto* params : {"{}", R"({"first_id": 12, "time_in_steps": true})"}) r.check(entry, "nest", params);
  // With all their digits values keep their bits.
  for (const auto& entry : {support::state_entry, support::listed_entry})
    r.check(entry, "nest", R"({"precision": 30})");
  r.check(support::counts_entry, "nest", "{}", false);
}

TEST_CASE("the file begins as one of NEST") {
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  r.record(support::state_entry, "nest");
  CHECK(r.folder.read("r_nest.dat")
            .starts_with("# NEST version: 3.4.0 (the format; written by Bouton)\n# RecordingBackendASCII version: 2\n"
                         "sender\ttime_ms\tV_m\n2\t0.100\t"));
  r.record(support::spikes_entry, "nest", R"({"time_in_steps": true, "precision": 1})");
  CHECK(contains(r.folder.read("r_nest.dat"), "version: 2\nsender\ttime_step\ttime_offset\n"));
}

TEST_CASE("numbers of the whole are no recording of NEST") {
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  CHECK(contains(support::thrown<bouton::RunFailed>([&] { r.record(support::sums_entry, "nest"); }).what(),
                 "a file of NEST has values of units only"));
  CHECK(contains(support::thrown<bouton::InvalidNetwork>([&] { r.record(support::weights_entry, "nest"); }).what(),
                 "'nest' writes spikes and values; 'weights' of 'w' would be weights"));
}

TEST_CASE("a damaged file is refused with the line") {
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  const auto said = [&](const std::string& entry, const std::string& lines) {
    const auto recording = r.record(entry, "nest");
    std::ofstream(recording.file) << "# NEST version: 3.4.0\n" << lines;
    return r.failure(recording);
  };
  CHECK(contains(said(support::spikes_entry, ""), ":1: there is no line with the names of the columns"));
  CHECK(contains(said(support::spikes_entry, "sender\tms\n"), ":2: the columns are not 'sender\ttime_ms'"));
  CHECK(contains(said(support::spikes_entry, "sender\ttime_ms\tv\n"), ":2: the file does not hold spikes"));
  CHECK(contains(said(support::spikes_entry, "sender\ttime_ms\n11\t0.100\n"), ":3: there is no such sender"));
  CHECK(contains(said(support::spikes_entry, "sender\ttime_ms\n0\t0.100\n"), ":3: there is no such sender"));
  CHECK(contains(said(support::spikes_entry, "sender\ttime_ms\n1\t0.000\n"), ":3: there is no such time"));
  CHECK(contains(said(support::spikes_entry, "sender\ttime_ms\n1\t0.2\n1\t0.1\n"), ":4: the times do not ascend"));
  CHECK(contains(said(support::spikes_entry, "sender\ttime_ms\n1\t0.2"), ":3: the line has no end"));
  CHECK(contains(said(support::spikes_entry, "sender\ttime_ms\n1\tx\n"), ":3: wanted a number, found 'x'"));
  CHECK(contains(said(support::state_entry, "sender\ttime_ms\tV_m\n2\t0.1\t1\n3\t0.1\t1\n"),
                 ":4: the sender is not the next one of the sample"));
  CHECK(contains(said(support::state_entry, "sender\ttime_ms\tV_m\n2\t0.1\t1\n"), "the last sample is not complete"));
}
