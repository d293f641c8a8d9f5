#include <sys/stat.h>
#include <unistd.h>

#include <cfenv>
#include <clocale>
#include <csignal>
#include <limits>

#include <support/plugins.hpp>

using support::plugin;

namespace {

double half_of_the_least() {
  volatile double least = std::numeric_limits<double>::min();
  return least / 2;
}

}  // namespace

TEST_CASE("what a library changes in the process when it is opened or declares its types is put back, and told") {
  const auto folder = std::filesystem::current_path();
  const std::string locale = std::setlocale(LC_ALL, nullptr);
  const mode_t mask = umask(022);
  umask(mask);
  auto r = support::registry_with(plugin("meddles"));
  CHECK(half_of_the_least() > 0);
  CHECK(std::fegetround() == FE_TONEAREST);
  CHECK(std::filesystem::current_path() == folder);
  CHECK(std::setlocale(LC_ALL, nullptr) == locale);
  struct sigaction action {};
  sigaction(SIGUSR1, nullptr, &action);
  const bool is_default = action.sa_handler == SIG_DFL;
  CHECK(is_default);
  CHECK(umask(mask) == mask);
  CHECK(r.libraries()[0].put_back == std::vector<std::string>{"the floating-point environment", "the locale",
                                                              "the working folder", "the signal handlers",
                                                              "the mask of new files"});
}

TEST_CASE("a library that changes nothing is not said to have changed anything") {
  auto r = support::registry_with(plugin("acme"));
  CHECK(r.libraries()[0].put_back.empty());
}
