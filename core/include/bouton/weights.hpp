/// The weights of a synapse's slice, and the one loop that carries signals through them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <bouton/aligned.hpp>
#include <bouton/column_index.hpp>
#include <bouton/export.hpp>
#include <bouton/row_index.hpp>
#include <bouton/signal.hpp>

namespace bouton {

/// One weight, in numbers of the whole layers, or of the parts of them between which a synapse leads.
struct WeightEntry {
  Unit post;
  Unit pre;
  double value;
  std::uint32_t delay = 0;  ///< in steps, where the connections of a projection have delays of their own; else 0

  friend bool operator==(const WeightEntry&, const WeightEntry&) = default;
};

/// Which pairs of units have a weight.
enum class WeightForm {
  dense,     ///< every pair
  sparse,    ///< some pairs
  diagonal,  ///< unit i to unit i
};

/// How weights are stored (`dtype` of a network file). Sums and rules are worked out in double precision either way; a
/// weight in single precision is rounded whenever it is written.
enum class WeightPrecision { float64, float32 };

/// The weights of one presynaptic unit (or arrival, see WeightMatrix). A view into the matrix.
template <class T>
struct WeightColumn {
  using Value = T;

  std::span<T> values;
  /// values[k] belongs to unit `first_post + k` of the slice if `posts` is empty, else to unit `posts[k]`.
  Targets posts;
  Unit first_post = 0;

  /// Index within the slice of the postsynaptic unit that values[k] leads to.
  Unit post(std::size_t k) const { return posts.empty() ? first_post + static_cast<Unit>(k) : posts[k]; }
};

/// The weights from all presynaptic units to the postsynaptic units of one slice.
///
/// Weights are stored by presynaptic unit: the weights that one spike needs lie side by side. A sum over presynaptic
/// units always adds in ascending order of the presynaptic unit, whichever path is taken, so that spikes and the same
/// 0/1 values given as an analog signal end in the same bits.
///
/// Where the connections of a projection have delays of their own, a column belongs to an arrival: a pair of a delay
/// and a presynaptic unit, numbered by delay, then by unit. To a rule an arrival is a presynaptic unit like any other.
///
/// Weights that are all equal and never change are not stored, but for one. Whoever asks for a column or for all values
/// makes such a matrix store them.
class BOUTON_API WeightMatrix {
 public:
  using Column = WeightColumn<double>;

  WeightMatrix() = default;
  /// Every pair, all with the weight `value`.
  static WeightMatrix dense(std::size_t pre_size, Slice post, double value = 0.0);
  /// Unit i to unit i; `values[k]` for unit `post.begin + k`. `values` has one element per unit of the slice.
  static WeightMatrix diagonal(std::size_t pre_size, Slice post, std::vector<double> values);
  /// The listed pairs whose `post` lies in the slice, in any order; the values of a pair listed twice are added. Delays
  /// are of no account.
  static WeightMatrix sparse(std::size_t pre_size, Slice post, std::span<const WeightEntry> entries);
  /// All connections of the index, with the weight 0. `delays[d]` is delay number d of the index, in steps, ascending;
  /// empty if it has only one.
  static WeightMatrix sparse(std::shared_ptr<const ColumnIndex> index, Slice post,
                             std::vector<std::uint32_t> delays = {},
                             WeightPrecision precision = WeightPrecision::float64);
  /// The same patterns, all weights being `value`, which is stored once.
  static WeightMatrix dense_constant(std::size_t pre_size, Slice post, double value);
  static WeightMatrix diagonal_constant(std::size_t pre_size, Slice post, double value);
  static WeightMatrix sparse_constant(std::shared_ptr<const ColumnIndex> index, Slice post,
                                      std::vector<std::uint32_t> delays, double value, WeightPrecision precision);

  WeightForm form() const { return form_; }
  WeightPrecision precision() const { return precision_; }
  /// Stores the weights in another precision from now on; to float32, each is rounded.
  void store_as(WeightPrecision precision);
  /// Presynaptic units; arrivals, where connections have delays of their own.
  std::size_t pre_size() const { return pre_size_; }
  /// The delays of arrivals in steps, ascending; empty where all connections have the same. Arrival a has the delay
  /// number `a / n` and the presynaptic unit `a % n`, where n is pre_size() / delays().size().
  std::span<const std::uint32_t> delays() const { return delays_; }
  /// The postsynaptic slice.
  Slice post() const { return post_; }
  /// How many weights there are.
  std::size_t count() const {
    return form_ == WeightForm::dense      ? pre_size_ * post_.size()
           : form_ == WeightForm::diagonal ? post_.size()
                                           : index_->count();
  }
  /// Whether one weight stands for all.
  bool is_constant() const { return is_constant_; }
  /// How many of them lead from presynaptic unit `pre`.
  std::size_t column_size(std::size_t pre) const { return range(pre).size(); }
  /// Bytes of memory in use. An index that several matrices share counts in each.
  std::size_t bytes() const {
    return doubles_.size() * sizeof(double) + floats_.size() * sizeof(float) + (index_ ? index_->bytes() : 0) +
           (rows_ ? rows_->bytes() : 0);
  }

