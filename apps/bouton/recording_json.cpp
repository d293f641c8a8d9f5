#include "recording_json.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <bouton/error.hpp>

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;
using bouton::RecordedUnits;
using bouton::RecordShape;
using bouton::RecordTarget;

Json units_to_json(const RecordedUnits& units) {
  if (!units.listed.empty()) return units.listed;
  return {{"first", units.first}, {"count", units.count}, {"stride", units.stride}};
}

RecordedUnits units_of(const Json& json) {
  RecordedUnits units;
  if (json.is_array()) {
    units.listed = json.get<std::vector<bouton::Unit>>();
    units.count = units.listed.size();
  } else {
    units = {json.at("count").get<std::size_t>(), json.at("first").get<bouton::Unit>(),
             json.at("stride").get<bouton::Unit>()};
  }
  return units;
}

RecordShape shape_of(const std::string& name) {
  for (const auto shape : {RecordShape::spikes, RecordShape::values, RecordShape::weights})
    if (to_string(shape) == name) return shape;
  throw bouton::Error(fmt::format("there is no shape '{}'; wanted spikes, values or weights", name));
}

Json target_to_json(const RecordTarget& target) {
  Json json = {{"of", target.element},
               {"variable", target.variable},
               {"shape", to_string(target.shape)},
               {"unit", target.unit},
               {"units", units_to_json(target.units)},
               {"layer_size", target.layer_size},
               {"every", target.every},
               {"at_end", target.at_end}};
  if (target.bin > 0) json["bin"] = target.bin;
  if (!target.columns.empty()) json["columns"] = target.columns;
  if (target.shape != RecordShape::weights) return json;
  json["pre_size"] = target.pre_size;
  json["has_delays"] = target.has_delays;
  return json;
}

RecordTarget target_of(const Json& json, double dt) {
  RecordTarget target;
  json.at("of").get_to(target.element);
  json.at("variable").get_to(target.variable);
  target.shape = shape_of(json.at("shape").get<std::string>());
  json.at("unit").get_to(target.unit);
  target.units = units_of(json.at("units"));
  json.at("layer_size").get_to(target.layer_size);
  json.at("every").get_to(target.every);
  json.at("at_end").get_to(target.at_end);
  target.bin = json.value("bin", std::uint64_t{0});
  target.columns = json.value("columns", std::vector<std::string>());
  target.pre_size = json.value("pre_size", std::size_t{0});
  target.has_delays = json.value("has_delays", false);
  target.dt = dt;
  return target;
}

}  // namespace

void add_recording(Json& output, const bouton::RecordingFile& recording) {
  if (recording.targets.size() == 1) {
    output["of"] = recording.targets[0].of();
    output["variable"] = recording.targets[0].variable;
    output["unit"] = recording.targets[0].unit;
  }
  output["format"] = recording.format;
  output["params"] = Json::parse(recording.params);
  output["targets"] = Json::array();
  for (const auto& target : recording.targets) output["targets"].push_back(target_to_json(target));
}

bool is_recording(const Json& output) { return output.is_object() && output.contains("format"); }

bouton::RecordingFile recording_of(const Json& output, const std::filesystem::path& folder, double dt) {
  try {
    bouton::RecordingFile recording{folder / output.at("file").get<std::string>(),
                                    output.at("format").get<std::string>(),
                                    output.at("params").dump(),
                                    dt,
                                    {}};
    for (const auto& target : output.at("targets")) recording.targets.push_back(target_of(target, dt));
    return recording;
  } catch (const Json::exception& error) {
    throw bouton::Error(fmt::format("run.json does not tell of a recording as it should: {}", error.what()));
  }
}

}  // namespace bouton_program
