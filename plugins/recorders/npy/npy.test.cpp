#include <support/read_back.hpp>

using support::contains;
using support::ReadBack;

TEST_CASE("what was written is read back, whether or not it is known what it is") {
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  for (const auto& entry :
       {support::spikes_entry, support::part_entry, support::state_entry, support::listed_entry, support::counts_entry,
        support::sums_entry, support::weights_entry, support::delays_entry, support::moments_entry})
    r.check(entry, "npy");
}

TEST_CASE("values have a second file with the steps, spikes and weights have theirs beside them") {
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  CHECK(r.record(support::state_entry, "npy").file.filename() == "r_npy.npy");
  CHECK(std::filesystem::exists(r.folder.path() / "r_npy.steps.npy"));
  ReadBack other(BOUTON_PLUGIN_LIBRARY);
  other.record(support::spikes_entry, "npy");
  CHECK(!std::filesystem::exists(other.folder.path() / "r_npy.steps.npy"));
}

TEST_CASE("a header has its length in 64 bytes and the number of elements") {
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  r.record(support::state_entry, "npy");
  const auto text = r.folder.read("r_npy.npy");
  CHECK(text.substr(0, 10) == std::string("\x93NUMPY\x01\x00\xb6\x00", 10));
  CHECK(text[191] == '\n');
  CHECK(text.size() == 192 + 14 * 3 * sizeof(double));
  CHECK(contains(text, "{'descr': '<f8', 'fortran_order': False, 'shape': (14, 3), }"));
}

TEST_CASE("a damaged file is refused") {
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  const auto state = r.record(support::state_entry, "npy");
  ReadBack::cut(state, 1);
  CHECK(r.failure(state) == state.file.string() + ": the file was cut off: it has 13 elements of 14");
  auto spikes = r.record(support::spikes_entry, "npy");
  spikes.targets = r.record(support::state_entry, "npy").targets;
  CHECK(r.read(spikes).told.size() == 1);
  spikes.targets[0].units.count = 4;
  CHECK(contains(r.failure(spikes), "the header is not that of an array of '<f8'"));
  const auto lonely = r.record(support::state_entry, "npy");
  std::filesystem::remove(r.folder.path() / "r_npy.steps.npy");
  CHECK(contains(r.failure(lonely), "r_npy.steps.npy: cannot be read: No such file or directory"));
  r.folder.write("r_npy.npy", "no array");
  CHECK(contains(r.failure(lonely), "r_npy.npy: the header is not one that the recorder writes"));
}

TEST_CASE("a full disk is an error that names the file") {
  if (!std::filesystem::exists("/dev/full")) return;
  ReadBack r(BOUTON_PLUGIN_LIBRARY);
  std::filesystem::create_symlink("/dev/full", r.folder.path() / "r_npy.npy");
  CHECK_THROWS_WITH_AS(
      r.record(support::spikes_entry, "npy"),
      ((r.folder.path() / "r_npy.npy").string() + " could not be written completely: No space left on device").c_str(),
      bouton::Error);
}
