#include "command_line.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include "command_words.hpp"
#include "plugin_templates.hpp"
#include "print.hpp"

namespace bouton_program {

namespace {

/// CLI11 would wrap a negative or too large number around.
CLI::Validator whole_number(std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) {
  return {[most](const std::string& text) -> std::string {
            std::uint64_t value = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
            if (error == std::errc() && end == text.data() + text.size() && value <= most) return "";
            return fmt::format("'{}' is no whole number from 0 to {}", text, most);
          },
          ""};
}

/// A whole number, or what may be a time: how many steps it has is only known with the file's dt.
CLI::Validator steps_or_time() {
  return {[](std::string& text) -> std::string {
            const bool has_digit = text.find_first_of("0123456789") != std::string::npos;
            const bool has_unit = text.find_first_not_of("0123456789.+- ") != std::string::npos;
            if (has_digit && has_unit) return "";
            const auto wrong = whole_number()(text);
            return wrong.empty() ? "" : wrong + " and no time, for example \"10 s\"";
          },
          ""};
}

/// Adds a command, whose options go to a Command of its own that f gets.
template <class Command, class F>
std::pair<CLI::App*, std::shared_ptr<Command>> add_command(CLI::App& app, CommandLine& line, const char* name,
                                                           const char* summary, F f) {
  auto* command = app.add_subcommand(name, summary);
  auto options = std::make_shared<Command>();
  command->callback([=, &line] { line.command = [=, &line] { return f(*options, line.common); }; });
  return {command, options};
}

/// An option that may be repeated takes one value each time, so that an argument may follow it.
CLI::Option* repeatable(CLI::Option* option) { return option->expected(1)->allow_extra_args(false)->take_all(); }

void add_run(CLI::App& app, CommandLine& line) {
  const auto [command, options] =
      add_command<RunCommand>(app, line, "run", "Run a network file and write its recordings", run_network);
  command->add_option("NET.json", options->file, "Network file")->required();
  command->add_option("--out", options->out, "Folder for what is written")->type_name("DIR")->capture_default_str();
  command
      ->add_option("--steps", options->steps,
                   "Run so many steps, or so long, for example \"10 s\", instead of\n"
                   "the file's phases")
      ->check(steps_or_time())
      ->type_name("N");
  command->add_option("--seed", options->seed, "Seed, in place of the file's")->check(whole_number())->type_name("N");
  command
      ->add_option("--threads", options->threads,
                   "At most so many threads, where that is faster than one; the\n"
                   "results are the same. By default as many as there are cores")
      ->check(whole_number(bouton::most_threads))
      ->type_name("N");
  repeatable(command->add_option("--set", options->replacements,
                                 "Change the file before it is read, for example\n"
                                 "--set /layers/0/params/tau=5 (may be repeated)"))
      ->type_name("POINTER=VALUE");
  command->add_flag("--no-learn", options->no_learn, "Leave all weights as they are");
  command->add_flag("--watch", options->watch,
                    "Go on with the network file and the plugin libraries as they are now\n"
                    "whenever one of them changes. run.json then holds the network as it was at\n"
                    "the start and lists the changes; such a run cannot be repeated");
  auto* serve = command
                    ->add_option("--serve", options->serve,
                                 "Show the run in a browser while it goes on, at this port or any that is free:\n"
                                 "rates, spikes, state, weights; pause it, step it, change parameters")
                    ->expected(0, 1)
                    ->default_str("0")
                    ->check(whole_number(65535))
                    ->type_name("PORT");
  command
      ->add_option("--serve-address", options->serve_address,
                   "The address at which --serve listens. Whoever reaches it and knows the token in\n"
                   "the page's address can change the run")
      ->needs(serve)
      ->type_name("ADDRESS")
      ->capture_default_str();
  command->add_flag("--paused", options->paused, "With --serve: wait before the first step until the page says go")
      ->needs(serve);
  auto* profile = command->add_flag("--profile", options->profile, "Say at the end what each element cost");
  command->add_flag("--trap-nan", options->trap_nan,
                    "Check after every step, not only now and then, that all state, signals and\n"
                    "weights are finite, and so find the step in which one is not; slow");
  command->add_flag("--report", options->report, "Make a page of what the run did, report.html beside its outputs");
  command->add_flag("--quiet", options->quiet, "No progress, no summary");
  command
      ->add_flag("--json", options->json,
                 "Print the summary as one line of JSON: what run.json says but for the\n"
                 "network, and the folder")
      ->excludes(profile);
}

void add_report(CLI::App& app, CommandLine& line) {
  const auto [command, options] = add_command<ReportCommand>(
      app, line, "report", "Make a page of what a run did, to be opened in a browser", report);
  command->add_option("DIR", options->folder, "Folder that a run wrote to")->required();
  command->add_option("-o,--out", options->out, "The page; DIR/report.html if not given")->type_name("FILE");
  command->add_flag("--quiet", options->quiet, "Do not say where the page is");
}

void add_rerun(CLI::App& app, CommandLine& line) {
  const auto [command, options] = add_command<RerunCommand>(
      app, line, "rerun", "Repeat a run from its run.json and say whether its spikes are the same", rerun);
  command->add_option("run.json", options->file, "What a run wrote beside its outputs")->required();
  command->add_option("--out", options->out, "Folder for what is written")->type_name("DIR")->capture_default_str();
  command->add_flag("--quiet", options->quiet, "No progress, no summary");
}

void add_validate(CLI::App& app, CommandLine& line) {
  const auto [command, options] = add_command<ValidateCommand>(
      app, line, "validate", "Check a network file and report all that is wrong, without running it", validate);
  command->add_option("NET.json", options->file, "Network file")->required();
  command->add_flag("--plan", options->plan, "Say what each element takes in memory, before any of it is made");
}

void add_graph(CLI::App& app, CommandLine& line) {
  const auto [command, options] =
      add_command<GraphCommand>(app, line, "graph", "Draw a network without making or running it", draw_graph);
  command->add_option("NET.json", options->file, "Network file")->required();
  auto* svg = command->add_flag("--svg", options->svg,
                                "Print the drawing itself, laid out by Graphviz's program 'dot', and not what\n"
                                "Graphviz reads (DOT)");
  command
      ->add_flag("--schedule", options->schedule,
                 "Print in which order layers step, what can be done at the same time, into\n"
                 "which slices layers are cut, and how many steps are taken in one go")
      ->excludes(svg);
  command->add_option("--threads", options->threads, "The schedule for so many threads; by default as many as cores")
      ->check(whole_number(bouton::most_threads))
      ->type_name("N");
}

void add_plugins(CLI::App& app, CommandLine& line) {
  const auto [command, options] = add_command<PluginsCommand>(
      app, line, "plugins", "List the plugin libraries that are found, and why others are refused", plugins);
  command->add_flag("--json", options->as_json, "Print the list as JSON, with all that types declare");
  command->add_flag("--scan", options->scan,
                    "Try each library anew in a process of its own, whatever earlier starts found");
}

void add_inspect(CLI::App& app, CommandLine& line) {
  const auto [command, options] = add_command<InspectCommand>(
      app, line, "inspect", "Show what a type declares: ports, parameters, ranges, defaults", inspect);
  command->add_option("TYPE", options->type, "Name of a type, for example lif")->required();
  command->add_flag("--json", options->as_json, "Print it as JSON");
}

void add_schema(CLI::App& app, CommandLine& line) {
  struct Nothing {};
  add_command<Nothing>(app, line, "schema", "Print a JSON Schema of network files, with all types that are found",
                       [](const Nothing&, const CommonOptions& common) { return print_schema(common); });
}

void add_new_plugin(CLI::App& app, CommandLine& line) {
  const auto [command, options] = add_command<NewPluginCommand>(
      app, line, "new-plugin", "Write a folder with a plugin that builds, passes its test and runs", new_plugin);
  command->add_option("KIND", options->kind, fmt::format("One of {}", fmt::join(plugin_kinds, ", ")))->required();
  command->add_option("NAME", options->name, "Name of the type, for example adaptive_lif")->required();
  command->add_option("DIR", options->folder, "Folder to write to; NAME if not given");
}

void add_check_plugin(CLI::App& app, CommandLine& line) {
  const auto [command, options] = add_command<CheckPluginCommand>(
      app, line, "check-plugin", "Check a plugin library against all that a plugin must hold to",
      [](const CheckPluginCommand& command, const CommonOptions&) { return check_plugin(command); });
  command->add_option("LIB", options->library, "Library, NAME.bouton.so")->required();
  command->add_option("--timeout", options->timeout, "Longest time that a check may take, in seconds")
      ->check(CLI::Range(1, 86400))
      ->type_name("S")
      ->capture_default_str();
  command->add_option("--params", options->params, "Parameters to use in place of made-up ones, as a JSON object")
      ->type_name("JSON");
  command->add_flag_callback(
      "--in-process", [options = options, &line] { options->in_process = true, line.explains_ends = false; },
      "Check in this process, for a debugger: a crash ends it");
  command->add_flag("--json", options->as_json, "Print the report as JSON");
}

std::vector<OptionWords> option_words(const CLI::App& app) {
  std::vector<OptionWords> all;
  for (const auto* option : app.get_options([](const CLI::Option* o) { return !o->get_positional(); })) {
    OptionWords words;
    for (const auto& name : option->get_lnames()) words.names.push_back("--" + name);
    for (const auto& name : option->get_snames()) words.names.push_back("-" + name);
    if (option->get_items_expected_max() > 0) words.value = option->get_type_name();
    words.is_value_optional = option->get_items_expected_min() == 0;
    all.push_back(std::move(words));
  }
  return all;
}

std::vector<CommandWords> command_words(const CLI::App& app) {
  std::vector<CommandWords> all;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    CommandWords words{command->get_name(), option_words(*command), {}, {}};
    for (const auto* argument : command->get_options([](const CLI::Option* o) { return o->get_positional(); }))
      (argument->get_required() ? words.wanted : words.optional).push_back(argument->get_name());
    all.push_back(std::move(words));
  }
  return all;
}

int tell_wrong(const std::string& why) {
  say_line(why);
  return wrong_input;
}

}  // namespace

