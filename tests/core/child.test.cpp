#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <bouton/child.hpp>

#include <doctest/doctest.h>

using bouton::in_child;
using std::chrono::seconds;

TEST_CASE("what a function returns in a child process is handed over whole, and what it changes stays there") {
  int changed = 0;
  const std::string long_text = std::string(100000, 'x') + '\0' + "\n";
  const auto outcome = in_child(
      [&] {
        changed = 1;
        return long_text;
      },
      seconds(30));
  CHECK(outcome.answer == long_text);
  CHECK(outcome.end == "");
  CHECK(changed == 0);
}

TEST_CASE("a child that crashes, exits or hangs gives no answer and says how it ended") {
  const auto end_of = [](void (*f)(), seconds patience) {
    const auto outcome = in_child(
        [&] {
          f();
          return "";
        },
        patience);
    CHECK_FALSE(outcome.answer.has_value());
    return outcome.end;
  };
  CHECK(end_of([] { std::raise(SIGKILL); }, seconds(30)) == "crashed (Killed)");
  CHECK(end_of([] { std::_Exit(0); }, seconds(30)) == "ended the process with exit status 0, as exit() does");
  CHECK(end_of([] { std::_Exit(3); }, seconds(30)) == "ended the process with exit status 3, as exit() does");
  CHECK(end_of([] { pause(); }, seconds(1)) == "did not end within 1 s");
}

TEST_CASE("an exception in a child ends the child, and not the caller's frames in it") {
  bool was_caught = false;
  std::string end;
  try {
    end = in_child(
              []() -> std::string {
                std::signal(SIGABRT, SIG_DFL);  // the tests' own handler would report it as theirs
                throw std::runtime_error("lost");
              },
              seconds(30))
              .end;
  } catch (const std::runtime_error&) {
    was_caught = true;
  }
  if (was_caught) std::_Exit(0);  // in the child: the tests must not go on twice
  CHECK(end == "crashed (Aborted)");
}
