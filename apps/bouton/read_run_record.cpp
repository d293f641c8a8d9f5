#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "run_record.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

/// Line and column of a place in a text, both from 1.
std::pair<std::size_t, std::size_t> place_of(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1, before.size() - line_start + 1};
}

struct MemberPlace {
  std::size_t key = 0, value = 0, end = 0;
};

/// Where the members of the outermost object stand. The text must be a valid JSON object.
std::map<std::string, MemberPlace> members_of(std::string_view text) {
  std::map<std::string, MemberPlace> members;
  MemberPlace member;
  std::string key;
  int depth = 0;
  const auto end_member = [&](std::size_t end) {
    if (member.value > 0) member.end = end, members.emplace(key, member);
    member = {};
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      const auto begin = at;
      while (text[++at] != '"') at += text[at] == '\\';
      if (depth == 1 && member.value == 0)
        member.key = begin, key = Json::parse(text.substr(begin, at + 1 - begin)).get<std::string>();
    } else if (c == ':' && depth == 1) {
      member.value = at + 1;
    } else if (c == ',' && depth == 1) {
      end_member(at);
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      end_member(at);
    }
  }
  return members;
}

/// The value as it stands, if it is short.
std::string found_text(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "an array";
  const auto text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() <= 60 ? text : "a long text";
}

/// Reads one run.json. Each function throws InvalidNetwork with the place of what is wrong.
class RecordReader {
 public:
  explicit RecordReader(const std::filesystem::path& file) : file_(file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) fail("", "there is no such file; check the path");
    if (std::filesystem::is_directory(file, error)) fail("", "is a folder; name the run.json in it");
    std::ifstream in(file, std::ios::binary);
    for (std::array<char, 1 << 16> block; in;) {
      in.read(block.data(), block.size());
      text_.append(block.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (!in.is_open() || in.bad()) fail("", fmt::format("cannot be read: {}", std::strerror(errno)));
    parse();
    if (!root_.is_object()) fail("", "is no run.json: wanted an object with 'bouton_run'");
    members_ = members_of(text_);
  }

  /// What every run.json has, also that of a run that failed or was changed.
  const Json& read_json() const {
    check_version();
    if (!member(root_, "network", "").is_object()) wrong_type(root_, "network", "", "an object");
    count(root_, "steps_done");
    return root_;
  }

  RunRecord read() const {
    check_version();
    if (root_.contains("failed"))
      fail("/failed",
           fmt::format("the run failed at step {} and has no result to compare with: {}; mend that, and run the "
                       "network again",
                       count(root_["failed"], "step", "/failed"), text(root_["failed"], "why", "/failed")));
    RunRecord record;
    record.set_live = changes();
    record.program = text(root_, "program");
    record.learn = boolean(root_, "learn");
    if (root_.contains("steps")) record.steps = count(root_, "steps");
    record.stopped = boolean(root_, "stopped");
    record.steps_done = count(root_, "steps_done");
    record.spike_hash = text(root_, "spike_hash");
    if (!member(root_, "network", "").is_object()) wrong_type(root_, "network", "", "an object");
    record.network = network_in_place();
    const auto& libraries = list("plugins");
    for (std::size_t i = 0; i < libraries.size(); ++i) {
      const auto at = fmt::format("/plugins/{}", i);
      // Older versions wrote a hash of another kind.
      record.libraries.push_back({{text(libraries[i], "library", at), versions(libraries[i], at)},
                                  libraries[i].contains("fnv1a_64") ? "" : text(libraries[i], "sha256", at)});
    }
    if (root_.contains("network_file")) record.network_file = state(root_["network_file"], "/network_file");
    if (root_.contains("inputs")) {
      const auto& inputs = list("inputs");
      record.inputs.emplace();
      for (std::size_t i = 0; i < inputs.size(); ++i)
        record.inputs->push_back(state(inputs[i], fmt::format("/inputs/{}", i)));
    }
    return record;
  }

 private:
  /// What was set while the network ran. Of a file that changed it is not known what it said.
  std::vector<bouton::RunChange> changes() const {
    std::vector<bouton::RunChange> all;
    if (!root_.contains("changes")) return all;
    const auto& given = list("changes");
    for (std::size_t i = 0; i < given.size(); ++i) {
      const auto at = fmt::format("/changes/{}", i);
      bouton::RunChange change;
      change.step = count(given[i], "step", at);
      if (given[i].contains("file"))
        fail("/changes",
             "files of the network changed while it ran, and 'network' is what it was at the start: this run cannot be "
             "repeated");
      if (given[i].contains("set")) change.set = given[i]["set"].dump();
      if (given[i].contains("learn")) {
        if (!given[i]["learn"].is_boolean()) wrong_type(given[i], "learn", at, "true or false");
        change.learn = given[i]["learn"].get<bool>();
      }
      if (change.set.empty() == !change.learn) fail(at, "wanted either 'set' or 'learn'");
      if (!all.empty() && change.step < all.back().step) fail(at, "the steps must not descend");
      all.push_back(std::move(change));
    }
    return all;
  }

  [[noreturn]] void fail(const std::string& pointer, std::string why, std::optional<std::size_t> offset = {}) const {
    // What lies deeper has the place of the member that holds it.
    const auto at = members_.find(pointer.substr(0, pointer.find('/', 1)).substr(pointer.empty() ? 0 : 1));
    if (!offset && !pointer.empty() && at != members_.end()) offset = at->second.key;
    const auto [line, column] = offset ? place_of(text_, *offset) : std::pair<std::size_t, std::size_t>{};
    throw bouton::InvalidNetwork({{file_, line, column, pointer, std::move(why), false}});
  }

  void check_version() const {
    if (const auto version = count(root_, "bouton_run"); version != 1)
      fail("/bouton_run", fmt::format("version {}; this program reads version 1", version));
  }

  void parse() {
    try {
      root_ = Json::parse(text_);
    } catch (const Json::parse_error& wrong) {
      // A network file may have comments.
      if (const auto lenient = Json::parse(text_, nullptr, false, true); is_network(lenient)) fail_as_network();
      const std::string_view what = wrong.what();
      const auto at = what.find("syntax error");
      fail("", fmt::format("is not valid JSON: {}", what.substr(at == what.npos ? 0 : at)),
           wrong.byte ? wrong.byte - 1 : 0);
    } catch (const Json::out_of_range& wrong) {
      fail("", fmt::format("holds a number that is too large: {}", wrong.what()));
    }
    if (is_network(root_)) fail_as_network();
  }

  static bool is_network(const Json& root) { return root.is_object() && root.contains("bouton"); }

  [[noreturn]] void fail_as_network() const {
    fail("", fmt::format("is a network file; run it with 'bouton run {}', and repeat that run from its run.json",
                         file_.string()));
  }

  const Json& member(const Json& object, const std::string& key, const std::string& parent) const {
    if (!object.is_object()) fail(parent, fmt::format("wanted an object, found {}", found_text(object)));
    const auto at = object.find(key);
    if (at == object.end()) fail(parent, fmt::format("'{}' is missing; is this the run.json of a run?", key));
    return *at;
  }

  [[noreturn]] void wrong_type(const Json& object, const std::string& key, const std::string& parent,
                               std::string_view wanted) const {
    fail(parent + "/" + key, fmt::format("wanted {}, found {}", wanted, found_text(object[key])));
  }

  std::string text(const Json& object, const std::string& key, const std::string& parent = "") const {
    if (!member(object, key, parent).is_string()) wrong_type(object, key, parent, "a text");
    return object[key].get<std::string>();
  }
  bool boolean(const Json& object, const std::string& key) const {
    if (!member(object, key, "").is_boolean()) wrong_type(object, key, "", "true or false");
    return object[key].get<bool>();
  }
  std::uint64_t count(const Json& object, const std::string& key, const std::string& parent = "") const {
    if (!member(object, key, parent).is_number_unsigned()) wrong_type(object, key, parent, "a whole number from 0 up");
    return object[key].get<std::uint64_t>();
  }
  FileState state(const Json& object, const std::string& parent) const {
    return {text(object, "file", parent), count(object, "bytes", parent), text(object, "sha256", parent)};
  }
  const Json& list(const std::string& key) const {
    if (!member(root_, key, "").is_array()) wrong_type(root_, key, "", "an array");
    return root_[key];
  }
  std::map<std::string, std::string> versions(const Json& library, const std::string& parent) const {
    std::map<std::string, std::string> result;
    if (!member(library, "versions", parent).is_object()) wrong_type(library, "versions", parent, "an object");
    for (const auto& [type, version] : library["versions"].items())
      result[type] = text(library["versions"], type, parent + "/versions");
    return result;
  }

  /// The network alone, with blanks for all before it, so that lines and columns are those of the file.
  std::string network_in_place() const {
    const auto& place = members_.at("network");
    auto network = text_.substr(0, place.end);
    for (std::size_t i = 0; i < place.value; ++i)
      if (network[i] != '\n') network[i] = ' ';
    return network;
  }

  std::filesystem::path file_;
  std::string text_;
  Json root_;
  std::map<std::string, MemberPlace> members_;
};

}  // namespace

