#include "run_record.hpp"

#include <sys/resource.h>

#include <array>
#include <ctime>
#include <fstream>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

/// FNV-1a (Fowler, Noll, Vo).
std::string file_hash(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return "";
  std::uint64_t hash = 0xcbf29ce484222325;
  for (std::array<char, 1 << 16> block; in;) {
    in.read(block.data(), block.size());
    for (std::streamsize i = 0; i < in.gcount(); ++i)
      hash = (hash ^ static_cast<unsigned char>(block[static_cast<std::size_t>(i)])) * 0x100000001b3;
  }
  return hash_text(hash);
}

/// In the form of ISO 8601.
std::string time_now() {
  const auto now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc)};
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
  for (const auto& library : network.libraries()) used.push_back({library, file_hash(library.path)});
  return used;
}

void write_run_record(const std::filesystem::path& file, const RunRecord& record, const bouton::RunResult& result,
                      double build_seconds) {
  Json libraries = Json::array(), phases = Json::array();
  for (const auto& library : record.libraries)
    libraries.push_back(
        {{"library", library.used.path.string()}, {"fnv1a_64", library.hash}, {"versions", library.used.versions}});
  double seconds = 0;
  for (const auto& phase : result.phases) {
    seconds += phase.seconds;
    Json one = {{"name", phase.name}, {"learn", phase.learn}, {"steps", phase.steps}, {"seconds", phase.seconds}};
    if (phase.trials) one["trials"] = phase.trials, one["correct"] = phase.correct;
    phases.push_back(std::move(one));
  }
  Json root = {{"bouton_run", 1}, {"program", record.program}, {"learn", record.learn}};
  if (record.steps) root["steps"] = *record.steps;
  root["stopped"] = record.stopped;
  root["steps_done"] = record.steps_done;
  root["spike_hash"] = record.spike_hash;
  if (!record.changes.empty()) {
    root["changes"] = Json::array();
    for (const auto& change : record.changes)
      root["changes"].push_back({{"step", change.step}, {"file", std::filesystem::absolute(change.file).string()}});
  }
  root["plugins"] = libraries;
  root["phases"] = phases;
  root["timings"] = {{"ended", time_now()},
                     {"build_seconds", build_seconds},
                     {"run_seconds", seconds},
                     {"peak_memory_bytes", peak_memory()}};
  root["network"] = Json::parse(record.network);
  std::ofstream out(file);
  out << root.dump(1) << '\n';
  out.close();
  if (!out) throw bouton::Error(fmt::format("{} could not be written", file.string()));
}

}  // namespace bouton_program
