#include "limit.hpp"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <chrono>
#include <cstdint>
#include <numeric>
#include <random>
#include <stdexcept>
#include <thread>
#include <vector>

#include <bouton/aligned.hpp>
#include <bouton/vectorized.hpp>

namespace bench {

BOUTON_VECTORIZED void add_dense_column(const double* weights, double* sums, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) sums[k] += weights[k];
}

void add_sparse_column(const double* weights, const unsigned* targets, double* sums, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) sums[targets[k]] += weights[k];
}

void add_compact_column(const float* weights, const std::uint16_t* targets, double* sums, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) sums[targets[k]] += static_cast<double>(weights[k]);
}

void add_compact_column(double weight, const std::uint16_t* targets, double* sums, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) sums[targets[k]] += weight;
}

namespace {

using Clock = std::chrono::steady_clock;

/// ns for each weight, if `add_column` adds one of `pre` columns, of which a share `activity` is active in each step.
template <class F>
double time_columns(std::size_t pre, std::size_t per_column, double activity, F&& add_column) {
  std::mt19937 random(1);
  std::bernoulli_distribution is_active(activity);
  std::vector<std::vector<std::size_t>> steps(64);
  for (auto& active : steps)
    for (std::size_t column = 0; column < pre; ++column)
      if (is_active(random)) active.push_back(column);
  double best = 1e9;
  for (int round = 0; round < 5; ++round) {
    std::size_t events = 0;
    const auto begin = Clock::now();
    double seconds = 0;
    for (std::size_t step = 0; seconds < 0.1; ++step) {
      for (const auto column : steps[step % steps.size()]) add_column(column), events += per_column;
      if (step % 16 == 15) seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    }
    best = std::min(best, 1e9 * seconds / static_cast<double>(events));
  }
  return best;
}

}  // namespace

double event_limit(std::size_t pre, std::size_t post, std::size_t per_column, double activity) {
  std::mt19937 random(1);
  const bouton::AlignedVector<double> weights(pre * per_column, 0.5);
  std::vector<double> sums(post, 0.0);
  std::vector<unsigned> targets;
  if (per_column < post) {
    std::vector<unsigned> all(post);
    std::iota(all.begin(), all.end(), 0u);
    for (std::size_t column = 0; column < pre; ++column)
      std::sample(all.begin(), all.end(), std::back_inserter(targets), per_column, random);
  }
  return time_columns(pre, per_column, activity, [&](std::size_t column) {
    const double* w = weights.data() + column * per_column;
    if (targets.empty())
      add_dense_column(w, sums.data(), per_column);
    else
      add_sparse_column(w, targets.data() + column * per_column, sums.data(), per_column);
  });
}

double compact_event_limit(std::size_t pre, std::size_t post, std::size_t per_column, double activity,
                           bool has_weights) {
  std::mt19937 random(1);
  std::uniform_int_distribution<unsigned> any(0, static_cast<unsigned>(post - 1));
  const bouton::AlignedVector<float> weights(has_weights ? pre * per_column : 0, 0.5f);
  std::vector<std::uint16_t> targets(pre * per_column);
  for (auto& target : targets) target = static_cast<std::uint16_t>(any(random));
  std::vector<double> sums(post, 0.0);
  return time_columns(pre, per_column, activity, [&](std::size_t column) {
    const std::size_t first = column * per_column;
    if (has_weights)
      add_compact_column(weights.data() + first, targets.data() + first, sums.data(), per_column);
    else
      add_compact_column(0.5, targets.data() + first, sums.data(), per_column);
  });
}

BOUTON_VECTORIZED std::uint64_t sum_of(const std::uint64_t* values, std::size_t count) {
  std::uint64_t sum = 0;
  for (std::size_t k = 0; k < count; ++k) sum += values[k];
  return sum;
}

double read_bandwidth(std::size_t threads) {
  constexpr std::size_t count = std::size_t{1} << 26;  // far more than any cache holds
  const bouton::AlignedVector<std::uint64_t> values(count, 1);
  const std::size_t part = count / threads;
  double best = 0;
  for (int round = 0; round < 5; ++round) {
    std::atomic<std::uint64_t> sum = 0;
    std::barrier start(static_cast<std::ptrdiff_t>(threads));
    Clock::time_point began;
    {
      std::vector<std::jthread> all;
      for (std::size_t t = 0; t < threads; ++t)
        all.emplace_back([&, t] {
          start.arrive_and_wait();
          if (t == 0) began = Clock::now();
          sum += sum_of(values.data() + t * part, part);
        });
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
    if (sum != threads * part) throw std::logic_error("not all was read");
    best = std::max(best, 1e-9 * static_cast<double>(threads * part * sizeof(std::uint64_t)) / seconds);
  }
  return best;
}

}  // namespace bench
