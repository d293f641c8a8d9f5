#include <bouton/whole_file.hpp>

#include <sys/stat.h>

#include <support/edit.hpp>

using support::contains;
using support::TemporaryFolder;
using support::thrown;

namespace {

void write_text(const std::filesystem::path& file, const std::string& text) {
  bouton::write_file(file, [&](std::ostream& out) { out << text; });
}

std::size_t files_in(const TemporaryFolder& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder.path()), {}));
}

}  // namespace

TEST_CASE("a file has its name once it is complete, and until then the older one is there") {
  const TemporaryFolder folder;
  folder.write("a.txt", "old");
  bouton::write_file(folder.path() / "a.txt", [&](std::ostream& out) {
    out << "new" << std::flush;
    CHECK(folder.read("a.txt") == "old");
    CHECK(folder.read("a.txt.partial") == "new");
  });
  CHECK(folder.read("a.txt") == "new");
  write_text(folder.path() / "b.txt", "first");
  CHECK(folder.read("b.txt") == "first");
  CHECK(files_in(folder) == 2);
}

TEST_CASE("a file that cannot be written leaves the older one, and the error names it and the reason") {
  const TemporaryFolder folder;
  folder.write("a.txt", "old");
  const auto full = thrown<bouton::Error>([&] {
    bouton::write_file(folder.path() / "a.txt", [&](std::ostream& out) { out.setstate(std::ios::failbit); });
  });
  CHECK(contains(full.what(), "a.txt could not be written completely"));
  CHECK(folder.read("a.txt") == "old");
  CHECK(files_in(folder) == 1);
  const auto gone = thrown<bouton::Error>([&] { write_text(folder.path() / "none/a.txt", "x"); });
  CHECK(contains(gone.what(), "none/a.txt cannot be written: No such file or directory"));
  std::filesystem::create_directory(folder.path() / "taken");
  const auto taken = thrown<bouton::Error>([&] { write_text(folder.path() / "taken", "x"); });
  CHECK(contains(taken.what(), "taken cannot be written: Is a directory"));
}

TEST_CASE("a file whose folder is gone when it is complete is an error that says so") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "a.txt";
  const auto gone = thrown<bouton::Error>(
      [&] { bouton::write_file(file, [&](std::ostream&) { std::filesystem::remove(bouton::partial_name(file)); }); });
  CHECK(contains(gone.what(), "a.txt could not be completed: "));
  CHECK(contains(gone.what(), "a.txt.partial is gone; was the folder removed or renamed meanwhile?"));
}

TEST_CASE("a link stays and leads to the new file") {
  const TemporaryFolder folder;
  folder.write("real.txt", "old");
  std::filesystem::create_symlink("real.txt", folder.path() / "link.txt");
  write_text(folder.path() / "link.txt", "new");
  CHECK(std::filesystem::is_symlink(folder.path() / "link.txt"));
  CHECK(folder.read("real.txt") == "new");
  CHECK(files_in(folder) == 2);
}

TEST_CASE("a device is written, not replaced") {
  if (!std::filesystem::exists("/dev/full")) return;
  write_text("/dev/null", "x");
  CHECK(std::filesystem::is_character_file("/dev/null"));
  CHECK(contains(thrown<bouton::Error>([] { write_text("/dev/full", "x"); }).what(),
                 "/dev/full could not be written completely: No space left on device"));
  const TemporaryFolder folder;
  std::filesystem::create_symlink("/dev/full", folder.path() / "a.txt");
  const auto full =
      thrown<bouton::Error>([&] { bouton::put_in_place(folder.write("b.txt", "x"), folder.path() / "a.txt"); });
  CHECK(contains(full.what(), "a.txt could not be written completely: No space left on device"));
}
