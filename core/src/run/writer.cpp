#include "run/writer.hpp"

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <system_error>
#include <utility>

#include "process/signal_stack.hpp"

namespace bouton {

namespace {

constexpr std::size_t alignment = 8;
std::size_t aligned(std::size_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

template <class T>
std::span<const T> values_at(const std::byte* place, std::size_t count) {
  return {reinterpret_cast<const T*>(place), count};
}

/// What a sample's values are, as bytes.
std::span<const std::byte> bytes_of(const Sample& sample) {
  switch (sample.shape) {
    case RecordShape::spikes: return std::as_bytes(sample.units);
    case RecordShape::values: return std::as_bytes(sample.values);
    case RecordShape::weights: return std::as_bytes(sample.entries);
  }
  return {};
}

std::size_t count_of(const Sample& sample) {
  return std::max({sample.units.size(), sample.values.size(), sample.entries.size()});
}

std::size_t size_of_value(RecordShape shape) {
  switch (shape) {
    case RecordShape::spikes: return sizeof(Unit);
    case RecordShape::values: return sizeof(double);
    case RecordShape::weights: return sizeof(WeightEntry);
  }
  return 0;
}

/// As a signal handler may do it.
void sleep_a_moment() {
  const timespec moment{0, 1'000'000};
  nanosleep(&moment, nullptr);
}

}  // namespace

Writer::Writer(std::function<void(const Sample&)> write)
    : write_(std::move(write)), first_(new Block(block_size)), last_(first_), process_(getpid()) {
  queued_ = block_size;
}

Writer::~Writer() {
  finish();
  free(first_);
  free(read_);
  free(spare_);
}

void Writer::free(Block* first) {
  while (first) delete std::exchange(first, first->next.load());
}

void Writer::add(const Sample& sample) {
  const auto payload = bytes_of(sample);
  const std::size_t bytes = sizeof(Header) + aligned(payload.size());
  std::size_t filled = last_->filled.load(std::memory_order_relaxed);
  if (filled + bytes > last_->capacity) begin_block(bytes), filled = 0;
  std::byte* place = last_->memory.get() + filled;
  const Header header{sample.step, static_cast<std::uint32_t>(sample.recording),
                      static_cast<std::uint32_t>(sample.target), static_cast<std::uint32_t>(sample.shape),
                      count_of(sample)};
  std::memcpy(place, &header, sizeof header);
  if (!payload.empty()) std::memcpy(place + sizeof header, payload.data(), payload.size());
  ++added_;
  last_->filled.store(filled + bytes, std::memory_order_release);
}

/// Begins another block, and has the thread write the one that is full.
void Writer::begin_block(std::size_t bytes) {
  bytes = std::max(bytes, block_size);
  while (is_stopped_ && getpid() == process_) sleep_a_moment();  // the process is about to end
  if (is_stopped_)
    go_on();
  else
    start(), wait_for_room(bytes);
  Block* block = make_block(bytes);
  queued_ += block->capacity;
  last_->next.store(block, std::memory_order_release);
  last_ = block;
  changed_.notify_all();
}

Writer::Block* Writer::make_block(std::size_t bytes) {
  if (!spare_) spare_ = read_.exchange(nullptr);
  if (bytes > block_size || !spare_) return new Block(bytes);
  Block* block = std::exchange(spare_, spare_->next.load());
  block->next = nullptr;
  return block;
}

/// A block that was larger is not kept.
void Writer::give_back(Block* block) {
  if (block->capacity > block_size) return delete block;
  block->filled = 0;
  Block* before = read_;
  do block->next = before;
  while (!read_.compare_exchange_weak(before, block));
}

void Writer::wait_for_room(std::size_t bytes) {
  const auto has_room = [&] { return queued_ + bytes <= most_queued || is_empty(); };
  if (!is_started_ || has_room()) return;
  std::unique_lock lock(mutex_);
  is_wanted_ = is_waited_for_ = true;
  changed_.notify_all();
  changed_.wait(lock, has_room);
  is_waited_for_ = false;
}

void Writer::start_if_late() {
  if (std::chrono::steady_clock::now() - begun_ > longest_wait) start();
}

void Writer::start() {
  if (is_started_) return;
  try {
    thread_ = std::thread([this] { run(); });
    is_started_ = true;
  } catch (const std::system_error&) {
    write_all();  // the system gives no more threads; this one does the same
  }
}

void Writer::run() {
  const SignalStack stack;
  thread_id_ = pthread_self();
  for (;;) {
    while (write_all()) {
    }
    std::unique_lock lock(mutex_);
    changed_.notify_all();  // for those who wait
    if (is_ending_) return;
    changed_.wait_for(lock, longest_wait, [&] {
      return is_ending_ || is_wanted_ || first_->next.load(std::memory_order_acquire) != nullptr;
    });
    is_wanted_ = false;
  }
}

bool Writer::write_all() {
  bool has_written = false;
  for (;;) {
    Block* block = first_;
    // Whether there is another block is looked at first: if so, this one is complete.
    Block* next = block->next.load(std::memory_order_acquire);
    const auto filled = block->filled.load(std::memory_order_acquire);
    for (; at_ < filled; has_written = true) write_next();
    if (!next) return has_written;
    first_ = next;
    at_ = 0;
    queued_ -= block->capacity;
    give_back(block);
    if (is_waited_for_) {
      const std::lock_guard lock(mutex_);
      changed_.notify_all();
    }
  }
}

void Writer::write_next() {
  const std::byte* place = first_->memory.get() + at_;
  Header header{};
  std::memcpy(&header, place, sizeof header);
  place += sizeof header;
  at_work_on_ = header.recording;
  stop_if_told();
  const auto shape = static_cast<RecordShape>(header.shape);
  Sample sample{header.recording, header.target, shape, header.step, {}, {}, {}};
  switch (shape) {
    case RecordShape::spikes: sample.units = values_at<Unit>(place, header.count); break;
    case RecordShape::values: sample.values = values_at<double>(place, header.count); break;
    case RecordShape::weights: sample.entries = values_at<WeightEntry>(place, header.count); break;
  }
  // Should this sample end the process, it is not tried again.
  at_ += sizeof header + aligned(header.count * size_of_value(shape));
  try {
    if (header.recording != interrupted_) write_(sample);
  } catch (...) {
    if (!has_failed_) {
      failure_ = std::current_exception();
      has_failed_.store(true, std::memory_order_release);
    }
  }
  ++written_;
  at_work_on_ = nothing;
}

void Writer::wait() {
  if (!is_started_) {
    write_all();
    return;
  }
  std::unique_lock lock(mutex_);
  is_wanted_ = true;
  changed_.notify_all();
  changed_.wait(lock, [&] { return is_empty(); });
}

void Writer::finish() {
  if (is_started_) {
    {
      const std::lock_guard lock(mutex_);
      is_ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
    is_started_ = false;
    thread_id_ = pthread_t{};
  }
  write_all();
}

/// The thread says first that it is at work, and looks then whether it is to stop; who stops it does it the other way
/// round. So one of the two sees the other.
void Writer::stop_if_told() {
  if (!is_stopped_ || getpid() != process_ || !pthread_equal(pthread_self(), thread_id_)) return;
  at_work_on_ = nothing;
  for (;;) sleep_a_moment();
}

void Writer::stop_thread() noexcept {
  is_stopped_ = true;
  if (thread_id_ == pthread_t{} || pthread_equal(pthread_self(), thread_id_)) return;
  constexpr int patience = 2000;  // ms
  for (int waited = 0; at_work_on_ != nothing && waited < patience; ++waited) sleep_a_moment();
}

void Writer::go_on() {
  if (!std::exchange(goes_on_, true)) interrupted_ = at_work_on_;
  is_waited_for_ = false;  // nobody is left
  write_all();
}

}  // namespace bouton
