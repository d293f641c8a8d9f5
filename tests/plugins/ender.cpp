// Ends the process or faults in the call that it is told to: parameter `where`, in the way `how`, from step `at` on.
// The environment variable BOUTON_TEST_ENDER does the same for a destructor of a static object.
#include <csignal>
#include <cstdlib>
#include <exception>
#include <string>
#include <thread>

#include <unistd.h>

#include <bouton/plugin.hpp>

namespace {

int overflow(int depth) {
  volatile char room[4096];
  room[0] = static_cast<char>(depth);
  return depth < 0 ? 0 : overflow(depth + 1) + room[0];  // the stack ends first
}

void end(const std::string& how) {
  static volatile int* nowhere = nullptr;
  if (how == "exit") std::exit(0);
  if (how == "exit 3") std::exit(3);
  if (how == "_exit") _exit(0);
  if (how == "_Exit") std::_Exit(0);
  if (how == "quick_exit") std::quick_exit(0);
  if (how == "abort") std::abort();
  if (how == "terminate") std::terminate();
  if (how == "thread") std::thread([] { throw 1; }).join();
  if (how == "fault") *nowhere = 1;
  if (how == "overflow") overflow(0);
  for (const auto& [name, number] : {std::pair("bus", SIGBUS), std::pair("number", SIGFPE), std::pair("code", SIGILL)})
    if (how == name) std::raise(number);
}

struct AtUnload {
  ~AtUnload() {
    const char* how = std::getenv("BOUTON_TEST_ENDER");
    if (how && std::string(how) == "hang") pause();
    if (how) end(how);
  }
} at_unload;

/// What all types here have.
template <class Base>
class Ender : public Base {
 public:
  template <class T>
  static void declare_end(bouton::Declaration<T>& d, const char* name) {
    d.type(name, "ends the process").version("1.0", "Bouton");
    d.parameter("where", &T::where, "call that ends the process").default_value("");
    d.parameter("how", &T::how, "way in which it does").default_value("");
  }
  ~Ender() override { end_in("destructor"); }
  void prepare() override { end_in("prepare"); }

  std::string where, how;

 protected:
  void end_in(const char* call) const {
    if (where == call) end(how);
  }
};

class EnderLayer final : public Ender<bouton::Layer> {
 public:
  static void declare(bouton::Declaration<EnderLayer>& d) {
    declare_end(d, "ender");
    d.port("in", "nothing").output(bouton::OutputKind::spikes);
    d.parameter("at", &EnderLayer::at, "first step that ends").default_value(5);
  }
  void reset() override { end_in("reset"); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (double& x : out) x = 1.0;
    if (static_cast<std::int64_t>(in.step.index) >= at) end_in("step");
  }
  void visit_state(bouton::StateVisitor&) override { end_in("visit_state"); }

  std::int64_t at = 5;
};

class EnderSynapse final : public Ender<bouton::Synapse> {
 public:
  static void declare(bouton::Declaration<EnderSynapse>& d) { declare_end(d, "ender_synapse"); }
  void reset() override { end_in("reset"); }
  void propagate(const bouton::SynapseInputs&, std::span<double>) override { end_in("propagate"); }
  void update(const bouton::SynapseInputs&, const bouton::Signal&, bool) override { end_in("update"); }
};

class EnderData final : public Ender<bouton::DataSet> {
 public:
  static void declare(bouton::Declaration<EnderData>& d) { declare_end(d, "ender_data"); }
  std::uint64_t samples() const override {
    end_in("samples");
    return 4;
  }
  std::vector<bouton::DataField> fields() const override {
    end_in("fields");
    return {{"x", 3, false}, {"label", 2, true}};
  }
  void read(std::uint64_t sample, std::size_t, std::span<double> out) const override {
    if (sample > 0) end_in("read");
    for (double& x : out) x = 0.5;
  }
};

class EnderRecorder final : public Ender<bouton::Recorder> {
 public:
  static void declare(bouton::Declaration<EnderRecorder>& d) { declare_end(d, "ender_recorder"); }
  std::filesystem::path open(std::span<const bouton::RecordTarget>, const std::filesystem::path& stem) override {
    end_in("open");
    return stem;
  }
  void spikes(std::size_t, std::uint64_t, std::span<const bouton::Unit>) override { end_in("spikes"); }
  void values(std::size_t, std::uint64_t, std::span<const double>) override {}
  void weights(std::size_t, std::uint64_t, std::span<const bouton::WeightEntry>) override {}
  void close() override { end_in("close"); }
};

}  // namespace

BOUTON_PLUGIN(EnderLayer, EnderSynapse, EnderData, EnderRecorder)