void parse_command_line(int argc, char** argv, CommandLine& line) {
  CLI::App app(
      "Bouton runs spiking neural networks that JSON files describe.\n"
      "Begin with: bouton run NET.json");
  app.name("bouton");
  app.set_version_flag("--version", BOUTON_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  repeatable(
      app.add_option("--plugin-path", line.common.plugin_path, "Folder with plugins, searched first (may be repeated)"))
      ->type_name("DIR");
  app.add_flag("--verbose", line.common.verbose, "Log what is loaded from where");
  for (const auto add : {add_run, add_rerun, add_report, add_validate, add_graph, add_plugins, add_inspect, add_schema,
                         add_new_plugin, add_check_plugin})
    add(app, line);

  std::vector<std::string> words(argv + 1, argv + argc);
  if (const auto wrong = find_wrong_word(words, command_words(app), option_words(app)); !wrong.empty()) {
    line.status = tell_wrong(wrong);
    return;
  }
  close_open_options(words, command_words(app));
  try {
    std::ranges::reverse(words);  // so the library wants them
    app.parse(words);
  } catch (const CLI::Success& help) {
    std::ostringstream text;
    line.status = app.exit(help, text, text);
    show_text(text.str());
  } catch (const CLI::ParseError& error) {
    line.status = tell_wrong(error.what());
  }
}

}  // namespace bouton_program
