/// run.json: what a run was made of and what came out, so that it can be repeated.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include <bouton/bouton.hpp>

#include "sha256.hpp"

namespace bouton_program {

/// A library that a run used, as it was then.
struct RecordedLibrary {
  bouton::UsedLibrary used;
  std::string sha256;  ///< "" in the record of an older version
};

/// A file that changed while the network ran, and was gone on with.
struct RecordedChange {
  std::uint64_t step = 0;  ///< the first with the file as it was then
  std::filesystem::path file;
};

/// Why a run did not come to its end.
struct RunFailure {
  std::uint64_t step = 0;  ///< that could not be taken, or after which the fault was seen
  std::string why;
};

struct RunRecord {
  std::string program;                      ///< version
  std::string network;                      ///< as JSON, defaults filled in; as it was at the start
  double dt = 1;                            ///< length of a step in ms
  std::vector<RecordedChange> changes;      ///< of files
  std::vector<bouton::RunChange> set_live;  ///< what was changed while it ran, as it was read
  std::vector<RecordedLibrary> libraries;
  std::optional<FileState> network_file;         ///< nothing in the record of an older version
  std::optional<std::vector<FileState>> inputs;  ///< what the network file names but libraries; the same
  bool learn = true;
  std::optional<std::uint64_t> steps;  ///< in place of the phases
  bool stopped = false;
  std::optional<RunFailure> failure;  ///< nothing: it was done, or stopped
  std::uint64_t steps_done = 0;
  std::string spike_hash;
};

/// The most memory that the program had so far, in bytes.
std::uint64_t peak_memory();
std::string hash_text(std::uint64_t hash);
/// The libraries of all types that a network uses, with their present hashes.
std::vector<RecordedLibrary> used_libraries(const bouton::Network& network);

/// Writes run.json, with timings and the present state of the result's files. Returns what it says but for the network,
/// and the folder, as JSON in one line. Throws bouton::Error.
std::string write_run_record(const std::filesystem::path& file, const RunRecord& record,
                             const bouton::RunResult& result, double build_seconds);
/// Throws bouton::InvalidNetwork, with the place, if the file is missing or is none. Before `network` stand as many
/// blanks and lines as before it in the file.
RunRecord read_run_record(const std::filesystem::path& file);
/// All that a run.json says, also that of a run that failed; it has a network and a number of steps. Throws as
/// read_run_record.
nlohmann::ordered_json read_run_json(const std::filesystem::path& file);
/// What a run.json says of the files that the run wrote, each with its name alone; empty if it is none, or does not
/// say.
std::vector<FileState> recorded_outputs(const std::filesystem::path& run_record);
/// Whether a file is a run.json, of any version.
bool is_run_record(const std::filesystem::path& file);
/// What to say of a run.json where a network file is wanted.
bouton::Finding no_network_file(const std::filesystem::path& run_record);

}  // namespace bouton_program
