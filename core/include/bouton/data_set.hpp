/// The interface of data sets: numbered samples with named fields.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <bouton/element.hpp>

namespace bouton {

/// One named part of every sample.
struct DataField {
  std::string name;       ///< for example "images"
  Unit size = 0;          ///< values per sample
  bool is_class = false;  ///< the values are one-hot: the place of the largest is a class, from 0
  /// Of a field whose values are an image, row by row: rows and columns. Whoever draws it needs them; a run does not.
  std::vector<Unit> shape = {};
};

/// A collection of samples that trials go over. Opened in `prepare`; constant afterwards.
class BOUTON_API DataSet : public Element {
 public:
  ~DataSet() override;

  /// [required] How many samples there are.
  virtual std::uint64_t samples() const = 0;
  /// [required] The fields of every sample, always the same.
  virtual std::vector<DataField> fields() const = 0;
  /// [required] Writes field `field` (its place in `fields()`) of sample `sample` to `out`, of the field's size.
  virtual void read(std::uint64_t sample, std::size_t field, std::span<double> out) const = 0;
};

}  // namespace bouton
