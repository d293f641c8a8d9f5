#include "report/recording_reader.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <bouton/error.hpp>

#include "recording_json.hpp"
#include "report/recorded_span.hpp"
#include "report/weight_view.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

/// Hands each sample on to the view of its target.
class ToViews final : public bouton::RecordSink {
 public:
  explicit ToViews(std::vector<ViewedTarget>& views) : views_(views) {}

  void targets(std::span<const bouton::RecordTarget> targets) override {
    if (targets.size() != views_.size())
      throw bouton::Error(
          fmt::format("it holds {} recordings, but run.json tells of {}", targets.size(), views_.size()));
  }
  void spikes(std::size_t target, std::uint64_t step, std::span<const bouton::Unit> units) override {
    views_[target].view->spikes(step, units);
  }
  void values(std::size_t target, std::uint64_t step, std::span<const double> values) override {
    views_[target].view->values(step, values);
  }
  void weights(std::size_t target, std::uint64_t step, std::span<const bouton::WeightEntry> entries) override {
    views_[target].view->weights(step, entries);
  }

 private:
  std::vector<ViewedTarget>& views_;
};

/// How many spikes a layer had in the whole run, which is not less than what was recorded of them; many if run.json
/// does not say.
std::size_t spikes_of(const Json& run, const std::string& layer) {
  constexpr std::size_t many = 1'000'000'000;
  for (const auto& one : run.value("summary", Json::object()).value("layers", Json::array()))
    if (one.value("name", "") == layer) return std::min(many, one.value("spikes", many));
  return many;
}

/// How much each recording may have of the page, which is to stay below 10 MB with all of them.
PageShare share_of(const RunFolder& run) {
  std::size_t spikes = 0, values = 0, in_all = 0;
  for (const auto& output : run.outputs)
    if (is_recording(output.entry))
      for (const auto& target : output.entry.value("targets", Json::array())) {
        const auto shape = target.value("shape", "");
        spikes += shape == "spikes";
        values += shape == "values";
        if (shape == "spikes") in_all += spikes_of(run.run, target.value("of", ""));
      }
  constexpr std::size_t all_spikes = 1'500'000, all_bins = 1 << 18, all_points = 300'000, most_points = 4096;
  PageShare share;
  share.spikes =
      in_all <= all_spikes ? all_spikes : std::max<std::size_t>(10'000, all_spikes / std::max<std::size_t>(1, spikes));
  share.population_bins = std::min<std::size_t>(1 << 15, all_bins / std::max<std::size_t>(1, spikes));
  share.trace_points =
      std::clamp<std::size_t>(all_points / (share.traces * std::max<std::size_t>(1, values)), 256, most_points);
  return share;
}

}  // namespace

RecordingReader::RecordingReader(const RunFolder& run, const ImageData& images, bouton::Registry& registry)
    : run_(run), images_(images), registry_(registry), share_(share_of(run)) {}

std::vector<ViewedTarget> RecordingReader::views_of(const bouton::RecordingFile& recording) {
  std::vector<ViewedTarget> views;
  for (const auto& target : recording.targets) {
    views.push_back({recording.file.filename().string(), target, nullptr});
    auto& one = views.back();
    switch (target.shape) {
      case bouton::RecordShape::spikes:
        one.view = make_spike_view(target, recorded_span(run_.run, target, recording.file), share_);
        break;
      case bouton::RecordShape::values: one.view = make_trace_view(target, share_); break;
      case bouton::RecordShape::weights:
        one.view = std::make_unique<WeightView>(target, leads_from_image(target.element, run_.run["network"], images_));
        break;
    }
  }
  return views;
}

void RecordingReader::read_all(Json& notes) {
  for (const auto& output : run_.outputs) {
    if (!output.is_there || !is_recording(output.entry)) continue;
    try {
      const auto recording = recording_of(output.entry, run_.folder, run_.dt());
      auto views = views_of(recording);
      ToViews sink(views);
      bouton::read_recording(registry_, recording, sink);
      for (auto& view : views) viewed_.push_back(std::move(view));
    } catch (const bouton::Error& error) {
      const auto name = output.path.filename().string();
      const std::string why = error.what();
      notes.push_back(why.find(name) == why.npos ? fmt::format("{} is not shown: {}", name, why)
                                                 : fmt::format("Not shown: {}", why));
    }
  }
}

Json RecordingReader::finish() {
  WeightViews weights;
  for (const auto& one : viewed_)
    if (one.target.shape == bouton::RecordShape::weights)
      weights[one.target.element] = static_cast<const WeightView*>(one.view.get());
  Json recordings = Json::array();
  for (const auto& one : viewed_) {
    auto json = one.view->finish();
    json["of"] = one.target.of();
    json["variable"] = one.target.variable;
    json["file"] = one.file;
    if (weights.contains(one.target.element) && weights[one.target.element] == one.view.get()) {
      const auto& network = run_.run["network"];
      json["pre_name"] = source_of(network, one.target.element);
      json["post_name"] = target_of(network, one.target.element);
      if (auto images = weight_images(one.target.element, network, images_, weights); !images.is_null())
        json["images"] = std::move(images);
    }
    recordings.push_back(std::move(json));
  }
  return recordings;
}

}  // namespace bouton_program
