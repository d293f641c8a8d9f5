/// The weights of a synapse's slice, and the one loop that carries signals through them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <bouton/aligned.hpp>
#include <bouton/export.hpp>
#include <bouton/signal.hpp>

namespace bouton {

/// One weight, in numbers of the whole layers.
struct WeightEntry {
  Unit post;
  Unit pre;
  double value;

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

/// The weights of one presynaptic unit. A view into the matrix.
template <class T>
struct WeightColumn {
  using Value = T;

  std::span<T> values;
  /// values[k] belongs to unit `first_post + k` of the slice if `posts` is empty, else to unit `posts[k]`.
  std::span<const Unit> posts;
  Unit first_post = 0;

  /// Index within the slice of the postsynaptic unit that values[k] leads to.
  Unit post(std::size_t k) const { return posts.empty() ? first_post + static_cast<Unit>(k) : posts[k]; }
};

/// The weights from all presynaptic units to the postsynaptic units of one slice.
///
/// Weights are stored by presynaptic unit: the weights that one spike needs lie side by side. A sum over presynaptic
/// units always adds in ascending order of the presynaptic unit, whichever path is taken, so that spikes and the same
/// 0/1 values given as an analog signal end in the same bits. Duplicate pairs are merged when the matrix is built.
class BOUTON_API WeightMatrix {
 public:
  using Column = WeightColumn<double>;

  WeightMatrix() = default;
  /// Every pair, all with the weight `value`.
  static WeightMatrix dense(std::size_t pre_size, Slice post, double value = 0.0);
  /// Unit i to unit i; `values[k]` for unit `post.begin + k`. `values` has one element per unit of the slice.
  static WeightMatrix diagonal(std::size_t pre_size, Slice post, std::vector<double> values);
  /// The listed pairs whose `post` lies in the slice, in any order; the values of a pair listed twice are added.
  static WeightMatrix sparse(std::size_t pre_size, Slice post, std::span<const WeightEntry> entries);

  WeightForm form() const { return form_; }
  WeightPrecision precision() const { return precision_; }
  /// Stores the weights in another precision from now on; to float32, each is rounded.
  void store_as(WeightPrecision precision);
  std::size_t pre_size() const { return pre_size_; }
  /// The postsynaptic slice.
  Slice post() const { return post_; }
  /// How many weights are stored.
  std::size_t count() const { return doubles_.size() + floats_.size(); }
  /// How many of them lead from presynaptic unit `pre`.
  std::size_t column_size(std::size_t pre) const { return column_begin(pre + 1) - column_begin(pre); }
  /// Bytes of memory in use.
  std::size_t bytes() const {
    return doubles_.size() * sizeof(double) + floats_.size() * sizeof(float) + posts_.size() * sizeof(Unit) +
           offsets_.size() * sizeof(std::size_t);
  }

  /// The weights of presynaptic unit `pre` (< pre_size()). Only for float64: a type that does not declare that it
  /// takes float32 as well (see Declaration::single_precision) never gets any.
  Column column(std::size_t pre) { return column_of(doubles_, pre); }
  /// Calls f with the column of `pre`, a WeightColumn<double> or a WeightColumn<float>.
  template <class F>
  decltype(auto) visit_column(std::size_t pre, F&& f) {
    if (precision_ == WeightPrecision::float32) return std::forward<F>(f)(column_of(floats_, pre));
    return std::forward<F>(f)(column_of(doubles_, pre));
  }
  /// All weights, in the order of storage; only for float64.
  std::span<double> values() { return doubles_; }
  std::span<const double> values() const { return doubles_; }
  /// Calls f with all weights in the order of storage, a span of double or of float.
  template <class F>
  decltype(auto) visit_values(F&& f) {
    if (precision_ == WeightPrecision::float32) return std::forward<F>(f)(std::span<float>(floats_));
    return std::forward<F>(f)(std::span<double>(doubles_));
  }
  /// Sets all weights, given in the order of `entries()`; `values` has count() elements.
  void assign_in_order(std::span<const double> values);
  /// All weights as (post, pre, value) in numbers of the whole layers, ordered by post, then pre.
  std::vector<WeightEntry> entries() const;

  /// `port[k] += Σ_pre W[k, pre] · x[pre]`: costs time in proportion to the spikes if `x.is_spikes`.
  /// `x` has pre_size() units, `port` one value per unit of the slice.
  void accumulate(const Signal& x, std::span<double> port) const;

 private:
  /// Calls f(post, pre, place in the order of storage) for every weight, ordered by post, then pre.
  template <class F>
  void for_each_place(F f) const;
  template <class T>
  WeightColumn<T> column_of(AlignedVector<T>& values, std::size_t pre) {
    const std::size_t begin = column_begin(pre), size = column_begin(pre + 1) - begin;
    WeightColumn<T> c{{values.data() + begin, size}, {}, 0};
    if (form_ == WeightForm::sparse) c.posts = {posts_.data() + begin, size};
    if (form_ == WeightForm::diagonal) c.first_post = static_cast<Unit>(begin);
    return c;
  }
  /// Where the weights of `pre` begin; those of `pre` - 1 end there.
  std::size_t column_begin(std::size_t pre) const {
    switch (form_) {
      case WeightForm::dense: return pre * post_.size();
      case WeightForm::sparse: return offsets_[pre];
      case WeightForm::diagonal: return std::clamp<std::size_t>(pre, post_.begin, post_.end) - post_.begin;
    }
    return 0;
  }

  WeightForm form_ = WeightForm::dense;
  std::size_t pre_size_ = 0;
  Slice post_;
  WeightPrecision precision_ = WeightPrecision::float64;
  AlignedVector<double> doubles_;  // one of the two is empty
  AlignedVector<float> floats_;
  std::vector<std::size_t> offsets_;  // sparse: the first weight of each presynaptic unit, and the end
  std::vector<Unit> posts_;           // sparse: the postsynaptic unit of each weight, within the slice
};

}  // namespace bouton
