#include <support/search_place.hpp>

using bouton::RefusalReason;
using support::contains;
using support::elsewhere;
using support::is_open;
using support::other_stamp;
using support::overwrite;
using support::Place;
using support::plugin;
using support::TemporaryFolder;
using support::Variable;

TEST_CASE("libraries that an earlier search met are opened one by one, when their types are asked for") {
  const Place place;
  const auto acme = place.copy("acme", "acme"), breaks = place.copy("breaks", "breaks");
  elsewhere([&] { place.search(); });
  auto r = place.search();
  CHECK_FALSE(is_open(acme));
  CHECK_FALSE(is_open(breaks));
  REQUIRE(r.find("acme_neuron") != nullptr);
  CHECK(r.find("acme_neuron")->library == acme);
  CHECK(is_open(acme));
  CHECK_FALSE(is_open(breaks));
  REQUIRE(r.libraries().size() == 2);
  CHECK(is_open(breaks));
  CHECK(r.libraries()[0].path == acme);
  CHECK(r.libraries()[0].types == std::vector<std::string>{"acme"});
  CHECK(r.libraries()[1].types == std::vector<std::string>{"breaks"});
}

TEST_CASE("all types and the nearest name are told, whichever libraries are open") {
  const Place place;
  const auto acme = place.copy("acme", "acme"), breaks = place.copy("breaks", "breaks");
  elsewhere([&] { place.search(); });
  auto r = place.search();
  CHECK(r.find("acne") == nullptr);
  CHECK(contains(r.explain_missing("acne", bouton::TypeKind::neuron), "no neuron type 'acne'; did you mean 'acme'?"));
  CHECK(place.search().types().size() == 2);
}

TEST_CASE("a library that has changed since an earlier search is opened as it is now") {
  const Place place;
  place.copy("acme", "changes");
  elsewhere([&] { place.search(); });
  const auto now = place.copy("breaks", "changes");
  auto r = place.search();
  CHECK(is_open(now));
  CHECK(r.find("breaks") != nullptr);
  CHECK(r.find("acme") == nullptr);
  CHECK(contains(place.index(), "\tbreaks\n"));
}

TEST_CASE("a library that is gone is dropped from the index when another is noted") {
  const Place place;
  const auto acme = place.copy("acme", "acme");
  place.search();
  CHECK(contains(place.index(), acme.string()));
  std::filesystem::remove(acme);
  place.copy("breaks", "breaks");
  place.search();
  CHECK(place.index().find(acme.string()) == std::string::npos);
}

TEST_CASE("a type name in two libraries is refused in the same words with an index and without") {
  const Place place;
  place.copy("acme", "a");
  const auto refused_of = [&](bouton::Registry r) {
    REQUIRE(r.refusals().size() == 1);
    CHECK(r.refusals()[0].reason == RefusalReason::duplicate_name);
    CHECK(r.libraries().size() == 1);
    return r.refusals()[0].message;
  };
  const TemporaryFolder later;
  std::filesystem::copy_file(plugin("acme_and_more"), later.path() / "b.bouton.so");
  const auto both = [&] {
    auto r = place.search();
    r.search(later.path());
    return r;
  };
  const auto without = refused_of(both());
  CHECK(contains(without, "the type name 'acme' is in two places"));
  CHECK(refused_of(both()) == without);  // the first library is in the index
  bouton::Registry().search(later.path());
  CHECK(contains(place.index(), "\tmore\tacme\n"));
  CHECK(refused_of(both()) == without);  // both are

  bouton::Registry r;
  r.search(place.plugins.path());
  CHECK(contains(support::refusal_of(plugin("acme_and_more"), r).message, "the type name 'acme' is in two places"));
}

TEST_CASE("a link to a library that the index knows is the same library") {
  const Place place;
  const auto acme = place.copy("acme", "acme");
  place.search();
  const TemporaryFolder links;
  std::filesystem::create_symlink(acme, links.path() / "link.bouton.so");
  auto r = place.search();
  r.search(links.path());
  r.add_library(links.path() / "link.bouton.so");
  CHECK(r.refusals().empty());
  REQUIRE(r.libraries().size() == 1);
  CHECK(r.libraries()[0].path == acme);
}