RunRecord read_run_record(const std::filesystem::path& file) { return RecordReader(file).read(); }

Json read_run_json(const std::filesystem::path& file) { return RecordReader(file).read_json(); }

std::vector<FileState> recorded_outputs(const std::filesystem::path& run_record) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(run_record, error)) return {};
  std::ifstream in(run_record);
  // The network may be large, and is of no use here.
  const auto only_outputs = [](int depth, Json::parse_event_t event, const Json& parsed) {
    return event != Json::parse_event_t::key || depth != 1 || parsed == "outputs";
  };
  const auto root = Json::parse(in, only_outputs, false);
  std::vector<FileState> outputs;
  if (!root.is_object() || !root.contains("outputs") || !root["outputs"].is_array()) return outputs;
  for (const auto& one : root["outputs"]) {
    const bool is_one = one.is_object() && one.contains("file") && one["file"].is_string() && one.contains("bytes") &&
                        one["bytes"].is_number_unsigned() && one.contains("sha256") && one["sha256"].is_string();
    if (!is_one) continue;
    const std::filesystem::path name = one["file"].get<std::string>();
    // A name alone: what lies elsewhere was not written by a run into this folder.
    if (name.empty() || name != name.filename() || name == "." || name == "..") continue;
    outputs.push_back({name, one["bytes"].get<std::uint64_t>(), one["sha256"].get<std::string>()});
  }
  return outputs;
}

bool is_run_record(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return false;
  std::ifstream in(file);
  // With sorted objects: in the others each new key is compared with all before it.
  const auto root = nlohmann::json::parse(in, nullptr, false);
  return root.is_object() && root.contains("bouton_run");
}

bouton::Finding no_network_file(const std::filesystem::path& run_record) {
  const auto name = run_record.string();
  return {run_record, 0, 0, "", fmt::format("is what a run wrote; repeat that run with 'bouton rerun {}'", name),
          false};
}

}  // namespace bouton_program
