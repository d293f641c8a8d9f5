#include "numerics/weight_rows.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <bouton/vectorized.hpp>

namespace bouton {

namespace {

constexpr std::size_t block = 8;
constexpr std::size_t most_in_registers = 16;  // steps

template <class T>
struct Rows {
  std::size_t posts;
  const std::size_t* turns;
  const Unit* pres;
  const T* weights;
};

#if defined(__x86_64__)
/// At most `steps` steps, from `first` on.
template <std::size_t steps, class T>
BOUTON_FOR_AVX512 void add_steps(const Rows<T>& w, const std::uint32_t* history, const SumsOfSteps& sums,
                                 std::size_t first) {
  static_assert(block == 8 && steps <= most_in_registers);
  typedef T Stored __attribute__((vector_size(block * sizeof(T))));
  const auto rows = sums.rows.subspan(first, std::min(sums.rows.size() - first, steps));
  // Turning the sign of a sum before and after subtracts each term in turn, to the bit.
  const __m512i sign = _mm512_set1_epi64(sums.subtract ? std::numeric_limits<std::int64_t>::min() : 0);
  const auto turn_sign = [&](__m512d x) __attribute__((target("avx512f,avx512vl"), always_inline)) {
    return _mm512_castsi512_pd(_mm512_castpd_si512(x) ^ sign);
  };
  for (std::size_t b = 0; b * block < w.posts; ++b) {
    const std::size_t begin = b * block;
    const auto posts = static_cast<__mmask8>((1u << std::min(block, w.posts - begin)) - 1);
    __m512d sum[steps];
    for (std::size_t s = 0; s < steps; ++s) {
      sum[s] = _mm512_setzero_pd();
      if (!sums.are_new && s < rows.size()) sum[s] = _mm512_maskz_loadu_pd(posts, rows[s] + begin);
      sum[s] = turn_sign(sum[s]);
    }
    for (std::size_t turn = w.turns[b], end = w.turns[b + 1]; turn < end; ++turn) {
      Stored stored;
      std::memcpy(&stored, w.weights + turn * block, sizeof stored);
      const auto weight = __builtin_convertvector(stored, __m512d);
      const auto steps_of = [&](std::size_t k) { return static_cast<int>(history[w.pres[turn * block + k]] >> first); };
      const __m256i active = _mm256_setr_epi32(steps_of(0), steps_of(1), steps_of(2), steps_of(3), steps_of(4),
                                               steps_of(5), steps_of(6), steps_of(7));
      for (std::size_t s = 0; s < steps; ++s)
        sum[s] = _mm512_mask_add_pd(sum[s], _mm256_test_epi32_mask(active, _mm256_set1_epi32(1 << s)), sum[s], weight);
    }
    for (std::size_t s = 0; s < steps; ++s)
      if (s < rows.size()) _mm512_mask_storeu_pd(rows[s] + begin, posts, turn_sign(sum[s]));
  }
  _mm256_zeroupper();  // which GCC leaves out below -O2
}

template <class T>
void add_rows(const Rows<T>& w, const std::uint32_t* history, const SumsOfSteps& sums) {
  for (std::size_t first = 0; first < sums.rows.size(); first += most_in_registers) {
    const std::size_t left = sums.rows.size() - first;
    if (left <= 4)
      add_steps<4>(w, history, sums, first);
    else if (left <= 8)
      add_steps<8>(w, history, sums, first);
    else if (left <= 12)
      add_steps<12>(w, history, sums, first);
    else
      add_steps<most_in_registers>(w, history, sums, first);
  }
}
#else
// Never called: they are not fast.
template <class T>
void add_rows(const Rows<T>&, const std::uint32_t*, const SumsOfSteps&) {}
#endif

}  // namespace

void SpikeHistory::clear() { std::ranges::fill(steps_, 0); }

void SpikeHistory::add(std::size_t step, std::span<const Unit> active) {
  for (const Unit unit : active) steps_[unit] |= std::uint32_t{1} << step;
}

bool WeightRows::are_fast() { return vector_unit() == VectorUnit::avx512; }

std::optional<WeightRows> WeightRows::make(const WeightMatrix& weights) {
  // Where few units of each block have most of its weights, the silent unit's cost more than is gained.
  constexpr std::size_t most_padding = 2;
  if (!are_fast() || weights.form() != WeightForm::sparse) return std::nullopt;
  WeightRows rows(weights);
  if (rows.turns_.back() * block > most_padding * weights.count()) return std::nullopt;
  rows.pres_.assign(rows.turns_.back() * block, static_cast<Unit>(weights.pre_size()));
  if (weights.precision() == WeightPrecision::float32)
    rows.floats_.assign(rows.pres_.size(), 0);
  else
    rows.doubles_.assign(rows.pres_.size(), 0);
  rows.read(weights);
  return rows;
}

/// Finds out how many turns there are.
WeightRows::WeightRows(const WeightMatrix& weights) : posts_(weights.post().size()), next_(posts_) {
  for (std::size_t pre = 0; pre < weights.pre_size(); ++pre)
    weights.for_each_in_column(pre, [&](Unit post, double) { ++next_[post]; });
  turns_.push_back(0);
  for (std::size_t begin = 0; begin < posts_; begin += block) {
    const auto of_block = std::span(next_).subspan(begin, std::min(block, posts_ - begin));
    turns_.push_back(turns_.back() + *std::ranges::max_element(of_block));
  }
}

void WeightRows::read(const WeightMatrix& weights) {
  floats_.empty() ? read(weights, doubles_) : read(weights, floats_);
}

template <class T>
void WeightRows::read(const WeightMatrix& weights, AlignedVector<T>& copies) {
  for (std::size_t post = 0; post < posts_; ++post) next_[post] = turns_[post / block] * block + post % block;
  for (std::size_t pre = 0; pre < weights.pre_size(); ++pre)
    weights.for_each_in_column(pre, [&](Unit post, double weight) {
      auto& next = next_[post];
      pres_[next] = static_cast<Unit>(pre);
      copies[next] = static_cast<T>(weight);
      next += block;
    });
}

double WeightRows::cost(std::size_t steps) const {
  // Measured, in times of an event: what a turn costs, and each of its steps, of which there are whole fours.
  constexpr double of_turn = 4, of_step = 0.6;
  const std::size_t passes = (steps + most_in_registers - 1) / most_in_registers, fours = (steps + 3) / 4;
  return static_cast<double>(turns_.back()) *
         (of_turn * static_cast<double>(passes) + of_step * 4 * static_cast<double>(fours));
}

void WeightRows::accumulate(const SpikeHistory& history, const SumsOfSteps& sums) const {
  const auto through = [&](const auto& weights) {
    using T = typename std::remove_cvref_t<decltype(weights)>::value_type;
    add_rows(Rows<T>{posts_, turns_.data(), pres_.data(), weights.data()}, history.steps().data(), sums);
  };
  floats_.empty() ? through(doubles_) : through(floats_);
}

std::size_t WeightRows::bytes() const {
  return (turns_.size() + next_.size()) * sizeof(std::size_t) + pres_.size() * sizeof(Unit) +
         doubles_.size() * sizeof(double) + floats_.size() * sizeof(float);
}

}  // namespace bouton
