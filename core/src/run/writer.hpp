/// Has samples written by a thread of its own.
#pragma once

#include <pthread.h>
#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>

#include <bouton/recorder.hpp>

namespace bouton {

/// A sample on its way; one of the spans is that of its shape.
struct Sample {
  std::size_t recording = 0;  ///< the number of the file
  std::size_t target = 0;     ///< and of the target in it
  RecordShape shape = RecordShape::spikes;
  std::uint64_t step = 0;
  std::span<const Unit> units = {};
  std::span<const double> values = {};
  std::span<const WeightEntry> entries = {};
};

/// Takes samples from the thread that steps the network, and hands them to `write`, in the same order, in a thread of
/// its own. The samples lie in blocks, one behind the other in a list: the one thread appends, the other reads what is
/// complete. Neither waits for the other, but where so much is queued that memory would fill up: then the network
/// waits.
///
/// The thread is started once there is a block to write, or a while has passed; samples of a short run are written at
/// its end, and cost no thread. Once it is there, it writes every fraction of a second what there is, so that a process
/// that is killed loses no more.
///
/// When the process ends abnormally, a copy of it has only the thread that met the end (see LastWork). There, `go_on`
/// writes the rest. The list needs no lock, so it is whole in the copy, whichever thread is gone.
class Writer {
 public:
  /// What `write` throws is kept for `rethrow`; further samples still come.
  explicit Writer(std::function<void(const Sample&)> write);
  Writer(const Writer&) = delete;
  ~Writer();

  void add(const Sample& sample);
  /// To be called now and then, such as after each window: starts the thread if samples wait for long.
  void look() {
    if (!is_started_ && ++looks_ % looks_at_clock == 0) start_if_late();
  }
  /// Throws what `write` threw first, if it did.
  void rethrow() const {
    if (has_failed_.load(std::memory_order_acquire)) std::rethrow_exception(failure_);
  }
  /// Returns once all samples are written.
  void wait();
  /// The same, and the thread ends.
  void finish();

  /// In a process that is about to end: has the thread stop between two samples, unless that takes seconds. It does
  /// not go on. May be called by a signal handler.
  void stop_thread() noexcept;
  /// In a copy of that process: writes the rest, but for the recording in whose call the thread was.
  void go_on();
  /// There, after `go_on`: the number of the recording in whose call the thread was, or `nothing`.
  std::size_t interrupted() const { return interrupted_; }
  static constexpr std::size_t nothing = static_cast<std::size_t>(-1);

 private:
  struct Block {
    explicit Block(std::size_t size) : memory(new std::byte[size]), capacity(size) {}
    std::unique_ptr<std::byte[]> memory;
    std::size_t capacity;
    std::atomic<std::size_t> filled = 0;  // bytes of complete samples
    std::atomic<Block*> next = nullptr;   // once no more is added to this one, or of the spare ones
  };
  struct Header {
    std::uint64_t step;
    std::uint32_t recording, target, shape;
    std::size_t count;  // of the values that follow
  };

  void begin_block(std::size_t bytes);
  Block* make_block(std::size_t bytes);
  void give_back(Block* block);
  static void free(Block* first);
  void wait_for_room(std::size_t bytes);
  void start_if_late();
  void start();
  void run();
  /// Writes what is complete; false if there was nothing.
  bool write_all();
  void write_next();
  void stop_if_told();
  bool is_empty() const { return written_.load() == added_; }

  static constexpr std::size_t block_size = std::size_t{1} << 18;
  static constexpr std::size_t most_queued = std::size_t{1} << 24;
  static constexpr unsigned looks_at_clock = 16;
  static constexpr std::chrono::milliseconds longest_wait{200};

  std::function<void(const Sample&)> write_;
  Block* first_;        // that is read
  std::size_t at_ = 0;  // how much of it is read
  Block* last_;         // that is added to
  // Blocks to be used again, since the system takes long to give memory: those that were read are put into the one list
  // by the thread, and taken from there, all at once, into the other.
  std::atomic<Block*> read_ = nullptr;
  Block* spare_ = nullptr;
  std::atomic<std::size_t> queued_ = 0;  // bytes in all blocks
  std::uint64_t added_ = 0;              // samples
  std::atomic<std::uint64_t> written_ = 0;

  std::thread thread_;
  bool is_started_ = false;
  unsigned looks_ = 0;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  std::mutex mutex_;  // of what follows, and of waiting; the list of blocks needs none
  std::condition_variable changed_;
  bool is_ending_ = false, is_wanted_ = false;

  const pid_t process_;                      // in which the thread is
  std::atomic<pthread_t> thread_id_ = {};    // 0: there is none
  std::atomic<bool> is_waited_for_ = false;  // by the network
  std::atomic<std::size_t> at_work_on_ = nothing;
  std::atomic<bool> is_stopped_ = false;
  bool goes_on_ = false;
  std::size_t interrupted_ = nothing;
  std::atomic<bool> has_failed_ = false;
  std::exception_ptr failure_;
};

}  // namespace bouton
