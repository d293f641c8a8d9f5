#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include <support/plugins.hpp>

using bouton::RefusalReason;
using support::contains;
using support::only;
using support::plugin;
using support::TemporaryFolder;

namespace {

std::filesystem::path copy(const std::string& name, const TemporaryFolder& folder, const std::string& as) {
  std::filesystem::copy_file(plugin(name), folder.path() / as);
  return std::filesystem::canonical(folder.path() / as);
}

std::string network_of(const std::string& type, const std::string& plugins = "[]") {
  return R"({"bouton": 1, "plugins": )" + plugins + R"(,
    "layers": [{"name": "l", "type": ")" +
         type + R"(", "size": 1}]})";
}

}  // namespace

TEST_CASE("a folder's libraries are registered in the order of their names, and nothing else is opened") {
  const TemporaryFolder folder;
  const auto first = copy("acme", folder, "a.bouton.so"), second = copy("acme_and_more", folder, "b.bouton.so");
  copy("witness", folder, "witness.so");
  folder.write("notes.txt", "no library");
  bouton::Registry r;
  r.search(folder.path());
  REQUIRE(r.libraries().size() == 1);
  CHECK(r.libraries()[0].path == first);
  CHECK(r.find("seen") == nullptr);
  REQUIRE(r.refusals().size() == 1);
  CHECK(r.refusals()[0].path == second);
  CHECK(r.refusals()[0].reason == RefusalReason::duplicate_name);
}

TEST_CASE("a library that is refused is listed with its reason, and the rest stay usable") {
  const TemporaryFolder folder;
  copy("acme", folder, "m.bouton.so");
  copy("throws", folder, "a.bouton.so");
  copy("undefined", folder, "z.bouton.so");
  folder.write("n.bouton.so", "");
  bouton::Registry r;
  r.search(folder.path());
  CHECK(r.find("acme") != nullptr);
  REQUIRE(r.refusals().size() == 3);
  CHECK(r.refusals()[0].reason == RefusalReason::registration_failed);
  CHECK(r.refusals()[1].reason == RefusalReason::not_a_library);
  CHECK(r.refusals()[2].reason == RefusalReason::not_loadable);
}

TEST_CASE("a library whose file name an earlier folder has is passed over, and is no refusal") {
  const TemporaryFolder earlier, later;
  const auto used = copy("acme", earlier, "acme.bouton.so");
  copy("acme_and_more", later, "acme.bouton.so");
  copy("breaks", later, "breaks.bouton.so");
  bouton::Registry r;
  r.search(earlier.path());
  r.search(later.path());
  CHECK(r.find("acme")->library == used);
  CHECK(r.find("more") == nullptr);
  CHECK(r.find("breaks") != nullptr);
  CHECK(r.refusals().empty());
}

TEST_CASE("a folder that does not exist is noted and no error; a file in its place is") {
  const TemporaryFolder folder;
  bouton::Registry r;
  r.search(folder.path() / "none");
  CHECK(r.searched() == std::vector<std::filesystem::path>{folder.path() / "none"});
  CHECK(r.refusals().empty());
  r.search(folder.write("file", ""));
  REQUIRE(r.refusals().size() == 1);
  CHECK(r.refusals()[0].reason == RefusalReason::unreadable);
  CHECK(contains(r.refusals()[0].message, "is no folder; name its folder, or the library itself under \"plugins\""));
}

TEST_CASE("a link that leads to itself is refused, and the rest stay usable") {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("loop.bouton.so", folder.path() / "loop.bouton.so");
  std::filesystem::create_symlink(plugin("acme"), folder.path() / "acme.bouton.so");
  auto r = support::registry();
  r.search(folder.path());
  CHECK(r.find("acme"));
  REQUIRE(r.refusals().size() == 1);
  CHECK(r.refusals()[0].reason == bouton::RefusalReason::unreadable);
  CHECK(contains(r.refusals()[0].message, "cannot be read: Too many levels of symbolic links"));
}

