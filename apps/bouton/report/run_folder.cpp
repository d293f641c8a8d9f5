#include "report/run_folder.hpp"

#include <fmt/format.h>

#include "commands.hpp"
#include "run_record.hpp"
#include "sha256.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

std::filesystem::path record_in(const std::filesystem::path& place) {
  std::error_code error;
  if (!std::filesystem::exists(place, error))
    throw WrongCommandLine("DIR",
                           fmt::format("there is no folder {}; name one that 'bouton run' wrote to", place.string()));
  if (!std::filesystem::is_directory(place, error)) return place;
  const auto record = place / "run.json";
  if (!std::filesystem::exists(record, error))
    throw WrongCommandLine(
        "DIR", fmt::format("there is no run.json in {}; name a folder that 'bouton run' wrote to", place.string()));
  return record;
}

/// Compares a file with what run.json says of it.
WrittenFile look_at(const std::filesystem::path& folder, const FileState& then, const Json& entry) {
  WrittenFile file{folder / then.file, entry, false, ""};
  const auto name = then.file.string();
  std::error_code error;
  if (!std::filesystem::is_regular_file(file.path, error)) {
    file.problem = fmt::format("{} is missing: the run wrote it, but it is no longer in the folder.", name);
    return file;
  }
  file.is_there = true;
  const auto now = state_of(file.path);
  if (now.sha256.empty())
    file.problem = fmt::format("{} cannot be read.", name);
  else if (now.sha256 != then.sha256)
    file.problem = fmt::format(
        "{} is no longer what the run wrote: it has {} bytes and another SHA-256. What this page shows of it is what "
        "it holds now.",
        name, now.bytes);
  return file;
}

}  // namespace

double RunFolder::dt() const { return run["network"].value("dt", 1.0); }
std::uint64_t RunFolder::steps() const { return run["steps_done"].get<std::uint64_t>(); }

RunFolder read_run_folder(const std::filesystem::path& place) {
  RunFolder run;
  run.record = record_in(place);
  run.folder = run.record.parent_path();
  run.run = read_run_json(run.record);
  const auto& entries = run.run.value("outputs", Json::array());
  for (const auto& state : recorded_outputs(run.record))
    for (const auto& entry : entries)
      if (entry.is_object() && entry.value("file", Json()) == state.file.string()) {
        run.outputs.push_back(look_at(run.folder, state, entry));
        break;
      }
  return run;
}

}  // namespace bouton_program
