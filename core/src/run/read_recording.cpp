#include <exception>
#include <utility>

#include <fmt/format.h>

#include <bouton/recording_file.hpp>

#include "file/document.hpp"
#include "file/node.hpp"
#include "file/parameters.hpp"
#include "network/element_setup.hpp"
#include "process/plugin_call.hpp"

namespace bouton {

namespace {

/// Stands between a recorder and a sink: what the sink throws is told apart from what the recorder does.
class Between final : public RecordSink {
 public:
  explicit Between(RecordSink& sink) : sink_(sink) {}

  void targets(std::span<const RecordTarget> targets) override {
    count_ = targets.size();
    tell([&] { sink_.targets(targets); });
  }
  void spikes(std::size_t target, std::uint64_t step, std::span<const Unit> units) override {
    check(target);
    tell([&] { sink_.spikes(target, step, units); });
  }
  void values(std::size_t target, std::uint64_t step, std::span<const double> values) override {
    check(target);
    tell([&] { sink_.values(target, step, values); });
  }
  void weights(std::size_t target, std::uint64_t step, std::span<const WeightEntry> entries) override {
    check(target);
    tell([&] { sink_.weights(target, step, entries); });
  }
  /// What the sink threw, or null.
  std::exception_ptr thrown() const { return thrown_; }

 private:
  void check(std::size_t target) const {
    if (target >= count_)
      throw Error(fmt::format("its type tells of target {}, of {}; its author has to mend read()", target, count_));
  }
  template <class F>
  void tell(F&& call) {
    try {
      call();
    } catch (...) {
      thrown_ = std::current_exception();
      throw;
    }
  }

  RecordSink& sink_;
  std::size_t count_ = 0;
  std::exception_ptr thrown_;
};

ElementDescription described(Registry& registry, const RecordingFile& recording) {
  ElementDescription element;
  element.name = recording.file.filename().string();
  element.type = registry.find(recording.format);
  if (!element.type)
    throw Error(fmt::format("{} cannot be read: {}", recording.file.string(),
                            registry.explain_missing(recording.format, TypeKind::recorder)));
  if (element.type->declaration.kind != TypeKind::recorder)
    throw Error(fmt::format("{} cannot be read: '{}' is a {}; wanted a recorder", recording.file.string(),
                            recording.format, to_string(element.type->declaration.kind)));
  Document document(recording.file, recording.params, {});
  document.dt = recording.dt;
  const Node params(document, document.root(), "");
  element.parameters = read_parameters(params, params, element.type->declaration, {element.name}).settings;
  if (document.has_errors())
    throw Error(fmt::format("{} cannot be read: parameters of '{}': {}", recording.file.string(), recording.format,
                            document.findings().front().message));
  return element;
}

}  // namespace

void read_recording(Registry& registry, const RecordingFile& recording, RecordSink& sink) {
  const auto element = described(registry, recording);
  const PluginCall call(element.name, element.type.get(), PluginCall::building);
  Between between(sink);
  std::string why;
  try {
    const auto recorder = ElementSetup::make(element, 0, recording.dt);
    recorder->prepare();
    return static_cast<Recorder&>(*recorder).read(recording.file, recording.targets, between);
  } catch (const std::exception& error) {
    if (between.thrown()) std::rethrow_exception(between.thrown());
    why = error.what();
  } catch (...) {
    if (between.thrown()) std::rethrow_exception(between.thrown());
    why = "it threw something that is no std::exception";
  }
  const auto file = recording.file.string();
  throw Error(why.starts_with(file) ? why : fmt::format("{} ({}): {}", file, recording.format, why));
}

}  // namespace bouton
