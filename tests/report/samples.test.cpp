#include <cmath>
#include <limits>

#include <support/network.hpp>

#include "report/packing.hpp"
#include "report/spike_sample.hpp"
#include "report/trace_sample.hpp"
#include "report/weight_sample.hpp"

using bouton_program::SpikeSample;
using bouton_program::TraceSample;
using bouton_program::WeightSample;

namespace {

std::vector<std::uint64_t> numbers(const std::string& bytes) {
  std::vector<std::uint64_t> found;
  std::uint64_t number = 0;
  int shift = 0;
  for (const char c : bytes) {
    number |= (static_cast<std::uint64_t>(c) & 127) << shift;
    shift += 7;
    if (static_cast<unsigned char>(c) < 128) found.push_back(number), number = 0, shift = 0;
  }
  return found;
}

}  // namespace

TEST_CASE("numbers are packed in seven bits a byte, and bytes as base64") {
  std::string bytes;
  for (const std::uint64_t number : {0ull, 127ull, 128ull, 300ull, ~0ull}) bouton_program::add_varint(bytes, number);
  CHECK(bytes.size() == 1 + 1 + 2 + 2 + 10);
  CHECK(numbers(bytes) == std::vector<std::uint64_t>{0, 127, 128, 300, ~0ull});
  CHECK(bouton_program::base64("") == "");
  CHECK(bouton_program::base64("M") == "TQ==");
  CHECK(bouton_program::base64("Ma") == "TWE=");
  CHECK(bouton_program::base64("Man\xff") == "TWFu/w==");
  const double values[] = {1.0, -2.5};
  CHECK(bouton_program::float32_bytes(values) == std::string("\x00\x00\x80\x3f\x00\x00\x20\xc0", 8));
}

TEST_CASE("all spikes go into the page while there is room, step by step and as differences") {
  SpikeSample sample(300, 100);
  for (const auto& [step, unit] : {std::pair{3, 5}, {3, 299}, {10, 0}}) sample.add(step, unit);
  CHECK(sample.size() == 3);
  CHECK(numbers(sample.packed()) == std::vector<std::uint64_t>{3, 2, 5, 294, 7, 1, 0});
}

TEST_CASE("where there is no room for all, whole units are left out, and those that stay keep all their spikes") {
  SpikeSample sample(1000, 5000);
  for (std::uint64_t step = 0; step < 20; ++step)
    for (std::uint32_t unit = 0; unit < 1000; ++unit) sample.add(step, unit);
  CHECK(sample.unit_stride() == 4);
  CHECK(sample.spike_stride() == 1);
  CHECK(sample.size() == 20 * 250);
}

TEST_CASE("of few units one in so many spikes is kept") {
  SpikeSample sample(10, 1000);
  for (std::uint64_t step = 0; step < 1000; ++step)
    for (std::uint32_t unit = 0; unit < 10; ++unit) sample.add(step, unit);
  CHECK(sample.unit_stride() == 1);
  CHECK(sample.spike_stride() == 16);
  CHECK(sample.size() == 10 * 63);
  CHECK(numbers(sample.packed())[0] == 0);
}

TEST_CASE("a trace keeps each sample while there is room, of values at even distances") {
  TraceSample trace(10, 2, 8);
  for (std::uint64_t i = 0; i < 8; ++i) trace.add(3 * i, std::vector<double>(10, static_cast<double>(i)));
  CHECK(trace.shown() == std::vector<std::size_t>{0, 5});
  CHECK(trace.samples_per_point() == 1);
  CHECK(trace.steps() == std::vector<std::uint64_t>{0, 3, 6, 9, 12, 15, 18, 21});
  CHECK(trace.least(1) == trace.most(1));
}

TEST_CASE("a long trace keeps the least and the most of neighbours, so that no peak is lost") {
  TraceSample trace(1, 1, 8);
  for (int i = 0; i < 1000; ++i)
    trace.add(static_cast<std::uint64_t>(i), std::vector{i == 637 ? 99.0 : i == 200 ? -5.0 : 1.0});
  CHECK(trace.samples() == 1000);
  CHECK(trace.samples_per_point() == 128);
  CHECK(trace.steps() == std::vector<std::uint64_t>{0, 128, 256, 384, 512, 640, 768, 896});
  CHECK(trace.least(0) == std::vector<double>{1, -5, 1, 1, 1, 1, 1, 1});
  CHECK(trace.most(0) == std::vector<double>{1, 1, 1, 1, 99, 1, 1, 1});
}

TEST_CASE("what is not a number is kept where nothing else is") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  TraceSample trace(1, 1, 2);
  for (const double value : {nan, nan, nan, 2.0}) trace.add(trace.samples(), std::vector{value});
  CHECK(std::isnan(trace.least(0)[0]));
  CHECK(trace.least(0)[1] == 2);
}

TEST_CASE("weights are counted, and their matrix has the mean of each field") {
  WeightSample sample(320, 480, 2);
  sample.add(std::vector<bouton::WeightEntry>{{0, 0, 1.0}, {1, 1, 3.0}});
  sample.add(std::vector<bouton::WeightEntry>{{319, 479, -2.0}, {160, 5, 0.5}, {160, 5, 0.25}});
  CHECK(sample.histogram().count() == 5);
  const auto matrix = sample.matrix();
  CHECK(matrix.rows == 160);
  CHECK(matrix.columns == 240);
  CHECK(matrix.posts_per_row == 2);
  CHECK(matrix.means[0] == 2);
  CHECK(std::isnan(matrix.means[1]));
  CHECK(matrix.means.back() == -2);
  REQUIRE(sample.chosen() == std::vector<std::size_t>{0, 160});
  CHECK(sample.weights_to(1)[5] == 0.75);
  CHECK(sample.weights_to(0)[1] == 0);
}

TEST_CASE("weights that are not finite are counted apart, and those of no unit are refused") {
  WeightSample sample(2, 2);
  sample.add(std::vector<bouton::WeightEntry>{{0, 0, INFINITY}, {1, 1, 1.0}});
  CHECK(sample.not_finite() == 1);
  CHECK(sample.histogram().count() == 1);
  CHECK_THROWS_WITH_AS(sample.add(std::vector<bouton::WeightEntry>{{2, 1, 1.0}}),
                       "it has a weight from unit 1 to unit 2, but there are only 2 and 2 of them", bouton::Error);
}
