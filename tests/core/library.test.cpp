#include <elf.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include <support/plugins.hpp>

using bouton::RefusalReason;
using support::contains;
using support::only;
using support::plugin;
using support::refusal_of;
using support::TemporaryFolder;
using support::thrown;
using support::with;

namespace {

/// A network of one neuron of the type.
std::string one(const std::string& type) {
  return R"({"bouton": 1, "layers": [{"name": "l", "type": ")" + type + R"(", "size": 1}]})";
}

/// A header of a library for this machine, to be made wrong.
Elf64_Ehdr elf_header() {
  const auto bytes = support::bytes_of(plugin("acme"));
  Elf64_Ehdr header;
  std::copy_n(bytes.data(), sizeof header, reinterpret_cast<char*>(&header));
  return header;
}

/// How much of the file is mapped when the library is opened.
std::size_t loaded_size(const std::string& library) {
  const auto header = elf_header();
  std::size_t size = 0;
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr part;
    std::copy_n(library.data() + header.e_phoff + i * sizeof part, sizeof part, reinterpret_cast<char*>(&part));
    if (part.p_type == PT_LOAD) size = std::max(size, part.p_offset + part.p_filesz);
  }
  return size;
}

std::string_view bytes(const Elf64_Ehdr& header) { return {reinterpret_cast<const char*>(&header), sizeof header}; }

}  // namespace

TEST_CASE("a library registers its types with its path") {
  auto r = support::registry_with(plugin("acme"));
  REQUIRE(r.libraries().size() == 1);
  CHECK(r.libraries()[0].path == std::filesystem::canonical(plugin("acme")));
  CHECK(r.libraries()[0].types == std::vector<std::string>{"acme"});
  REQUIRE(r.find("acme_neuron") != nullptr);
  CHECK(r.find("acme")->library == r.libraries()[0].path);
  CHECK(support::findings(one("acme"), r) == "(no finding)");
}

TEST_CASE("a library that is added twice, by whichever path, is added once") {
  const TemporaryFolder folder;
  std::filesystem::create_symlink(plugin("acme"), folder.path() / "link.bouton.so");
  auto r = support::registry_with(plugin("acme"));
  r.add_library(plugin("acme"));
  r.add_library(folder.path() / "link.bouton.so");
  CHECK(r.libraries().size() == 1);
}

TEST_CASE("the stamp of a library can be read without opening it") {
  CHECK(bouton::read_stamp(plugin("acme")) == bouton::expected_stamp());
  CHECK(contains(bouton::expected_stamp(), ";headers="));
}

TEST_CASE("a file that is missing, empty, a text or a folder is refused for what it is") {
  const TemporaryFolder folder;
  const auto refused = [&](const std::filesystem::path& file, RefusalReason reason, const std::string& message) {
    const auto refusal = refusal_of(file);
    CHECK(refusal.reason == reason);
    CHECK(refusal.path == file);
    CHECK(contains(refusal.message, message));
  };
  refused(folder.path() / "none.bouton.so", RefusalReason::missing, "there is no such file; check the path");
  refused(folder.write("empty.bouton.so", ""), RefusalReason::not_a_library, "is empty; build it again");
  refused(folder.write("text.bouton.so", std::string(1000, 'x')), RefusalReason::not_a_library,
          "is not a shared library; build the plugin with bouton_add_plugin");
  refused(folder.write("short.bouton.so",
                       "\x7f"
                       "ELF"),
          RefusalReason::not_a_library, "is not a shared library");
  refused(folder.path(), RefusalReason::not_a_library, "is not a regular file; name the plugin's .bouton.so itself");
  refused(folder.path() / std::string(300, 'n'), RefusalReason::unreadable, "cannot be read: ");
  const auto secret = folder.write("secret.bouton.so", support::bytes_of(plugin("acme")));
  std::filesystem::permissions(secret, std::filesystem::perms::none);
  if (geteuid() != 0) refused(secret, RefusalReason::unreadable, "cannot be opened for reading; check its permissions");
}

TEST_CASE("the message of a refusal begins with the library's path") {
  const TemporaryFolder folder;
  const auto file = folder.write("empty.bouton.so", "");
  auto r = support::registry();
  CHECK(thrown<bouton::PluginRefused>([&] { r.add_library(file); }).what() ==
        file.string() + ": is empty; build it again");
}