TEST_CASE("a folder and a library without permission to read are refused as such") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "closed");
  std::filesystem::copy_file(plugin("acme"), folder.path() / "acme.bouton.so");
  using std::filesystem::perms;
  std::filesystem::permissions(folder.path(), perms::all);
  std::filesystem::permissions(folder.path() / "closed", perms::none);
  std::filesystem::permissions(folder.path() / "acme.bouton.so", perms::none);
  // Root may read everything: the search is done by a process without its rights.
  const pid_t child = fork();
  if (child == 0) {
    constexpr uid_t nobody = 65534;
    if (getuid() == 0 && setuid(nobody) != 0) _exit(3);
    auto r = support::registry();
    r.search(folder.path() / "closed");
    r.search(folder.path());
    const auto& refused = r.refusals();
    const bool told = refused.size() == 2 && refused[0].message == "cannot be searched: Permission denied" &&
                      refused[1].message == "cannot be opened for reading; check its permissions";
    _exit(told ? 0 : 1);
  }
  int state = 0;
  waitpid(child, &state, 0);
  std::filesystem::permissions(folder.path() / "closed", perms::owner_all);
  REQUIRE(WIFEXITED(state));
  CHECK(WEXITSTATUS(state) == 0);
}

TEST_CASE("a folder that is searched twice is searched once") {
  const TemporaryFolder folder;
  folder.write("empty.bouton.so", "");
  bouton::Registry r;
  r.search(folder.path());
  r.search(folder.path() / ".");
  CHECK(r.searched().size() == 1);
  CHECK(r.refusals().size() == 1);
}

TEST_CASE("the folders of BOUTON_PLUGIN_PATH are searched in their order, before all others") {
  const TemporaryFolder first, second;
  const auto used = copy("acme", first, "acme.bouton.so");
  copy("acme", second, "acme.bouton.so");
  copy("breaks", second, "breaks.bouton.so");
  const auto path = first.path().string() + "::" + second.path().string() + ":";
  setenv("BOUTON_PLUGIN_PATH", path.c_str(), 1);
  bouton::Registry r;
  r.search_default_folders();
  unsetenv("BOUTON_PLUGIN_PATH");
  REQUIRE(r.searched().size() >= 3);
  CHECK(r.searched()[0] == std::filesystem::canonical(first.path()));
  CHECK(r.searched()[1] == std::filesystem::canonical(second.path()));
  REQUIRE(r.find("acme") != nullptr);
  CHECK(r.find("acme")->library == used);
  CHECK(r.find("breaks") != nullptr);
}

TEST_CASE("the default folders are searched for a network unless the options say no") {
  const TemporaryFolder folder;
  copy("acme", folder, "acme.bouton.so");
  setenv("BOUTON_PLUGIN_PATH", folder.path().c_str(), 1);
  bouton::NetworkOptions o;
  bouton::Registry with, without;
  CHECK(support::findings(network_of("acme"), with, o) == "(no finding)");
  o.default_plugins = false;
  CHECK(contains(support::findings(network_of("acme"), without, o), "no neuron type 'acme'"));
  unsetenv("BOUTON_PLUGIN_PATH");
}

TEST_CASE("a file names its plugins, relative to its own folder, and they come before the default folders") {
  const TemporaryFolder folder, other;
  const auto used = copy("acme", folder, "mine.bouton.so");
  copy("acme", other, "theirs.bouton.so");
  const auto file = folder.write("net.json", network_of("acme", R"(["mine.bouton.so"])"));
  setenv("BOUTON_PLUGIN_PATH", other.path().c_str(), 1);
  bouton::Registry r;
  bouton::Network::from_file(file, r);
  unsetenv("BOUTON_PLUGIN_PATH");
  CHECK(r.find("acme")->library == used);
}

TEST_CASE("a plugin that a file names and that is refused is a finding where it stands") {
  const TemporaryFolder folder;
  auto r = support::registry();
  const auto empty = folder.write("empty.bouton.so", "").string();
  const auto found = support::findings(network_of("sum", "[\"./none.bouton.so\", \"" + empty + "\", 3]"), r);
  CHECK(contains(found, "test.json:1:27: /plugins/0: ./none.bouton.so: there is no such file; check the path"));
  CHECK(contains(found, "/plugins/1: " + empty + ": is empty; build it again"));
  CHECK(contains(found, "/plugins/2: wanted a text, found 3"));
}

