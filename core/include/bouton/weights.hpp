/// The weights of a synapse's slice, and the one loop that carries signals through them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

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

/// The weights from all presynaptic units to the postsynaptic units of one slice.
///
/// Weights are stored by presynaptic unit: the weights that one spike needs lie side by side. A sum over presynaptic
/// units always adds in ascending order of the presynaptic unit, whichever path is taken, so that spikes and the same
/// 0/1 values given as an analog signal end in the same bits. Duplicate pairs are merged when the matrix is built.
class BOUTON_API WeightMatrix {
 public:
  /// The weights of one presynaptic unit. A view into the matrix.
  struct Column {
    std::span<double> values;
    /// values[k] belongs to unit `first_post + k` of the slice if `posts` is empty, else to unit `posts[k]`.
    std::span<const Unit> posts;
    Unit first_post = 0;

    /// Index within the slice of the postsynaptic unit that values[k] leads to.
    Unit post(std::size_t k) const { return posts.empty() ? first_post + static_cast<Unit>(k) : posts[k]; }
  };

  WeightMatrix() = default;
  /// Every pair, all with the weight `value`.
  static WeightMatrix dense(std::size_t pre_size, Slice post, double value = 0.0);
  /// Unit i to unit i; `values[k]` for unit `post.begin + k`. `values` has one element per unit of the slice.
  static WeightMatrix diagonal(std::size_t pre_size, Slice post, std::vector<double> values);
  /// The listed pairs whose `post` lies in the slice, in any order; the values of a pair listed twice are added.
  static WeightMatrix sparse(std::size_t pre_size, Slice post, std::span<const WeightEntry> entries);

  WeightForm form() const { return form_; }
  std::size_t pre_size() const { return pre_size_; }
  /// The postsynaptic slice.
  Slice post() const { return post_; }
  /// How many weights are stored.
  std::size_t count() const { return values_.size(); }

  /// The weights of presynaptic unit `pre` (< pre_size()).
  Column column(std::size_t pre) {
    const std::size_t begin = column_begin(pre), size = column_begin(pre + 1) - begin;
    Column c{{values_.data() + begin, size}, {}, 0};
    if (form_ == WeightForm::sparse) c.posts = {posts_.data() + begin, size};
    if (form_ == WeightForm::diagonal) c.first_post = static_cast<Unit>(begin);
    return c;
  }
  /// All weights, in the order of storage.
  std::span<double> values() { return values_; }
  std::span<const double> values() const { return values_; }
  /// Sets all weights, given in the order of `entries()`; `values` has count() elements.
  void assign_in_order(std::span<const double> values);
  /// All weights as (post, pre, value) in numbers of the whole layers, ordered by post, then pre.
  std::vector<WeightEntry> entries() const;

  /// `port[k] += Σ_pre W[k, pre] · x[pre]`: costs time in proportion to the spikes if `x.is_spikes`.
  /// `x` has pre_size() units, `port` one value per unit of the slice.
  void accumulate(const Signal& x, std::span<double> port) const;

 private:
  /// Calls f(post, pre, index in values_) for every weight, ordered by post, then pre.
  template <class F>
  void for_each_place(F f) const;
  /// Where the weights of `pre` begin in `values_`; those of `pre` - 1 end there.
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
  std::vector<double> values_;
  std::vector<std::size_t> offsets_;  // sparse: the first weight of each presynaptic unit, and the end
  std::vector<Unit> posts_;           // sparse: the postsynaptic unit of each weight, within the slice
};

}  // namespace bouton
