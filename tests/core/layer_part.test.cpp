#include <support/edit.hpp>

#include "description/layer_part.hpp"
#include "network/part_signal.hpp"

using bouton::SharedUnits;
using bouton::Unit;
using support::contains;
using Units = std::vector<Unit>;
using Values = std::vector<double>;

namespace {

constexpr Unit size = 12;

/// The units that a text means of a layer of 12 units.
Units units(const std::string& text) {
  if (text.empty()) return units("[:]");
  const auto part = bouton::read_part(bouton::split_part("e" + text).value(), size);
  Units all;
  for (Unit k = 0; k < bouton::part_size(part, size); ++k) all.push_back(part ? part->unit(k) : k);
  return all;
}

std::string why_not(const std::string& text) {
  try {
    bouton::read_part(bouton::split_part("e" + text).value(), size);
  } catch (const bouton::Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a part is written as a slice in Python") {
  CHECK(units("[0:3]") == Units{0, 1, 2});
  CHECK(units("[10:]") == Units{10, 11});
  CHECK(units("[:2]") == Units{0, 1});
  CHECK(units("[::5]") == Units{0, 5, 10});
  CHECK(units("[1:8:3]") == Units{1, 4, 7});
  CHECK(units("[-3:-1]") == Units{9, 10});
  CHECK(units("[-12:1]") == Units{0});
  CHECK(units("[5]") == Units{5});
  CHECK(units("[-1]") == Units{11});
  CHECK(units("[ 2 : 4 ]") == Units{2, 3});
  CHECK(units("[3::]") == units("[3:]"));
  CHECK(units("[3:4:4000000000]") == Units{3});
  CHECK_FALSE(bouton::read_part(bouton::split_part("e[:]").value(), size));
  CHECK_FALSE(bouton::split_part("e"));
  CHECK_FALSE(bouton::split_part("e]"));
  CHECK(bouton::split_part("e[1][2]")->name == "e[1]");
}

TEST_CASE("a part that is empty, out of range or no part says so, with the size of the layer") {
  CHECK(why_not("[5:5]") == "'e[5:5]' is empty; 'e' has 12 units");
  CHECK(why_not("[7:3]") == "'e[7:3]' is empty; 'e' has 12 units");
  CHECK(why_not("[12:]") == "'e[12:]' is empty; 'e' has 12 units");
  CHECK(why_not("[0:13]") == "'e[0:13]' is out of range: 'e' has 12 units, and there is no 13");
  CHECK(why_not("[-13:]") == "'e[-13:]' is out of range: 'e' has 12 units, and there is no -13");
  CHECK(why_not("[12]") == "'e[12]' is out of range: 'e' has 12 units, and there is no 12");
  CHECK(contains(why_not("[0:99999999999999999999]"), "is out of range: 'e' has 12 units"));
  CHECK(why_not("[::0]") == "the step of 'e[::0]' is 0; it must be >= 1");
  CHECK(why_not("[::-1]") == "the step of 'e[::-1]' is -1; it must be >= 1");
  CHECK(why_not("[a:3]") ==
        "'e[a:3]' is no part of 'e'; wanted e[begin:end], e[begin:end:step] or e[unit], in whole numbers");
  for (const auto* wrong : {"[]", "[1:2:3:4]", "[1.5]", "[1,2]", "[0x1]", "[1 2]"})
    CHECK(contains(why_not(wrong), "is no part of 'e'"));
}

TEST_CASE("a part shows its own values and spikes, counted from 0") {
  const Values values{1, 0, 1, 1, 0, 1};
  const Units active{0, 2, 3, 5};
  const auto of = [&](bouton::LayerPart part, bool is_spikes) {
    bouton::PartSignal signal(part);
    const auto x = signal.of({values, active, is_spikes});
    return std::pair(Values(x.values.begin(), x.values.end()), Units(x.active.begin(), x.active.end()));
  };
  CHECK(of({2, 3, 1}, true) == std::pair(Values{1, 1, 0}, Units{0, 1}));
  CHECK(of({1, 3, 2}, true) == std::pair(Values{0, 1, 1}, Units{1, 2}));
  CHECK(of({0, 3, 2}, true) == std::pair(Values{1, 1, 0}, Units{0, 1}));
  CHECK(of({0, 2, 4}, false).first == Values{1, 0});
  CHECK(of({4, 0, 2}, true) == std::pair(Values{}, Units{}));
  bouton::PartSignal signal(bouton::LayerPart{1, 3, 2});  // what was active before is forgotten
  signal.of({values, active, true});
  const Values other{0, 0, 0, 0, 0, 0.5};
  signal.of({other, {}, false});
  const auto x = signal.of({Values(6), {}, true});
  CHECK(Values(x.values.begin(), x.values.end()) == Values{0, 0, 0});
}

TEST_CASE("the neurons that two parts share are found by their numbers in both") {
  const bouton::LayerPart parts[] = {{0, 12, 1}, {2, 5, 1}, {5, 7, 1}, {0, 4, 3},
                                     {1, 6, 2},  {3, 1, 1}, {1, 3, 4}, {11, 1, 1}};
  for (const auto& post : parts)
    for (const auto& pre : parts) {
      const auto shared = SharedUnits::of(post, pre);
      std::uint64_t count = 0;
      for (Unit k = 0; k < post.count; ++k) {
        std::uint64_t same = bouton::nobody;
        for (Unit i = 0; i < pre.count; ++i)
          if (pre.unit(i) == post.unit(k)) same = i;
        CHECK(shared.pre_of(k) == same);
        CHECK(shared.count_in(0, k) == count);
        if (same == bouton::nobody) continue;
        CHECK(shared.post_of(same) == k);
        ++count;
      }
      CHECK(shared.count == count);
      CHECK(shared.count_in(0, post.count) == count);
    }
}
