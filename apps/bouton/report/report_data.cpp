#include "report/report_data.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <bouton/error.hpp>

#include "graph/dot.hpp"
#include "graph/svg.hpp"
#include "report/image_data.hpp"
#include "report/learning_data.hpp"
#include "report/recording_reader.hpp"
#include "sha256.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

/// A text as far as a page has room for it.
Json text_json(std::string text) {
  constexpr std::size_t most = 1'000'000;
  Json json;
  if (text.size() > most) {
    json["note"] = fmt::format("These are the first {} of {} bytes.", most, text.size());
    text.resize(most);
  }
  json["text"] = std::move(text);
  return json;
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The network file as its author wrote it; null if it is gone.
Json network_file(const Json& run) {
  const auto then = run.value("network_file", Json());
  if (!then.is_object()) return {};
  const std::filesystem::path path = then.value("file", "");
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return {};
  auto json = text_json(content_of(path));
  json["file"] = path.string();
  if (state_of(path).sha256 != then.value("sha256", ""))
    json["note"] = "The file is no longer what it was when the network ran; run.json has the network as it ran.";
  return json;
}

/// A network with many weights in its file has a run.json that no page has room for.
Json without_network_data(const Json& run) {
  constexpr std::size_t most = 200'000;
  auto json = run;
  for (const char* key : {"inputs", "layers", "synapses", "record", "run"})
    if (json["network"].contains(key) && json["network"][key].dump().size() > most) json["network"].erase(key);
  return json;
}

Json drawing_of(const Json& network) {
  try {
    return {{"svg", svg_of(dot_of(network))}};
  } catch (const bouton::Error& error) {
    return {{"note", fmt::format("The network is not drawn: {}.", error.what())}};
  }
}

}  // namespace

Json report_data(const RunFolder& run, bouton::Registry& registry) {
  const auto& network = run.run["network"];
  Json notes = Json::array();
  for (const auto& output : run.outputs)
    if (!output.problem.empty()) notes.push_back(output.problem);
  const ImageData images(network, run.record, registry);
  RecordingReader reader(run, images, registry);
  reader.read_all(notes);
  auto recordings = reader.finish();
  if (recordings.empty())
    notes.push_back(
        "This run recorded nothing that can be shown. Add for example \"record\": [{\"of\": \"NAME\", \"variable\": "
        "\"spikes\"}] to the network file, with the name of a layer, and run it again.");
  auto learning = learning_data(run, images, notes);
  return {{"name", network.value("name", "network")},
          {"dt", run.dt()},
          {"run", without_network_data(run.run)},
          {"notes", std::move(notes)},
          {"drawing", drawing_of(network)},
          {"recordings", std::move(recordings)},
          {"learning", std::move(learning)},
          {"network_file", network_file(run.run)},
          {"run_text", text_json(content_of(run.record))}};
}

}  // namespace bouton_program
