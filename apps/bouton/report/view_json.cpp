#include "report/view_json.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace bouton_program {

using Json = nlohmann::ordered_json;

namespace {

/// Few values are not spread over more bins than there are values; a bin should hold several of them.
std::size_t suitable_bins(std::uint64_t values) {
  return std::clamp<std::size_t>(static_cast<std::size_t>(3 * std::cbrt(static_cast<double>(values))), 10, 60);
}

}  // namespace

Json json_of(const Histogram& histogram, double share, double scale) {
  Json json = {{"count", histogram.count()}};
  if (histogram.count() == 0) return json;
  const auto bins = histogram.bins(suitable_bins(histogram.count()), share);
  json["mean"] = histogram.mean() * scale;
  json["deviation"] = histogram.deviation() * scale;
  json["least"] = histogram.least() * scale;
  json["most"] = histogram.most() * scale;
  json["low"] = bins.low * scale;
  json["width"] = bins.width * scale;
  json["counts"] = bins.counts;
  json["above"] = bins.above;
  return json;
}

Json json_of(const bouton::RecordedUnits& units) {
  Json json = {{"count", units.size()}};
  if (units.listed.empty()) {
    json["first"] = units.first;
    json["stride"] = units.stride;
  } else {
    json["listed"] = units.listed;
  }
  return json;
}

}  // namespace bouton_program
