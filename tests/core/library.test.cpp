#include <support/plugins.hpp>

using bouton::RefusalReason;
using support::contains;
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

TEST_CASE("the message of a refusal begins with the library's path") {
  const TemporaryFolder folder;
  const auto file = folder.write("empty.bouton.so", "");
  auto r = support::registry();
  CHECK(thrown<bouton::PluginRefused>([&] { r.add_library(file); }).what() ==
        file.string() + ": is empty; build it again");
}

TEST_CASE("a rule that stands in another source than the manifest keeps a core with other rules from opening it") {
  const TemporaryFolder folder;
  auto r = support::registry_with(plugin("rules_elsewhere"));
  CHECK(r.find("acme") != nullptr);
  auto library = support::bytes_of(plugin("rules_elsewhere"));
  const std::string symbol = "bouton_rules_";
  for (auto at = library.find(symbol); at != std::string::npos; at = library.find(symbol, at + 1)) {
    auto& digit = library[at + symbol.size()];
    digit = digit == '0' ? '1' : '0';
  }
  const auto refusal = refusal_of(folder.write("other.bouton.so", library));
  CHECK(refusal.reason == RefusalReason::not_loadable);
  CHECK(contains(refusal.message, "uses other ready-made rules than this program has"));
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