TEST_CASE("a library that the index knows and that cannot be opened any more is refused, and what it hid is used") {
  const Place place;
  const auto acme = place.copy("acme", "acme");
  elsewhere([&] { place.search(); });
  overwrite(acme, other_stamp(acme));
  const TemporaryFolder later;
  std::filesystem::copy_file(plugin("acme"), later.path() / "acme.bouton.so");
  auto r = place.search();
  r.search(later.path());
  REQUIRE(r.find("acme") != nullptr);
  CHECK(r.find("acme")->library == std::filesystem::canonical(later.path()) / "acme.bouton.so");
  CHECK(r.passed_over().empty());
  REQUIRE(r.refusals().size() == 1);
  CHECK(r.refusals()[0].path == acme);
  CHECK(r.refusals()[0].reason == RefusalReason::other_stamp);
  CHECK(r.libraries().size() == 1);
  auto named = place.search();
  CHECK(support::refusal_of(acme, named).reason == RefusalReason::other_stamp);
}

TEST_CASE("an index that is damaged, or another core's, is as good as none, and is written anew") {
  const Place place;
  place.copy("acme", "acme");
  place.copy("breaks", "breaks");
  place.search();
  const auto whole = place.index();
  REQUIRE(contains(whole, "\tacme\tacme_neuron\n"));
  const auto check = [&](const std::string& text) {
    place.cache.write("bouton/plugins.index", text);
    auto r = place.search();
    CHECK(place.index() == whole);
    CHECK(r.find("acme") != nullptr);
    CHECK(r.find("breaks") != nullptr);
    CHECK(r.refusals().empty());
  };
  for (std::size_t size = 0; size < whole.size(); size += 7) check(whole.substr(0, size));
  for (std::size_t at = 0; at < whole.size(); at += 7) {
    auto text = whole;
    text[at] = static_cast<char>(text[at] ^ 1);
    check(text);
  }
  check(whole + whole);
  check(std::string(5000, '\0'));
  check(support::with(whole, ";interface=", ";interfac_="));
}

TEST_CASE("where no index can be read or written all goes on without") {
  const Place place;
  const auto acme = place.copy("acme", "acme");
  const auto check = [&] {
    auto r = place.search();
    REQUIRE(r.find("acme") != nullptr);
    CHECK(r.find("acme")->library == acme);
    CHECK(r.refusals().empty());
  };
  SUBCASE("there is a file in the folder's place") {
    place.cache.write("bouton", "");
    check();
    CHECK(place.cache.read("bouton") == "");
  }
  SUBCASE("there is a folder in the file's place") {
    std::filesystem::create_directories(place.cache.path() / "bouton" / "plugins.index" / "full");
    check();
    CHECK(std::distance(std::filesystem::directory_iterator(place.cache.path() / "bouton"), {}) == 1);
  }
  SUBCASE("the folder cannot be made") {
    const Variable variable("XDG_CACHE_HOME", "/proc/none");
    check();
  }
  SUBCASE("the environment names no folder") {
    const Variable variable("XDG_CACHE_HOME", "not/absolute"), home("HOME", std::nullopt);
    check();
    CHECK_FALSE(std::filesystem::exists("not"));
  }
  CHECK(std::filesystem::exists(acme));
}

TEST_CASE("without XDG_CACHE_HOME the index is in the home folder's .cache") {
  const Place place;
  place.copy("acme", "acme");
  const Variable variable("XDG_CACHE_HOME", std::nullopt), home("HOME", place.cache.path().string());
  place.search();
  CHECK(contains(place.cache.read(".cache/bouton/plugins.index"), "\tacme\t"));
}

TEST_CASE("processes that search at once leave one whole index") {
  const Place place;
  const auto acme = place.copy("acme", "acme");
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    children.push_back(fork());
    if (children.back() != 0) continue;
    for (int round = 0; round < 50; ++round) {
      // Each search meets a library that is new to the index.
      const TemporaryFolder own;
      std::filesystem::copy_file(plugin("breaks"), own.path() / "breaks.bouton.so");
      auto r = place.search();
      r.search(own.path());
      if (!r.find("acme") || !r.find("breaks")) _exit(1);
    }
    _exit(0);
  }
  for (const pid_t child : children) {
    int state = 0;
    waitpid(child, &state, 0);
    CHECK(state == 0);
  }
  CHECK(std::distance(std::filesystem::directory_iterator(place.cache.path() / "bouton"), {}) == 1);
  place.search();
  CHECK(contains(place.index(), acme.string()));
}