TEST_CASE("a library of another machine is refused with both machines' names") {
  const TemporaryFolder folder;
  const auto refused = [&](const Elf64_Ehdr& header) {
    const auto refusal = refusal_of(folder.write("other.bouton.so", bytes(header)));
    CHECK(refusal.reason == RefusalReason::other_machine);
    CHECK(contains(refusal.message, "; this program is for "));
    return refusal.message.substr(0, refusal.message.find(';'));
  };
  auto header = elf_header();
  header.e_machine = EM_S390;
  CHECK(refused(header) == "was built for IBM Z");
  header.e_ident[EI_CLASS] = ELFCLASS32;
  header.e_machine = EM_386;
  CHECK(refused(header) == "was built for 32-bit x86");
  header = elf_header();
  header.e_machine = 4242;
  CHECK(refused(header) == "was built for another machine (number 4242 in ELF)");
  header = elf_header();
  auto& order = header.e_ident[EI_DATA];
  const bool is_little = order == ELFDATA2LSB;
  order = is_little ? ELFDATA2MSB : ELFDATA2LSB;
  CHECK(refused(header) == "was built for a " + std::string(is_little ? "big" : "little") + "-endian machine");
  header.e_machine = EM_S390 << 8;
  CHECK(refused(header) == "was built for IBM Z");
}

TEST_CASE("a link to nothing is refused with what it leads to") {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("gone.so", folder.path() / "link.bouton.so");
  const auto refusal = refusal_of(folder.path() / "link.bouton.so");
  CHECK(refusal.reason == RefusalReason::missing);
  CHECK(contains(refusal.message, "is a link to gone.so, which does not exist; "));
}

TEST_CASE("a library without a manifest is refused, and so is a program") {
  const TemporaryFolder folder;
  auto header = elf_header();
  header.e_phnum = 0;  // nothing more in the file
  for (const auto& file : {plugin("no_manifest"), std::filesystem::path("/proc/self/exe"),
                           folder.write("header.bouton.so", bytes(header))}) {
    const auto refusal = refusal_of(file);
    CHECK(refusal.reason == RefusalReason::no_manifest);
    CHECK(contains(refusal.message,
                   "has no Bouton manifest; a plugin ends with BOUTON_PLUGIN(Type) and links bouton::bouton"));
  }
}

TEST_CASE("the core itself is no plugin, although the words of a stamp stand in it") {
  const auto reason = refusal_of(BOUTON_CORE_LIBRARY).reason;
  CHECK((reason == RefusalReason::no_manifest || reason == RefusalReason::other_stamp));
}

TEST_CASE("a stamp that does not end is none") {
  const TemporaryFolder folder;
  auto stamp = bouton::expected_stamp();
  stamp.back() = '!';
  const auto file = folder.write("endless.bouton.so", support::with_stamp(support::bytes_of(plugin("acme")), stamp));
  CHECK(refusal_of(file).reason == RefusalReason::no_manifest);
}

TEST_CASE("the field of the stamp that differs is named, and no constructor of such a library runs") {
  const TemporaryFolder folder;
  const auto own = bouton::expected_stamp();
  const auto library = support::bytes_of(plugin("witness"));
  const auto trace = folder.path() / "trace";
  setenv("BOUTON_TEST_WITNESS", trace.c_str(), 1);
  struct Field {
    std::string name, words;
  };
  for (const auto& field :
       {Field{"api", "another Bouton API version"}, Field{"abi", "another machine and compiler ABI"},
        Field{"stdlib", "another C++ standard library"}, Field{"sizes", "other sizes of the interface types"},
        Field{"headers", "another hash of the public headers"}}) {
    auto stamp = own;
    const auto value = stamp.find(field.name + "=") + field.name.size() + 1;
    const auto end = stamp.find_first_of(";}", value);
    stamp[value] = stamp[value] == '0' ? '1' : '0';
    const auto refusal = refusal_of(folder.write(field.name + ".bouton.so", support::with_stamp(library, stamp)));
    CHECK(refusal.reason == RefusalReason::other_stamp);
    CHECK(contains(refusal.message, "was built with " + field.words + " (" + stamp.substr(value, end - value) +
                                        ", this program has " + own.substr(value, end - value) +
                                        "); rebuild it against this Bouton"));
    CHECK_FALSE(std::filesystem::exists(trace));
  }
  auto stamp = own;
  stamp[stamp.find("sizes=")] = 'S';
  CHECK(contains(refusal_of(folder.write("none.bouton.so", support::with_stamp(library, stamp))).message,
                 "(none, this program has "));
  CHECK_FALSE(std::filesystem::exists(trace));
  // The same library with its own stamp does leave its trace.
  support::registry().add_library(folder.write("good.bouton.so", library));
  CHECK(std::filesystem::exists(trace));
  unsetenv("BOUTON_TEST_WITNESS");
}

TEST_CASE("an undefined symbol is named when the library is added, not in the middle of a run") {
  const auto refusal = refusal_of(plugin("undefined"));
  CHECK(refusal.reason == RefusalReason::not_loadable);
  CHECK(refusal.message ==
        "cannot be loaded: undefined symbol: function_of_no_library(); link what it uses, or rebuild it against this "
        "Bouton");
}

TEST_CASE("a library that needs another that is not there is refused with that one's name") {
  const TemporaryFolder folder;
  const auto library = with(support::bytes_of(plugin("acme")), "libbouton.so", "libbuoton.so");
  const auto refusal = refusal_of(folder.write("acme.bouton.so", library));
  CHECK(refusal.reason == RefusalReason::not_loadable);
  CHECK(contains(refusal.message, "needs libbuoton.so"));
  CHECK(
      contains(refusal.message, ", which the loader does not find; install it, or name its folder in LD_LIBRARY_PATH"));
}