  /// The weights of presynaptic unit `pre` (< pre_size()). Only for float64: a type that does not declare that it
  /// takes other storage as well (see Declaration::any_storage) never gets any.
  Column column(std::size_t pre) {
    store_all();
    return column_of(doubles_, pre);
  }
  /// Calls f with the column of `pre`, a WeightColumn<double> or a WeightColumn<float>.
  template <class F>
  decltype(auto) visit_column(std::size_t pre, F&& f) {
    store_all();
    if (precision_ == WeightPrecision::float32) return std::forward<F>(f)(column_of(floats_, pre));
    return std::forward<F>(f)(column_of(doubles_, pre));
  }
  /// Calls f(pre, weight) for each weight of postsynaptic unit `post` of the slice; `weight` may be changed, and is a
  /// double& or a float&. For rules that work on postsynaptic spikes. The first call makes a list of the rows of a
  /// sparse matrix, which copies of it share that are made afterwards.
  template <class F>
  void visit_row(std::size_t post, F&& f) {
    visit_values([&](auto weights) {
      if (form_ == WeightForm::sparse) {
        if (!rows_) rows_ = std::make_shared<const RowIndex>(*index_, post_.size());
        for (const auto& [pre, place] : rows_->row(post)) f(std::size_t{pre}, weights[place]);
      } else if (form_ == WeightForm::dense) {
        for (std::size_t pre = 0; pre < pre_size_; ++pre) f(pre, weights[pre * post_.size() + post]);
      } else if (post_.begin + post < pre_size_) {
        f(post_.begin + post, weights[post]);
      }
    });
  }
  /// All weights, in the order of storage; only for float64.
  std::span<double> values() {
    store_all();
    return doubles_;
  }
  std::span<const double> values() const { return doubles_; }
  /// Calls f with all weights in the order of storage, a span of double or of float.
  template <class F>
  decltype(auto) visit_values(F&& f) {
    store_all();
    if (precision_ == WeightPrecision::float32) return std::forward<F>(f)(std::span<float>(floats_));
    return std::forward<F>(f)(std::span<double>(doubles_));
  }
  /// Calls f(post, weight) for the weights of `pre`, the postsynaptic unit in numbers of the slice. Changes nothing.
  template <class F>
  void for_each_in_column(std::size_t pre, F&& f) const {
    const auto at = range(pre);
    const std::size_t first = form_ == WeightForm::diagonal ? 0 : at.begin;
    for (std::size_t i = at.begin; i < at.end; ++i)
      f(form_ == WeightForm::sparse ? index_->target(i) : static_cast<Unit>(i - first), value_at(i));
  }
  /// Where the weights of `pre` stand in the order of storage.
  ColumnIndex::Range range(std::size_t pre) const {
    switch (form_) {
      case WeightForm::dense: return {pre * post_.size(), (pre + 1) * post_.size()};
      case WeightForm::sparse: return index_->column(pre);
      case WeightForm::diagonal: return {diagonal_begin(pre), diagonal_begin(pre + 1)};
    }
    return {0, 0};
  }
  /// The smallest and the largest weight; both 0 if there is none. NaN if one is.
  std::pair<double, double> extremes() const;
  /// Sets all weights, given in the order of `entries()`; `values` has count() elements.
  void assign_in_order(std::span<const double> values);
  /// All weights as (post, pre, value, delay), see WeightEntry, ordered by post, then pre, then delay.
  std::vector<WeightEntry> entries() const;

  /// `port[k] += Σ_pre W[k, pre] · x[pre]`: costs time in proportion to the spikes if `x.is_spikes`.
  /// `x` has pre_size() units, `port` one value per unit of the slice. With `subtract`, `-=` in place of `+=`.
  void accumulate(const Signal& x, std::span<double> port, bool subtract = false) const;
  /// The same for arrivals, without a list of them: `x[d]` is what the presynaptic units published delays()[d] steps
  /// ago.
  void accumulate_arrivals(std::span<const Signal> x, std::span<double> port, bool subtract = false) const;
  /// Adds each of these weights, which are places in the order of storage of a sparse matrix, once.
  void accumulate_runs(std::span<const ConnectionRun> runs, std::span<double> port, bool subtract = false) const;
  /// The pattern of a sparse matrix; null for others.
  const ColumnIndex* index() const { return index_.get(); }

 private:
  /// Calls f(post, pre, place in the order of storage, number of the delay) for every weight, ordered by post, then
  /// pre.
  template <class F>
  void for_each_place(F f) const;
  /// Calls f with where the weights are stored: a pointer, or one weight that stands for all; with `negative`, with
  /// something that gives the negative weights.
  template <class F>
  void visit_stored(bool negative, F&& f) const;
  template <class T>
  WeightColumn<T> column_of(AlignedVector<T>& values, std::size_t pre) {
    const auto at = range(pre);
    WeightColumn<T> c{{values.data() + at.begin, at.size()}, {}, 0};
    if (form_ == WeightForm::sparse) c.posts = index_->targets(at);
    if (form_ == WeightForm::diagonal) c.first_post = static_cast<Unit>(at.begin);
    return c;
  }
  std::size_t diagonal_begin(std::size_t pre) const {
    return std::clamp<std::size_t>(pre, post_.begin, post_.end) - post_.begin;
  }
  double value_at(std::size_t place) const {
    if (is_constant_) return constant_;
    return precision_ == WeightPrecision::float32 ? floats_[place] : doubles_[place];
  }
  void store_all() {
    if (is_constant_) store_constant();
  }
  void store_constant();
  void be_constant(double value) {
    is_constant_ = true;
    constant_ = precision_ == WeightPrecision::float32 ? static_cast<double>(static_cast<float>(value)) : value;
  }

  WeightForm form_ = WeightForm::dense;
  std::size_t pre_size_ = 0;
  Slice post_;
  WeightPrecision precision_ = WeightPrecision::float64;
  bool is_constant_ = false;
  double constant_ = 0;
  AlignedVector<double> doubles_;  // at most one of the two has elements; none if the weight is constant
  AlignedVector<float> floats_;
  std::shared_ptr<const ColumnIndex> index_;  // sparse
  std::shared_ptr<const RowIndex> rows_;      // sparse, once a rule has asked for rows
  std::vector<std::uint32_t> delays_;
};

}  // namespace bouton
