#include <cstdlib>

#include <support/plugins.hpp>

using bouton::RefusalReason;
using support::contains;
using support::plugin;
using support::refusal_of;
using support::TemporaryFolder;

TEST_CASE("the stamp of a library can be read without opening it") {
  CHECK(bouton::read_stamp(plugin("uses_rules")) == bouton::expected_stamp());
  CHECK(contains(bouton::expected_stamp(), ";interface="));
}

TEST_CASE("the field of the stamp that differs is named, and no constructor of such a library runs") {
  const TemporaryFolder folder;
  const auto own = bouton::read_stamp(plugin("witness"));
  const auto library = support::bytes_of(plugin("witness"));
  const auto trace = folder.path() / "trace";
  setenv("BOUTON_TEST_WITNESS", trace.c_str(), 1);
  struct Field {
    std::string name, words;
  };
  for (const auto& field :
       {Field{"api", "another Bouton API version"}, Field{"abi", "another machine and compiler ABI"},
        Field{"stdlib", "another C++ standard library"}, Field{"sizes", "other sizes of the interface types"},
        Field{"interface", "another version of the interface between Bouton and its plugins"}}) {
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

TEST_CASE("a plugin without a ready-made rule does not mind another version of the rules, and one with a rule does") {
  const TemporaryFolder folder;
  CHECK(bouton::read_stamp(plugin("acme")).find("rules=") == std::string::npos);
  const auto own = bouton::read_stamp(plugin("uses_rules"));
  auto other = own;
  auto& digit = other[other.find(";rules=") + 7];
  digit = digit == '0' ? '1' : '0';
  const auto library = support::with_stamp(support::bytes_of(plugin("uses_rules")), other);
  const auto refusal = refusal_of(folder.write("uses_rules.bouton.so", library));
  CHECK(refusal.reason == RefusalReason::other_stamp);
  CHECK(contains(refusal.message, "was built with another version of the ready-made rules (LifLayer, PlasticSynapse "));
}
