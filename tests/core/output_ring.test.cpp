#include <support/network.hpp>

#include "network/output_ring.hpp"

using bouton::OutputKind;
using bouton::OutputRing;
using bouton::Slice;
using bouton::Unit;

namespace {

/// Writes and publishes a step; the slices are joined.
void publish(OutputRing& ring, std::uint64_t t, const std::vector<double>& values, const std::vector<Slice>& slices) {
  for (std::size_t s = 0; s < slices.size(); ++s) {
    std::copy_n(values.begin() + slices[s].begin, slices[s].size(), ring.values(t, s).begin());
    ring.publish(t, s);
  }
  ring.join(t);
}

std::vector<Unit> active(const bouton::Signal& signal) { return {signal.active.begin(), signal.active.end()}; }
std::vector<double> values(const bouton::Signal& signal) { return {signal.values.begin(), signal.values.end()}; }

const std::vector<Slice> whole{{0, 5}}, halves{{0, 2}, {2, 5}};
constexpr std::uint64_t first = 1000;

}  // namespace

TEST_CASE("an output lists its active units, in one slice or in several") {
  for (const auto& slices : {whole, halves}) {
    OutputRing ring(5, 1, 1, OutputKind::spikes, slices);
    publish(ring, first, {0, 1, 0, 1, 1}, slices);
    CHECK(active(ring.signal(first)) == std::vector<Unit>{1, 3, 4});
    CHECK(ring.signal(first).is_spikes);
  }
}

TEST_CASE("a slice's units are counted from its begin") {
  OutputRing ring(5, 1, 1, OutputKind::spikes, halves);
  publish(ring, first, {0, 1, 0, 1, 1}, halves);
  CHECK(active(ring.slice_signal(first, 0)) == std::vector<Unit>{1});
  CHECK(active(ring.slice_signal(first, 1)) == std::vector<Unit>{1, 2});
  CHECK(values(ring.slice_signal(first, 1)) == std::vector<double>{0, 1, 1});
}

TEST_CASE("values other than 0 and 1 in any slice are no spikes, if the layer may publish both") {
  for (const auto& slices : {whole, halves}) {
    OutputRing ring(5, 1, 1, OutputKind::either, slices);
    publish(ring, first, {0, 1, 0, 0.5, 0}, slices);
    CHECK_FALSE(ring.signal(first).is_spikes);
    publish(ring, first + 1, {0, 1, 0, 1, 0}, slices);
    CHECK(ring.signal(first + 1).is_spikes);
  }
}

TEST_CASE("analog outputs have no list") {
  OutputRing ring(5, 1, 1, OutputKind::analog, halves);
  publish(ring, first, {0, 1, 0, 2, 3}, halves);
  CHECK(ring.signal(first).active.empty());
  CHECK_FALSE(ring.signal(first).is_spikes);
}

TEST_CASE("outputs stay as long as the delay and a window reach, whatever the number of slots") {
  for (const std::size_t delay : {1, 3, 6, 7})
    for (const std::size_t window : {1, 2, 5, 32}) {
      CAPTURE(delay);
      CAPTURE(window);
      OutputRing ring(1, delay, window, OutputKind::either, {{0, 1}});
      std::size_t wrong = 0;
      for (std::uint64_t begin = first; begin < first + 200; begin += window) {
        for (std::uint64_t t = begin; t < begin + window; ++t) publish(ring, t, {static_cast<double>(t)}, {{0, 1}});
        for (std::uint64_t t = begin; t < begin + window; ++t)
          if (t - delay >= first) wrong += ring.signal(t - delay).values[0] != static_cast<double>(t - delay);
      }
      CHECK(wrong == 0);
    }
}

TEST_CASE("cleared outputs are zero as far back as they are read") {
  for (const auto& slices : {whole, halves}) {
    OutputRing ring(5, 3, 2, OutputKind::spikes, slices);
    for (std::uint64_t t = first; t < first + 8; ++t) publish(ring, t, {1, 1, 1, 1, 1}, slices);
    for (std::size_t s = 0; s < slices.size(); ++s) ring.clear(first + 8, s);
    for (std::uint64_t t = first + 5; t < first + 8; ++t) {
      CHECK(values(ring.signal(t)) == std::vector<double>(5, 0.0));
      CHECK(ring.signal(t).active.empty());
      CHECK(ring.signal(t).is_spikes);
    }
  }
}

TEST_CASE("another ring's outputs are taken over as far back as both go, and not what was cleared there") {
  OutputRing old(5, 3, 1, OutputKind::spikes, whole);
  for (std::uint64_t t = first; t < first + 4; ++t) publish(old, t, {1, 0, 1, 0, 1}, whole);
  old.clear(first + 4, 0);
  publish(old, first + 4, {0, 0, 0, 1, 1}, whole);
  OutputRing ring(5, 2, 4, OutputKind::spikes, halves);
  CHECK(ring.take_over(old, first + 5));
  CHECK(active(ring.signal(first + 4)) == std::vector<Unit>{3, 4});
  CHECK(active(ring.slice_signal(first + 4, 1)) == std::vector<Unit>{1, 2});
  CHECK(ring.signal(first + 3).active.empty());
  CHECK_FALSE(OutputRing(4, 2, 1, OutputKind::spikes, {{0, 4}}).take_over(old, first + 5));
}