TEST_CASE("a library that the loader finds damaged is refused in its words, without an error number") {
  const TemporaryFolder folder;
  auto library = support::bytes_of(plugin("acme"));
  library.replace(library.find("GLIBCXX_"), 9, "GLIBCXX_\x01");
  const auto refusal = refusal_of(folder.write("acme.bouton.so", library));
  CHECK(refusal.reason == RefusalReason::not_loadable);
  CHECK(contains(refusal.message, "GLIBCXX_?."));
  CHECK(contains(refusal.message, "; build it again on this system"));
  CHECK(refusal.message.find("descriptor") == std::string::npos);
}

TEST_CASE("a library that was cut off in a copy is refused, not a crash") {
  const TemporaryFolder folder;
  const auto library = support::bytes_of(plugin("acme"));
  const auto stamp_end = library.find(bouton::expected_stamp()) + bouton::stamp_capacity;
  for (const std::size_t size : {loaded_size(library) - 1, stamp_end}) {
    const auto file = folder.write(std::to_string(size) + ".bouton.so", library.substr(0, size));
    // In a process of its own: what is missing from a mapped file ends the process that reads it.
    const pid_t child = fork();
    if (child == 0) {
      bouton::Registry r;
      try {
        r.add_library(file);
      } catch (const bouton::PluginRefused&) {
        _exit(0);
      }
      _exit(1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CAPTURE(size);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
}

TEST_CASE("a library that throws while it declares its types is refused with what it threw") {
  const auto refusal = refusal_of(plugin("throws"));
  CHECK(refusal.reason == RefusalReason::registration_failed);
  CHECK(refusal.message == "failed while it declared its type 1: no licence");
  CHECK(contains(refusal_of(plugin("throws_a_number")).message, "it threw something that is no std::exception"));
}

TEST_CASE("where the second type of a library throws, the first is not registered, and the second is told") {
  const auto refusal = refusal_of(plugin("half"));
  CHECK(refusal.reason == RefusalReason::registration_failed);
  CHECK(refusal.message == "failed while it declared its type 2, after 'whole': no licence");
  auto r = support::registry();
  refusal_of(plugin("half"), r);
  CHECK(r.find("whole") == nullptr);
}

TEST_CASE("a library without types is refused") {
  const auto refusal = refusal_of(plugin("empty"));
  CHECK(refusal.reason == RefusalReason::registration_failed);
  CHECK(contains(refusal.message, "it declares none; name them in BOUTON_PLUGIN(Type)"));
}

TEST_CASE("a type name in two libraries refuses the second, with all its types, and names both files") {
  auto r = support::registry_with(plugin("acme"));
  const auto refusal = refusal_of(plugin("acme_and_more"), r);
  CHECK(refusal.reason == RefusalReason::duplicate_name);
  CHECK(contains(refusal.message, "the type name 'acme' is in two places, "));
  CHECK(contains(refusal.message, std::filesystem::canonical(plugin("acme")).string() + " and "));
  CHECK(
      contains(refusal.message, std::filesystem::canonical(plugin("acme_and_more")).string() + "; remove one of them"));
  CHECK(r.find("more") == nullptr);
  CHECK(r.libraries().size() == 1);
  // There is nothing wrong with it where the name is free.
  auto other = support::registry_with(plugin("acme_and_more"));
  CHECK(other.find("more") != nullptr);
}

TEST_CASE("a library whose own types have the same name is refused as a whole") {
  const auto refusal = refusal_of(plugin("twice"));
  CHECK(refusal.reason == RefusalReason::duplicate_name);
  CHECK(contains(refusal.message, "the type name 'twin' is in two places"));
}

TEST_CASE("two libraries with a class of the same name share no statics") {
  auto r = support::registry_with(plugin("counter_one"));
  r.add_library(plugin("counter_two"));
  auto one_network = support::network(one("counter_one"), r), other = support::network(one("counter_two"), r);
  one_network.step();
  other.step();
  CHECK(support::output(one_network, "l") == std::vector<double>{101});
  CHECK(support::output(other, "l") == std::vector<double>{101});
}

TEST_CASE("an exception of a library's own type stops the run with the library's path") {
  auto r = support::registry_with(plugin("breaks"));
  auto n = support::network(one("breaks"), r);
  const auto failed = thrown<bouton::RunFailed>([&] { n.step(); });
  CHECK(failed.library == std::filesystem::canonical(plugin("breaks")));
  CHECK(failed.what() == "'l' (type 'breaks', " + failed.library.string() + ") failed at step 0: the spring broke");
}

TEST_CASE("a network outlives the registry that it was built from") {
  auto n = [] {
    auto r = support::registry_with(plugin("acme"));
    return support::network(one("acme"), r);
  }();
  n.step();
  CHECK(support::output(n, "l") == std::vector<double>{0});
}
