// The files that fuzzing has found worth keeping, once more in every build.
#include <support/network.hpp>

#include "harness.hpp"

namespace {

template <class F>
void for_each_file(const char* folder, F f) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(BOUTON_CORPUS) / folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    f(bytes);
    ++count;
  }
  CHECK(count > 5);
}

}  // namespace

TEST_CASE("network files from the corpus are read or refused") { for_each_file("network_file", fuzz::network_file); }

TEST_CASE("the stamps of libraries from the corpus are read or refused") { for_each_file("stamp", fuzz::stamp); }