TEST_CASE("a network that needs a refused type says why it was refused") {
  const TemporaryFolder folder;
  const auto empty = std::filesystem::canonical(folder.write("acme.bouton.so", ""));
  auto r = support::registry();
  r.search(folder.path());
  CHECK(contains(support::findings(network_of("acme"), r),
                 "/layers/0/type: no neuron type 'acme'; there is sum, threshold (" + empty.string() +
                     " was refused: it is empty; build it again)"));
}

TEST_CASE("refused libraries that may hold a missing type are told in short, and counted where they are many") {
  const TemporaryFolder folder, other;
  other.write("a.bouton.so", "");
  bouton::Registry without;
  without.search(other.path());
  CHECK(without.explain_missing("xyz").ends_with("; a.bouton.so was refused: it is empty; see 'bouton plugins')"));
  copy("acme", folder, "a.bouton.so");
  copy("acme_and_more", folder, "b.bouton.so");
  const auto explained = [&] {
    auto r = support::registry();
    r.search(folder.path());
    return r.explain_missing("xyz");
  };
  CHECK(contains(explained(), "; b.bouton.so was refused: the type name 'acme' is in two places, "));
  CHECK(explained().ends_with("/b.bouton.so; see 'bouton plugins')"));
  folder.write("c.bouton.so", "");
  CHECK(explained().ends_with("; c.bouton.so was refused: it is empty; see 'bouton plugins')"));
  folder.write("d.bouton.so", "");
  folder.write("e.bouton.so", "");
  CHECK(explained().ends_with("; 4 libraries were refused: see 'bouton plugins')"));
}

TEST_CASE("a folder that the system does not let be read is refused with the system's reason") {
  const TemporaryFolder folder;
  std::filesystem::create_directory_symlink("loop", folder.path() / "loop");
  bouton::Registry r;
  r.search(folder.path() / "loop");
  r.search(folder.path() / std::string(5000, 'n'));
  REQUIRE(r.refusals().size() == 2);
  CHECK(r.refusals()[0].message == "cannot be searched: Too many levels of symbolic links");
  CHECK(r.refusals()[1].message == "cannot be searched: File name too long");
}

TEST_CASE("where no plugin was found, the folders that were searched are named") {
  const TemporaryFolder one, other;
  auto r = support::registry();
  r.search(one.path());
  r.search(other.path());
  CHECK(contains(r.explain_missing("xyz"), "(no plugin was found in " +
                                               std::filesystem::canonical(one.path()).string() + ", " +
                                               std::filesystem::canonical(other.path()).string() + ")"));
}

TEST_CASE("an error for a missing type says which folders were searched and which of them do not exist") {
  const TemporaryFolder folder;
  copy("breaks", folder, "breaks.bouton.so");
  const auto misspelt = folder.path() / "plugin", other = folder.path() / "none";
  setenv("BOUTON_PLUGIN_PATH", (folder.path().string() + ":" + misspelt.string() + ":" + other.string()).c_str(), 1);
  bouton::Registry r;
  const auto found = support::findings(network_of("cell"), r, {});
  unsetenv("BOUTON_PLUGIN_PATH");
  CHECK(contains(found, "no neuron type 'cell'"));
  CHECK(contains(found, "searched " + std::filesystem::canonical(folder.path()).string()));
  CHECK(contains(found, misspelt.string() + ", " + other.string()));
  CHECK(contains(found, " not exist"));
}

TEST_CASE("an error for a missing type tells of plugins that are one folder deeper") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "build");
  copy("acme", folder, "build/acme.bouton.so");
  auto r = support::registry();
  r.search(folder.path());
  CHECK(contains(r.explain_missing("acme"), "there are plugins in " +
                                                std::filesystem::canonical(folder.path()).string() +
                                                "/build, which is not searched; name it itself"));
}

TEST_CASE("a type that the build left out is not only unknown: what to do is said") {
  const TemporaryFolder folder, other;
  other.write("sonorous.left_out", "HDF5 is missing; install libhdf5-dev and build Bouton again\n");
  bouton::Registry r;
  r.search(folder.path());
  r.search(other.path());
  CHECK(
      r.explain_missing("sonorous", bouton::TypeKind::recorder) ==
      "no recorder type 'sonorous': it was left out when Bouton was built, since HDF5 is missing; install libhdf5-dev "
      "and build Bouton again");
  for (const char* other_name : {"../sonorous", "sonorou"})
    CHECK(r.explain_missing(other_name).find("left out") == std::string::npos);
}
