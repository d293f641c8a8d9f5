#include <cstdint>

#include <support/network.hpp>

#include "network/pace.hpp"

namespace {

/// What windows take on one thread and on all; every so many parallel windows another program takes a processor.
struct Machine {
  double one = 10e-6, all = 6e-6;
  std::uint64_t stall_every = 0;
  double stall = 4e-3;

  double total = 0;
  std::uint64_t parallel_windows = 0;

  void take(bouton::Pace& pace, int windows) {
    for (int i = 0; i < windows; ++i) {
      double seconds = one;
      if (pace.parallel()) {
        ++parallel_windows;
        seconds = all + (stall_every && parallel_windows % stall_every == 0 ? stall : 0.0);
      }
      total += seconds;
      pace.add(1, pace.measures() ? seconds : 0.0);
    }
  }
};

constexpr int many = 1'000'000;

TEST_CASE("threads that are faster are used almost always") {
  bouton::Pace pace;
  Machine machine;
  machine.take(pace, many);
  CHECK(machine.total < 1.05 * many * machine.all);
}

TEST_CASE("threads that are slower are used almost never") {
  bouton::Pace pace;
  Machine machine;
  machine.all = 14e-6;
  machine.take(pace, many);
  CHECK(machine.total < 1.02 * many * machine.one);
}

TEST_CASE("windows that are shorter than threads need to meet stay on one thread") {
  bouton::Pace pace;
  Machine machine;
  machine.one = 1e-6;
  machine.all = 0.1e-6;
  machine.take(pace, many);
  CHECK(machine.parallel_windows == 0);
}

TEST_CASE("threads that only a short comparison finds faster are left alone") {
  bouton::Pace pace;
  Machine machine;
  machine.stall_every = 700;
  machine.take(pace, many);
  CHECK(machine.total < 1.05 * many * machine.one);
}

TEST_CASE("threads that are slower by far are given up after a few windows") {
  for (const double one : {3e-6, 100e-6, 1e-3}) {
    CAPTURE(one);
    bouton::Pace pace;
    Machine machine;
    machine.one = one;
    machine.all = 30 * one;
    machine.take(pace, 1000);
    CHECK(machine.parallel_windows < 400);
    CHECK(machine.total < 1000 * one + std::max(2e-3, 40 * one));
  }
}

TEST_CASE("one interruption decides nothing") {
  // Wherever in a comparison it falls, and whichever choice it meets.
  for (int at = 0; at < 400; ++at) {
    bouton::Pace pace;
    Machine machine;
    machine.take(pace, at);
    pace.add(1, pace.measures() ? 2e-4 : 0.0);
    machine.parallel_windows = 0;
    machine.take(pace, 5000);
    CAPTURE(at);
    CHECK(machine.parallel_windows > 4000);
  }
}

TEST_CASE("another program that comes while threads are kept costs little") {
  bouton::Pace pace;
  Machine machine;
  machine.take(pace, many);
  machine.stall_every = 400;
  machine.total = 0;
  machine.take(pace, 50'000);
  CHECK(machine.total < 1.05 * 50'000 * machine.one);
}

TEST_CASE("a choice is revised within a second, in either direction") {
  bouton::Pace pace;
  Machine machine;
  for (const double all : {6e-6, 15e-6, 6e-6, 15e-6, 6e-6}) {
    machine.all = all;
    machine.take(pace, 100'000);  // a second on one thread
    machine.parallel_windows = 0;
    machine.take(pace, 10'000);
    CAPTURE(all);
    CHECK((all < machine.one ? machine.parallel_windows > 9'000 : machine.parallel_windows < 500));
  }
}

TEST_CASE("a network that grows more active does not look as if its threads had become slower") {
  bouton::Pace pace;
  Machine machine;
  for (int i = 0; i < 60; ++i) {
    machine.take(pace, 10'000);
    machine.one *= 1.05;
    machine.all *= 1.05;
  }
  machine.parallel_windows = 0;
  machine.take(pace, 100'000);
  CHECK(machine.parallel_windows > 90'000);
}

TEST_CASE("what is faster is found again when it changes") {
  bouton::Pace pace;
  Machine machine;
  machine.stall_every = 700;
  machine.take(pace, many);
  machine.stall_every = 0;
  machine.total = 0;
  machine.take(pace, many);
  CHECK(machine.total < 1.1 * many * machine.all);
}

TEST_CASE("a comparison of long windows takes few of them") {
  bouton::Pace pace;
  Machine machine;
  machine.one = 1e-3;
  machine.all = 0.9e-3;
  constexpr int windows = 1000;
  machine.take(pace, windows);
  CHECK(machine.parallel_windows > 0.85 * windows);
}

}  // namespace
