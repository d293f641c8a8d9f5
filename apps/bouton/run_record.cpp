#include "run_record.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "processor.hpp"
#include "recording_json.hpp"
#include "summary_json.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

Json to_json(const FileState& state) {
  return {{"file", state.file.string()}, {"bytes", state.bytes}, {"sha256", state.sha256}};
}

/// In the form of ISO 8601.
std::string time_now() {
  const auto now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

/// A phase of the file, its repetitions taken together.
Json json_of(const bouton::PhaseResult& phase) {
  Json json = {{"name", phase.name}, {"learn", phase.learn}, {"steps", phase.steps}, {"seconds", phase.seconds}};
  if (phase.repetitions > 1) json["repetitions"] = phase.repetitions;
  if (!phase.has_trials) return json;
  json["trials"] = phase.trials;
  if (!phase.shown_by.empty()) json["class_shown_by"] = phase.shown_by;
  if (!phase.is_scored) return json;
  json["classes"] = phase.classes;
  json["correct"] = phase.correct;
  json["ties"] = phase.ties;
  json["silent"] = phase.silent;
  json["unpredicted"] = phase.unpredicted;
  if (phase.repetitions > 1)
    for (const auto& one : phase.latest)
      json["latest"].push_back({{"phase_number", one.phase_number}, {"trials", one.trials}, {"correct", one.correct}});
  return json;
}

/// What changed while the network ran, in the order of the steps: files, and what a program has set.
Json changes_of(const RunRecord& record, const bouton::RunResult& result) {
  std::vector<Json> changes;
  for (const auto& change : result.changes) {
    Json one = {{"step", change.step}};
    if (!change.set.empty()) one["set"] = Json::parse(change.set);
    if (change.learn) one["learn"] = *change.learn;
    changes.push_back(std::move(one));
  }
  for (const auto& change : record.changes)
    changes.push_back({{"step", change.step}, {"file", std::filesystem::absolute(change.file).string()}});
  std::ranges::stable_sort(changes, {}, [](const Json& change) { return change["step"].get<std::uint64_t>(); });
  return changes;
}

}  // namespace

std::uint64_t peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::string hash_text(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

std::vector<RecordedLibrary> used_libraries(const bouton::Network& network) {
  std::vector<RecordedLibrary> used;
  for (const auto& library : network.libraries()) used.push_back({library, state_of(library.path).sha256});
  return used;
}

std::string write_run_record(const std::filesystem::path& file, const RunRecord& record,
                             const bouton::RunResult& result, double build_seconds) {
  Json libraries = Json::array(), phases = Json::array(), inputs = Json::array(), outputs = Json::array();
  for (const auto& library : record.libraries) {
    libraries.push_back(
        {{"library", library.used.path.string()}, {"sha256", library.sha256}, {"versions", library.used.versions}});
    if (!library.used.units.empty()) libraries.back()["units"] = library.used.units;
  }
  double seconds = 0;
  for (const auto& phase : result.phases) {
    seconds += phase.seconds;
    phases.push_back(json_of(phase));
  }
  Json root = {{"bouton_run", 1}, {"program", record.program}, {"learn", record.learn}};
  if (record.steps) root["steps"] = *record.steps;
  if (record.failure) root["failed"] = {{"step", record.failure->step}, {"why", record.failure->why}};
  root["stopped"] = record.stopped;
  root["steps_done"] = record.steps_done;
  root["spike_hash"] = record.spike_hash;
  if (const auto changes = changes_of(record, result); !changes.empty()) root["changes"] = changes;
  for (const auto& input : record.inputs.value_or(std::vector<FileState>())) inputs.push_back(to_json(input));
  for (const auto& path : result.files) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) continue;
    auto state = state_of(path);
    state.file = path.filename();
    outputs.push_back(to_json(state));
    const auto recorded = std::ranges::find(result.recorded, path, &bouton::RecordingFile::file);
    if (recorded != result.recorded.end()) add_recording(outputs.back(), *recorded);
  }
  root["plugins"] = libraries;
  if (record.network_file) root["network_file"] = to_json(*record.network_file);
  root["inputs"] = inputs;
  root["outputs"] = outputs;
  root["phases"] = phases;
  root["summary"] = summary_to_json(result, record.dt);
  root["machine"] = {{"processor", processor_name()}, {"cores", std::thread::hardware_concurrency()}};
  root["timings"] = {{"ended", time_now()},
                     {"build_seconds", build_seconds},
                     {"run_seconds", seconds},
                     {"peak_memory_bytes", peak_memory()}};
  Json whole = root;
  whole["network"] = Json::parse(record.network);
  bouton::write_file(
      file, [&](std::ostream& out) { out << whole.dump(1, ' ', false, Json::error_handler_t::replace) << '\n'; });
  root["folder"] = std::filesystem::absolute(file).lexically_normal().parent_path().string();
  return root.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace bouton_program
