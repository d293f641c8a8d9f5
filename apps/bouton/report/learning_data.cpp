#include "report/learning_data.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <bouton/error.hpp>

#include "report/packing.hpp"
#include "report/trial_scores.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

const WrittenFile* written(const RunFolder& run, const std::string& name) {
  const auto at =
      std::ranges::find_if(run.outputs, [&](const WrittenFile& file) { return file.path.filename() == name; });
  return at != run.outputs.end() && at->is_there ? &*at : nullptr;
}

Json blocks_json(const std::vector<TrialBlock>& blocks) {
  Json json = Json::array();
  for (const auto& block : blocks)
    json.push_back({{"phase", block.phase},
                    {"scored", block.is_scored},
                    {"first", block.first},
                    {"trials", block.trials},
                    {"correct", block.correct}});
  return json;
}

Json mistakes_json(const Predictions& predictions, const ImageData& images) {
  constexpr std::size_t most_shown = 36;
  Json json = {{"phase", predictions.mistakes_phase}, {"trials", Json::array()}};
  const auto shown = std::min(predictions.mistakes.size(), most_shown);
  std::vector<double> pixels;
  try {
    const auto shape = images.shape_in_phase(predictions.mistakes_phase);
    for (std::size_t i = 0; shape && i < shown; ++i) {
      const auto image = images.image(predictions.mistakes_phase, predictions.mistakes[i].sample);
      pixels.insert(pixels.end(), image.begin(), image.end());
    }
    if (shape)
      json["images"] = {{"rows", shape->rows}, {"columns", shape->columns}, {"data", base64(float32_bytes(pixels))}};
    else if (!images.problem().empty())
      json["note"] = "Their images are missing: " + images.problem();
  } catch (const bouton::Error& error) {
    json["note"] = std::string("Their images are missing: ") + error.what();
  }
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& mistake = predictions.mistakes[i];
    Json predicted;
    if (mistake.predicted) predicted = *mistake.predicted;
    json["trials"].push_back(
        {{"sample", mistake.sample}, {"target", mistake.target}, {"predicted", std::move(predicted)}});
  }
  return json;
}

Json confusion_json(const std::vector<Confusion>& phases) {
  Json json = Json::array();
  for (const auto& one : phases)
    json.push_back({{"phase", one.phase}, {"phase_number", one.phase_number}, {"counts", one.counts}});
  return json;
}

}  // namespace

Json learning_data(const RunFolder& run, const ImageData& images, Json& notes) {
  constexpr std::size_t most_confusions = 4, most_classes = 40;
  Json json;
  const auto read = [&](const char* name, auto&& take) {
    const auto* file = written(run, name);
    if (!file) return;
    try {
      take(file->path);
    } catch (const bouton::Error& error) {
      notes.push_back(std::string("Not shown: ") + error.what());
    }
  };
  read("predictions.csv", [&](const auto& path) {
    const auto predictions = read_predictions(path);
    if (predictions.trials == 0) return;
    json["predictions"] = {{"trials", predictions.trials}, {"blocks", blocks_json(predictions.blocks)}};
    if (!predictions.mistakes.empty()) json["mistakes"] = mistakes_json(predictions, images);
  });
  read("confusion.csv", [&](const auto& path) {
    const auto phases = read_confusion(path, most_confusions);
    if (phases.empty()) return;
    if (phases.front().units <= most_classes)
      json["confusion"] = confusion_json(phases);
    else
      notes.push_back(fmt::format("A confusion of {} classes is too large to be shown; all of it is in {}.",
                                  phases.front().units, path.filename().string()));
  });
  return json;
}

}  // namespace bouton_program
