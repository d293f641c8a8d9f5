#include <support/counting.hpp>

using support::contains;
using support::counting_text;
using support::network;
using Values = std::vector<double>;

namespace {

bouton::Network learned(bouton::Registry& r) {
  auto n = network(counting_text(R"("initial": {"rise": {"distribution": "uniform", "low": 0, "high": 1}})"), r);
  for (int t = 0; t < 30; ++t) n.step();
  return n;
}

}  // namespace

TEST_CASE("a layer is told whether the phase learns") {
  auto r = support::registry_with_state();
  auto n = network(counting_text(), r);
  n.run(10, false);
  CHECK(n.state("l", "rise") == Values{0, 0, 0});
  n.run(10, true);
  CHECK(n.state("l", "rise") != Values{0, 0, 0});
}

TEST_CASE("a reset leaves kept state") {
  auto r = support::registry_with_state();
  auto n = learned(r);
  const auto rise = n.state("l", "rise");
  n.reset();
  CHECK(n.state("l", "rise") == rise);
  CHECK(n.state("l", "v") == Values{-65, -65, -65});
}

TEST_CASE("kept state is saved beside the weights and read back to the bit") {
  auto r = support::registry_with_state();
  const support::TemporaryFolder folder;
  auto n = learned(r);
  n.save(folder.path() / "net.json");
  CHECK(std::filesystem::exists(folder.path() / "net.l.rise.csv"));
  auto again = bouton::Network::from_file(folder.path() / "net.json", r, support::options());
  CHECK(again.state("l", "rise") == n.state("l", "rise"));
  auto in_text = network(n.to_json(), r);
  CHECK(in_text.state("l", "rise") == n.state("l", "rise"));
  // From there on all is the same as after a reset.
  n.reset();
  for (int t = 0; t < 20; ++t) {
    n.step(), again.step(), in_text.step();
    CHECK(again.state("l", "rise") == n.state("l", "rise"));
    CHECK(in_text.state("l", "v") == n.state("l", "v"));
  }
}

TEST_CASE("kept state moves to a reloaded network whose file gives another beginning") {
  auto r = support::registry_with_state();
  auto first = learned(r), second = network(counting_text(), r);
  second.take_over(first);
  CHECK(second.state("l", "rise") == first.state("l", "rise"));
}
