#include <unistd.h>

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "commands.hpp"
#include "print.hpp"
#include "recorded_run.hpp"
#include "summary.hpp"
#include "table.hpp"

namespace bouton_program {

namespace {

/// Says what is not as it was in the run that is repeated.
void warn_of_changes(const RunRecord& record, const bouton::Network& network) {
  if (record.program != BOUTON_VERSION)
    say("warning: the run was made by bouton {}, this is {}", record.program, BOUTON_VERSION);
  const auto now = used_libraries(network);
  for (const auto& library : now) {
    const auto then = std::find_if(record.libraries.begin(), record.libraries.end(), [&](const auto& l) {
      return l.used.path.filename() == library.used.path.filename();
    });
    const auto& path = library.used.path.string();
    if (then == record.libraries.end())
      say("warning: {} was not used by the run", path);
    else if (then->used.versions != library.used.versions)
      say("warning: {} has types of other versions than the run used", path);
    else if (!then->sha256.empty() && then->sha256 != library.sha256)
      say("warning: {} is not the file that the run used (sha256 {}, it was {})", path, library.sha256, then->sha256);
  }
}

/// Says which of the files that the run read are others now.
void warn_of_changed_files(const RunRecord& record, const std::filesystem::path& file) {
  if (!record.inputs)
    return say("warning: {} is of an older version and has no sha256 of the files that the run read", file.string());
  for (const auto& then : *record.inputs) {
    const auto now = state_of(then.file);
    if (now.sha256.empty())
      say("warning: {}, which the run read, cannot be read any more", then.file.string());
    else if (now != then)
      say("warning: {} is not the file that the run read (sha256 {}, it was {})", then.file.string(), now.sha256,
          then.sha256);
  }
}

/// A library of the run that could not be opened.
struct LostLibrary {
  std::size_t index;  ///< in the record
  bouton::Refusal refusal;
};

/// Registers the libraries that the run used, from where they were. What --plugin-path gives comes first.
std::vector<LostLibrary> add_recorded(const std::vector<RecordedLibrary>& libraries, bouton::Registry& registry) {
  std::vector<LostLibrary> lost;
  for (std::size_t i = 0; i < libraries.size(); ++i) try {
      registry.add_library(libraries[i].used.path);
    } catch (const bouton::PluginRefused& refused) {
      lost.push_back({i, refused.refusal});
    }
  return lost;
}

/// What is to be said of a lost library if no other one has its types; nothing if one has.
std::optional<bouton::Finding> finding_of(const LostLibrary& lost, const RunRecord& record,
                                          const std::filesystem::path& file, bouton::Registry& registry) {
  const auto& used = record.libraries[lost.index].used;
  const auto why = lost.refusal.reason == bouton::RefusalReason::missing ? "is gone" : lost.refusal.message;
  for (const auto& [type, version] : used.versions)
    if (!registry.find(type))
      return bouton::Finding{file,
                             0,
                             0,
                             fmt::format("/plugins/{}/library", lost.index),
                             fmt::format("the run had '{}' from {}, which {}; give the folder where this library is "
                                         "now with --plugin-path",
                                         type, used.path.string(), why),
                             false};
  return std::nullopt;
}

bouton::Network build_recorded(const RunRecord& record, const std::filesystem::path& file, const CommonOptions& common,
                               ProgressLine& building) {
  auto registry = make_registry(common);
  const auto lost = add_recorded(record.libraries, registry);
  try {
    bouton::NetworkOptions options;
    options.threads = 0;
    options.live_inputs = false;
    building.watch(options);
    return bouton::Network::from_text(record.network, file, registry, options);
  } catch (const bouton::InvalidNetwork& invalid) {
    std::vector<bouton::Finding> findings;
    for (const auto& one : lost)
      if (auto finding = finding_of(one, record, file, registry)) findings.push_back(std::move(*finding));
    // That the types are not there follows from it.
    if (!findings.empty()) throw bouton::InvalidNetwork(findings);
    findings = invalid.findings;
    for (auto& finding : findings) finding.pointer = "/network" + finding.pointer;
    throw bouton::InvalidNetwork(findings);
  }
}

}  // namespace

int rerun(const RerunCommand& command, const CommonOptions& common) {
  const auto& file = command.file;
  const auto record = read_run_record(file);
  warn_of_changed_files(record, file);
  const auto begin = std::chrono::steady_clock::now();
  ProgressLine building(!command.quiet);
  auto network = build_recorded(record, file, common, building);
  building.end();
  const double build_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  warn_of_changes(record, network);
  bouton::RunOptions options;
  options.out = command.out;
  options.learn = record.learn;
  options.steps = record.steps;
  options.changes = record.set_live;
  // A run that came to its end has no further step: one more is enough to see that this one is another.
  options.stop_after = record.stopped ? record.steps_done : record.steps_done + 1;
  ProgressLine line(!command.quiet, network.dt());
  auto own_record = begin_record(network, options);
  if (!options.steps && !has_phases(own_record.network))
    throw bouton::InvalidNetwork({{file, 0, 0, "/network/run", "there is nothing to run: it has no phase", false}});
  const auto result = run_and_record(network, options, own_record, file, build_seconds, line).result;
  if (!command.quiet)
    show("{}", summary_of(network, result, command.out, build_seconds, width_of_output(STDOUT_FILENO)));
  if (was_interrupted() && result.steps < record.steps_done) {
    show("Stopped after {} of {} steps\n", result.steps, record.steps_done);
    return interrupted;
  }
  const auto hash = hash_text(result.spike_hash);
  if (hash == record.spike_hash && result.steps == record.steps_done) {
    show("The same spikes in {} steps: hash {}\n", result.steps, hash);
    return done;
  }
  if (result.steps != record.steps_done)
    show("Not the same run: the network in {} {} {} steps, and 'steps_done' is {}\n", file.string(),
         result.steps > record.steps_done ? "goes on after" : "ends after", std::min(result.steps, record.steps_done),
         record.steps_done);
  else
    show("Other spikes: hash {} in {} steps; the run had {}\n", hash, result.steps, record.spike_hash);
  return failed;
}

}  // namespace bouton_program
