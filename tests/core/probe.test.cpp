#include <support/search_place.hpp>

using bouton::RefusalReason;
using support::contains;
using support::elsewhere;
using support::is_open;
using support::other_stamp;
using support::overwrite;
using support::patience;
using support::Place;
using support::plugin;
using support::TemporaryFolder;
using support::Variable;

TEST_CASE("a library that crashes, exits or hangs while it is opened is refused where libraries are probed") {
  const Place place;
  for (const auto* name : {"acme", "crashes", "exits", "hangs"}) place.copy(name, name);
  auto r = place.search(bouton::Probing::if_unknown);
  CHECK(r.find("acme") != nullptr);
  CHECK(r.find("ends") == nullptr);
  REQUIRE(r.refusals().size() == 3);
  const std::string advice = " while it was loaded; look at the constructors of static objects and at declare()";
  CHECK(r.refusals()[0].path.filename() == "crashes.bouton.so");
  CHECK(r.refusals()[0].reason == RefusalReason::ends_process);
  CHECK(r.refusals()[0].message == "crashed (Aborted)" + advice);
  CHECK(r.refusals()[1].message == "ended the process with exit status 0, as exit() does" + advice);
  CHECK(r.refusals()[2].message == "did not end within 2 s" + advice);
}

TEST_CASE("a library that crashed is tried again by the next start, once; the cause may be gone") {
  const Place place;
  place.copy("crashes_at_first", "flaky");
  const auto refusals = [&] { return place.search(bouton::Probing::if_unknown).refusals().size(); };
  elsewhere([&] { _exit(refusals() == 1 ? 0 : 1); });
  CHECK(contains(place.index(), "crashed (Aborted)"));
  elsewhere([&] {
    const bool is_refused = refusals() == 1;
    setenv("BOUTON_TEST_TABLE", "is there", 1);
    _exit(is_refused && refusals() == 1 ? 0 : 1);  // this start has tried it
  });
  const Variable table("BOUTON_TEST_TABLE", "is there");
  CHECK(refusals() == 0);
  CHECK(contains(place.index(), "\tends\n"));
}

TEST_CASE("a library that hung is not tried again, and its refusal says so and how to try it anew") {
  const Place place;
  const auto library = place.copy("hangs_at_first", "slow");
  elsewhere([&] { _exit(place.search(bouton::Probing::if_unknown).refusals().size() == 1 ? 0 : 1); });
  const Variable table("BOUTON_TEST_TABLE", "is there");
  auto again = place.search(bouton::Probing::if_unknown);
  REQUIRE(again.refusals().size() == 1);
  CHECK(again.refusals()[0].reason == RefusalReason::ends_process);
  CHECK(contains(again.refusals()[0].message, "did not end within 2 s while it was loaded; "));
  CHECK(contains(again.refusals()[0].message,
                 "; an earlier start found this, and it is not tried again: 'bouton plugins --scan' tries it anew"));
  bouton::Registry r(bouton::LibraryFiles::in_place, bouton::Probing::if_unknown, patience);
  CHECK(support::refusal_of(library, r).reason == RefusalReason::ends_process);
  CHECK(place.search(bouton::Probing::always).refusals().empty());
  CHECK(place.search(bouton::Probing::if_unknown).refusals().empty());
}

TEST_CASE("what a probe found counts until the library changes, or where each library is probed") {
  const Place place;
  const auto library = place.copy("crashes", "changes");
  const auto refusals = [&](bouton::Probing probing) { return place.search(probing).refusals().size(); };
  CHECK(refusals(bouton::Probing::if_unknown) == 1);
  place.cache.write("bouton/plugins.index", place.index());
  place.copy("acme", "changes");
  CHECK(refusals(bouton::Probing::if_unknown) == 0);
  overwrite(library, support::bytes_of(plugin("acme")));
  CHECK(refusals(bouton::Probing::always) == 0);
  CHECK(contains(place.index(), "\tacme\t"));
}

TEST_CASE("a library that is tried is opened in this process only when one of its types is asked for") {
  const Place place;
  const auto acme = place.copy("acme", "acme");
  place.copy("breaks", "breaks");
  auto r = place.search(bouton::Probing::if_unknown);
  CHECK_FALSE(is_open(acme));
  CHECK(r.find("acme_neuron") != nullptr);
  CHECK(r.find("breaks") != nullptr);
  CHECK(is_open(acme));
}

TEST_CASE("a library that was passed over is tried before it takes the place of the one that hid it") {
  const Place place;
  const auto acme = place.copy("acme", "acme");
  place.search();
  const TemporaryFolder later;
  std::filesystem::copy_file(plugin("crashes"), later.path() / "acme.bouton.so");
  overwrite(acme, other_stamp(acme));
  auto r = place.search(bouton::Probing::if_unknown);
  r.search(later.path());
  CHECK(r.find("acme") == nullptr);
  REQUIRE(r.refusals().size() == 2);
  CHECK(r.refusals()[0].reason == RefusalReason::other_stamp);
  CHECK(r.refusals()[1].reason == RefusalReason::ends_process);
}

TEST_CASE("a library that crashes while its copy is tried leaves no copy") {
  const Place place;
  const TemporaryFolder temporary;
  place.copy("crashes", "crashes");
  const Variable variable("TMPDIR", temporary.path().string());
  bouton::Registry r(bouton::LibraryFiles::copied, bouton::Probing::if_unknown);
  r.search(place.plugins.path());
  CHECK(r.refusals().size() == 1);
  CHECK(std::filesystem::is_empty(temporary.path()));
}

TEST_CASE("what libraries are refused for is the same where they are tried") {
  const Place place;
  for (const auto* name : {"acme", "acme_and_more", "empty", "half", "throws", "undefined", "no_manifest"})
    place.copy(name, name);
  const auto refused = [&](bouton::Probing probing) {
    std::string all;
    auto r = place.search(probing);
    for (const auto& refusal : r.refusals()) all += refusal.path.string() + ": " + refusal.message + "\n";
    return all;
  };
  const auto untried = refused(bouton::Probing::none);
  CHECK(contains(untried, "undefined symbol"));
  CHECK(refused(bouton::Probing::if_unknown) == untried);
  CHECK(refused(bouton::Probing::if_unknown) == untried);  // from the index
  CHECK(refused(bouton::Probing::always) == untried);
}
