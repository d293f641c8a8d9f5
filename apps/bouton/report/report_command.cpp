#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include <bouton/error.hpp>
#include <bouton/whole_file.hpp>

#include "commands.hpp"
#include "print.hpp"
#include "report/page_html.hpp"
#include "report/report_data.hpp"
#include "report/run_folder.hpp"

namespace bouton_program {

namespace {

/// With all types that the run could use: its recorders read its recordings.
bouton::Registry registry_of(const RunFolder& run, const CommonOptions& common) {
  auto registry = make_registry(common);
  for (const auto& library : run.run["network"].value("plugins", nlohmann::ordered_json::array())) try {
      registry.add_library(library.get<std::string>());
    } catch (const bouton::PluginRefused& refused) {
      say_line(refused.what());  // the page says what could not be read without it
    }
  registry.search_default_folders();
  return registry;
}

}  // namespace

void require_pages() {
  if (!has_pages())
    throw bouton::Error(
        "this program was built without the charts of its reports: install d3 (Debian's package node-d3), run cmake "
        "again, and build");
}

std::filesystem::path write_report(const ReportCommand& command, const CommonOptions& common) {
  require_pages();
  const auto run = read_run_folder(command.folder);
  const auto file = command.out.empty() ? run.folder / "report.html" : command.out;
  std::string page;
  try {
    auto registry = registry_of(run, common);
    page = page_html(report_data(run, registry));
  } catch (const nlohmann::json::exception& error) {
    throw bouton::InvalidNetwork(
        {{run.record, 0, 0, "", fmt::format("is not as a run writes it: {}", error.what()), false}});
  }
  bouton::write_file(file, [&](std::ostream& out) { out << page; });
  return file;
}

int report(const ReportCommand& command, const CommonOptions& common) {
  const auto file = write_report(command, common);
  if (!command.quiet) show("{}\n", std::filesystem::absolute(file).lexically_normal().string());
  return done;
}

}  // namespace bouton_program
