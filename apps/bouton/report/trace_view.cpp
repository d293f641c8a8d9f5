#include <utility>

#include <fmt/format.h>

#include <bouton/error.hpp>

#include "report/packing.hpp"
#include "report/recording_view.hpp"
#include "report/trace_sample.hpp"
#include "report/view_json.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

class TraceView final : public RecordingView {
 public:
  TraceView(const bouton::RecordTarget& target, const PageShare& share)
      : target_(target), sample_(target.width(), share.traces, share.trace_points) {}

  void values(std::uint64_t step, std::span<const double> values) override {
    if (values.size() != target_.width())
      throw bouton::Error(
          fmt::format("a sample of step {} has {} values, wanted {}", step, values.size(), target_.width()));
    sample_.add(step, values);
  }

  Json finish() override {
    Json json = {{"kind", "traces"},
                 {"unit", target_.bin > 0 ? "spikes" : target_.unit},
                 {"width", target_.width()},
                 {"samples", sample_.samples()},
                 {"samples_per_point", sample_.samples_per_point()}};
    if (target_.bin > 0) json["bin"] = target_.bin;
    std::string steps;
    std::uint64_t last = 0;
    for (const auto step : sample_.steps()) {
      add_varint(steps, step - last);
      last = step;
    }
    json["points"] = sample_.steps().size();
    json["steps"] = base64(steps);
    json["traces"] = Json::array();
    for (std::size_t i = 0; i < sample_.shown().size(); ++i) {
      const auto place = sample_.shown()[i];
      Json trace = {
          {"name", target_.columns.empty() ? fmt::format("unit {}", target_.units[place]) : target_.columns[place]},
          {"least", base64(float32_bytes(sample_.least(i)))}};
      if (sample_.samples_per_point() > 1) trace["most"] = base64(float32_bytes(sample_.most(i)));
      json["traces"].push_back(std::move(trace));
    }
    return json;
  }

 private:
  bouton::RecordTarget target_;
  TraceSample sample_;
};

}  // namespace

std::unique_ptr<RecordingView> make_trace_view(const bouton::RecordTarget& target, const PageShare& share) {
  return std::make_unique<TraceView>(target, share);
}

}  // namespace bouton_program
