#include <string>

#include <doctest/doctest.h>

#include "network/name_index.hpp"

TEST_CASE("an element is found by its name, whether there are few or many") {
  bouton::NameIndex names;
  CHECK(!names.find("n0"));
  for (std::size_t i = 0; i < 20; ++i) {
    names.add("n" + std::to_string(i));
    for (std::size_t k = 0; k <= i; ++k) CHECK(names.find("n" + std::to_string(k)) == k);
    CHECK(!names.find("n"));
    CHECK(!names.find("n" + std::to_string(i + 1)));
  }
}
