#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <httplib.h>

#include <bouton/error.hpp>

#include "live/access.hpp"
#include "live/message.hpp"
#include "live/server.hpp"

namespace bouton_program {

namespace {

/// More who watch at the same time are refused: each takes a thread.
constexpr std::size_t most_watchers = 16;

constexpr const char* json_type = "application/json; charset=utf-8";

/// The page may run what is in it, talk to this server, and do nothing else; nobody may put it into a frame.
const httplib::Headers& headers() {
  static const httplib::Headers all{
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
       "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cache-Control", "no-store"}};
  return all;
}

RequestOrigin origin_of(const httplib::Request& request) {
  return {request.get_header_value("Host"), request.get_header_value("Origin"),
          request.has_param("token") ? request.get_param_value("token") : ""};
}

}  // namespace

struct Server::Parts {
  Parts(ServerOptions given, Feed& to_all, Requests& asked)
      : options(std::move(given)), feed(to_all), requests(asked) {}

  ServerOptions options;
  Feed& feed;
  Requests& requests;
  httplib::Server server;
  std::optional<Access> access;
  std::string url;
  std::thread thread;
  std::atomic<std::size_t> watchers{0};

  void listen() {
    // A port that was used a moment ago may be used again; but two servers must not share one, as they would by
    // default: each would get some of what is meant for the other.
    server.set_socket_options([](auto socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    auto port = static_cast<int>(options.port);
    const bool listens =
        port == 0 ? (port = server.bind_to_any_port(options.address)) > 0 : server.bind_to_port(options.address, port);
    if (!listens)
      throw bouton::Error(
          fmt::format("nothing can listen on {}:{}: is the port taken, or the address not of this machine?",
                      options.address, options.port));
    access.emplace(options.address, static_cast<std::uint16_t>(port));
    url = access->url();
    thread = std::thread([this] { server.listen_after_bind(); });
  }

  void answer() {
    server.new_task_queue = [] { return new httplib::ThreadPool(most_watchers + 8); };
    server.set_payload_max_length(1 << 20);
    server.set_keep_alive_timeout(1);
    server.set_write_timeout(1);
    server.set_default_headers(headers());
    server.set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      const auto why = access->why_not(origin_of(request));
      if (why.empty()) return httplib::Server::HandlerResponse::Unhandled;
      response.status = 403;
      response.set_content(why + "\n", "text/plain; charset=utf-8");
      return httplib::Server::HandlerResponse::Handled;
    });
    server.Get("/", [this](const httplib::Request&, httplib::Response& response) {
      response.set_content(options.page, "text/html; charset=utf-8");
    });
    server.Get("/events", [this](const httplib::Request&, httplib::Response& response) { send_events(response); });
    server.Post("/do", [this](const httplib::Request& request, httplib::Response& response) {
      const auto asked = Requests::Json::parse(request.body, nullptr, false);
      const auto answered =
          asked.is_object() ? requests.ask(asked) : Requests::Json{{"error", "what is asked for is no JSON object"}};
      if (answered.contains("error")) response.status = 400;
      response.set_content(answered.dump(-1, ' ', false, Requests::Json::error_handler_t::replace), json_type);
    });
  }

  void send_events(httplib::Response& response) {
    if (++watchers > most_watchers) {
      --watchers;
      response.status = 503;
      response.set_content(fmt::format("{} watch already; no more can\n", most_watchers), "text/plain");
      return;
    }
    // Counted until the response is over, however it ends.
    const std::shared_ptr<void> counted(nullptr, [this](void*) { --watchers; });
    const auto watcher = feed.watch();
    const auto first = std::make_shared<std::string>(options.welcome());
    response.set_chunked_content_provider(
        "text/event-stream", [watcher, counted, first](std::size_t, httplib::DataSink& sink) {
          // A comment shows whether someone is still there.
          constexpr std::chrono::milliseconds patience{500};
          const auto text = first->empty() ? watcher->next(patience).value_or(":\n\n") : std::exchange(*first, "");
          if (!sink.write(text.data(), text.size())) return false;
          if (watcher->is_over()) sink.done();
          return true;
        });
  }
};

Server::Server(ServerOptions options, Feed& feed, Requests& requests)
    : parts_(std::make_unique<Parts>(std::move(options), feed, requests)) {
  parts_->answer();
  parts_->listen();
}

Server::~Server() {
  parts_->feed.end();
  parts_->requests.end();
  // It can only be stopped once it runs.
  while (!parts_->server.is_running()) std::this_thread::yield();
  parts_->server.stop();
  if (parts_->thread.joinable()) parts_->thread.join();
}

const std::string& Server::url() const { return parts_->url; }

}  // namespace bouton_program
