#include "run_record.hpp"

#include <sys/resource.h>

#include <array>
#include <chrono>
#include <ctime>
#include <fstream>
#include <map>

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

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& pointer, std::string why) {
  throw bouton::InvalidNetwork({{file, 0, 0, pointer, std::move(why), false}});
}

/// A member of the type that T reads; reports its pointer otherwise.
template <class T>
T member(const std::filesystem::path& file, const Json& object, const std::string& key,
         const std::string& parent = "") {
  const auto at = object.find(key);
  if (at == object.end()) fail(file, parent, fmt::format("'{}' is missing; is this the run.json of a run?", key));
  try {
    return at->get<T>();
  } catch (const Json::exception&) {
    fail(file, parent + "/" + key, "has another type than bouton writes");
  }
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

RunRecord read_run_record(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) fail(file, "", "there is no such file; check the path");
  if (std::filesystem::is_directory(file, error)) fail(file, "", "is a folder; name the run.json in it");
  std::ifstream in(file);
  Json root;
  try {
    root = Json::parse(in);
  } catch (const Json::parse_error& wrong) {
    const std::string what = wrong.what();
    fail(file, "", "is not valid JSON: " + what.substr(std::min(what.find("] "), what.size() - 2) + 2));
  }
  if (!root.is_object()) fail(file, "", "is no run.json: wanted an object with 'bouton_run'");
  if (const auto version = member<int>(file, root, "bouton_run"); version != 1)
    fail(file, "/bouton_run", fmt::format("version {}; this program reads version 1", version));
  RunRecord record;
  record.program = member<std::string>(file, root, "program");
  record.learn = member<bool>(file, root, "learn");
  if (root.contains("steps")) record.steps = member<std::uint64_t>(file, root, "steps");
  record.stopped = member<bool>(file, root, "stopped");
  record.steps_done = member<std::uint64_t>(file, root, "steps_done");
  record.spike_hash = member<std::string>(file, root, "spike_hash");
  record.network = member<Json>(file, root, "network").dump();
  const auto libraries = member<Json>(file, root, "plugins");
  for (std::size_t i = 0; i < libraries.size(); ++i) {
    const auto at = fmt::format("/plugins/{}", i);
    using Versions = std::map<std::string, std::string>;
    record.libraries.push_back(
        {{member<std::string>(file, libraries[i], "library", at), member<Versions>(file, libraries[i], "versions", at)},
         member<std::string>(file, libraries[i], "fnv1a_64", at)});
  }
  return record;
}

}  // namespace bouton_program
