#include <support/edit.hpp>

using support::contains;
using support::thrown;

namespace {

/// The declaration of a synapse that is right, to be made wrong.
bouton::TypeDeclaration declaration(const std::string& name, std::vector<std::string> aliases = {}) {
  bouton::Declaration<support::Plain> d;
  support::Plain::declare(d);
  auto t = std::move(d).take();
  t.name = name;
  t.aliases = std::move(aliases);
  return t;
}

std::string refused(bouton::TypeDeclaration d) {
  auto r = support::registry();
  const auto types = r.types().size();
  const std::string why = thrown<bouton::Error>([&] { r.add(std::move(d)); }).what();
  CHECK(r.types().size() == types);
  return why;
}

}  // namespace

TEST_CASE("a type is found by its name and its aliases, and listed once in the order of names") {
  bouton::Registry r;
  r.add(declaration("zebra"));
  r.add(declaration("ape", {"monkey", "gorilla"}));
  REQUIRE(r.find("gorilla") != nullptr);
  CHECK(r.find("gorilla") == r.find("ape"));
  CHECK(r.find("gorilla")->library.empty());
  CHECK(r.find("Ape") == nullptr);
  REQUIRE(r.types().size() == 2);
  CHECK(r.types()[0]->declaration.name == "ape");
  CHECK(r.types()[1]->declaration.name == "zebra");
}

TEST_CASE("a name or alias that is taken is refused, and the sentence begins with what is wrong") {
  auto r = support::registry();
  r.add(declaration("ape", {"monkey"}));
  const auto why = [&](bouton::TypeDeclaration d) {
    const auto refusal = thrown<bouton::PluginRefused>([&] { r.add(std::move(d)); });
    CHECK(refusal.refusal.reason == bouton::RefusalReason::duplicate_name);
    return std::string(refusal.what());
  };
  CHECK(contains(why(declaration("ape")),
                 "the type name 'ape' is in two places, the program itself and the program itself"));
  CHECK(contains(why(declaration("monkey")), "the type name 'monkey' is in two places"));
  CHECK(contains(why(declaration("new", {"sum"})), "the type name 'sum' is in two places"));
  CHECK(r.find("new") == nullptr);
  CHECK_FALSE(why(declaration("ape")).starts_with(":"));
}

TEST_CASE("a declaration without a name, or with a parameter without one or twice, is refused") {
  CHECK(contains(refused(declaration("")),
                 "a type declares no name; call d.type(\"name\", \"what it is\") in declare()"));
  auto d = declaration("new");
  d.parameters.resize(1);
  CHECK(contains(refused(d), "type 'new' declares a parameter without a name"));
  d.parameters[0].name = "tau";
  d.parameters.push_back(d.parameters[0]);
  CHECK(contains(refused(d), "type 'new' declares the parameter 'tau' twice"));
}

TEST_CASE("a declaration without a version is refused, as its comment says") {
  auto d = declaration("new");
  d.version.clear();
  CHECK(contains(refused(d), "type 'new' declares no version; call d.version(\"1.0\", \"author\")"));
}

TEST_CASE("a default of another type than its parameter is refused when the type is registered") {
  auto d = declaration("new");
  d.parameters.resize(1);
  d.parameters[0].name = "flag";
  d.parameters[0].type = bouton::ParameterType::boolean;
  d.parameters[0].default_value = 1.0;
  CHECK(contains(refused(d), "type 'new': the default of 'flag' is not of the parameter's type"));
}

TEST_CASE("a default out of its own range is refused when the type is registered") {
  auto d = declaration("new");
  d.parameters.resize(1);
  d.parameters[0].name = "tau";
  d.parameters[0].minimum = 1.0;
  d.parameters[0].default_value = 0.0;
  CHECK(contains(refused(d), "type 'new', default: 'tau' is 0; it must be >= 1"));
}

TEST_CASE("a synapse that takes no presynaptic signal, or at most fewer than at least, is refused") {
  for (const auto& [least, most] : {std::pair{0, 1}, {2, 1}}) {
    auto d = declaration("new");
    d.least_sources = static_cast<std::size_t>(least);
    d.most_sources = static_cast<std::size_t>(most);
    CHECK(contains(refused(d), "'new'"));
  }
}

TEST_CASE("a type that is missing is explained with the nearest of its kind") {
  auto r = support::registry();
  r.add(declaration("summer"));
  CHECK(contains(r.explain_missing("summ", bouton::TypeKind::neuron), "no neuron type 'summ'; did you mean 'sum'?"));
  CHECK(contains(r.explain_missing("summe", bouton::TypeKind::synapse),
                 "no synapse type 'summe'; did you mean 'summer'?"));
  CHECK(contains(r.explain_missing("summe"), "no type 'summe'; did you mean 'summer'?"));
  CHECK(contains(r.explain_missing("xyz", bouton::TypeKind::neuron), "no neuron type 'xyz'; there is sum, threshold"));
}

TEST_CASE("where no folder was searched, none is named") {
  CHECK(support::registry().explain_missing("summ").find("found in )") == std::string::npos);
}

TEST_CASE("a copy of a registry changes by itself") {
  auto r = support::registry();
  auto copy = r;
  copy.add(declaration("new"));
  CHECK(copy.find("new") != nullptr);
  CHECK(r.find("new") == nullptr);
}

TEST_CASE("each kind of type has a name for people") {
  using bouton::TypeKind;
  CHECK(to_string(TypeKind::neuron) == "neuron");
  CHECK(to_string(TypeKind::generator) == "generator");
  CHECK(to_string(TypeKind::synapse) == "synapse");
  CHECK(to_string(TypeKind::data_set) == "data set");
  CHECK(to_string(TypeKind::recorder) == "recorder");
}
