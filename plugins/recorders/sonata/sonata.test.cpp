#include <support/read_back.hpp>

using support::contains;
using support::ReadBack;

TEST_CASE("what was written is read back, whether or not it is known what it is") {
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  for (const auto& entry : {support::spikes_entry, support::part_entry, support::listed_entry})
    r.check(entry, "sonata");
  // A report does not say that its values are counts, nor their names.
  for (const auto& entry : {support::state_entry, support::counts_entry, support::sums_entry, support::moments_entry})
    r.check(entry, "sonata", "{}", false);
}

TEST_CASE("a file holds what is recorded of several elements") {
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  const auto recording = r.record(R"({"of": ["e", "x[1::2]"], "variable": "output", "every": 2})", "sonata");
  CHECK(recording.targets.size() == 2);
  CHECK(r.read(recording).samples == support::Remember::heard.samples);
}

TEST_CASE("what a report cannot hold is an error that says what to do") {
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  const auto failure = [&](const std::string& entry, const std::string& phases = R"({"steps": 40})") {
    return std::string(support::thrown<bouton::RunFailed>([&] { r.record(entry, "sonata", "{}", phases); }).what());
  };
  CHECK(contains(failure(R"({"of": "e", "variable": "v", "when": {"phase": "a"}})",
                         R"({"name": "a", "steps": 3}, {"steps": 2}, {"name": "a", "steps": 3})"),
                 "r_sonata.h5 cannot hold samples at uneven distances"));
  CHECK(contains(failure(R"({"of": ["e", "e[0:5]"], "variable": "v"})"),
                 "r_sonata.h5 cannot hold 'v' of 'e' beside another report of it; give one of them another 'name'"));
}

TEST_CASE("a file that is not HDF5, or lacks a part, is refused") {
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  auto recording = r.record(support::spikes_entry, "sonata");
  recording.targets = r.record(support::state_entry, "remember").targets;
  CHECK(contains(r.failure(recording), "r_sonata.h5 has no /report/e/data"));
  ReadBack::cut(recording, 100);
  CHECK(contains(r.failure(recording), "r_sonata.h5 "));
  r.folder.write("r_sonata.h5", "no HDF5");
  CHECK(contains(r.failure(recording), "r_sonata.h5 cannot be opened"));
}

TEST_CASE("a full disk is an error that names the file") {
  if (!std::filesystem::exists("/dev/full")) return;
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  std::filesystem::create_symlink("/dev/full", r.folder.path() / "r_sonata.h5");
  const auto failed = support::thrown<bouton::Error>([&] { r.record(support::spikes_entry, "sonata"); });
  CHECK(contains(failed.what(), (r.folder.path() / "r_sonata.h5").string()));
  CHECK(contains(failed.what(), "No space left on device"));
}
