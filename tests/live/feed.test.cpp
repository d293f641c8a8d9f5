#include <thread>

#include <doctest/doctest.h>

#include "live/feed.hpp"
#include "live/requests.hpp"

using bouton_program::Feed;
using bouton_program::Requests;
using Json = Requests::Json;

namespace {

constexpr std::chrono::milliseconds at_once{0};

}  // namespace

TEST_CASE("each who watches gets each message, from when it began to watch") {
  Feed feed;
  CHECK_FALSE(feed.has_watchers());
  feed.publish("a");
  const auto one = feed.watch();
  feed.publish("b");
  const auto other = feed.watch();
  feed.publish("c");
  CHECK(one->next(at_once) == "b");
  CHECK(one->next(at_once) == "c");
  CHECK_FALSE(one->next(at_once).has_value());
  CHECK(other->next(at_once) == "c");
  CHECK(feed.joined() == 2);
}

TEST_CASE("who is slow misses messages and is told how many, and holds nobody up") {
  Feed feed;
  const auto slow = feed.watch(), fast = feed.watch();
  for (int i = 0; i < 100; ++i) {
    feed.publish(std::to_string(i));
    CHECK(fast->next(at_once) == std::to_string(i));
  }
  for (int i = 0; i < 63; ++i) CHECK(slow->next(at_once) == std::to_string(i));
  CHECK(slow->next(at_once) == "63event: missed\ndata: 36\n\n");
  feed.publish("next");
  CHECK(slow->next(at_once) == "next");
}

TEST_CASE("who has gone is forgotten, and what waits is still read when there will be nothing more") {
  Feed feed;
  auto gone = feed.watch();
  CHECK(feed.has_watchers());
  gone.reset();
  CHECK_FALSE(feed.has_watchers());
  const auto watcher = feed.watch();
  feed.publish("last");
  feed.end();
  CHECK_FALSE(watcher->is_over());
  CHECK(watcher->next(at_once) == "last");
  CHECK(watcher->is_over());
  CHECK(feed.watch()->is_over());
}

TEST_CASE("requests wait for the run, which answers them in their order") {
  Requests requests;
  CHECK_FALSE(requests.has_any());
  Json first;
  std::thread asking([&] { first = requests.ask({{"do", "a"}}); });
  while (!requests.has_any()) std::this_thread::yield();
  requests.wait(std::chrono::hours(1));  // there is one, so it does not wait
  requests.answer([](const Json& request) { return Json{{"done", request["do"]}}; });
  asking.join();
  CHECK(first == Json{{"done", "a"}});
  CHECK_FALSE(requests.has_any());
}

TEST_CASE("requests to a run that is over are refused, those that wait too") {
  Requests requests;
  Json waiting;
  std::thread asking([&] { waiting = requests.ask({{"do", "a"}}); });
  while (!requests.has_any()) std::this_thread::yield();
  requests.end();
  asking.join();
  CHECK(waiting["error"] == "the run is over");
  CHECK(requests.ask({{"do", "b"}})["error"] == "the run is over");
}
