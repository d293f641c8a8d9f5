#include <bouton/row_index.hpp>

#include <limits>
#include <stdexcept>

namespace bouton {

RowIndex::RowIndex(const ColumnIndex& columns, std::size_t units) : begins_(units + 2) {
  if (columns.count() > std::numeric_limits<std::uint32_t>::max())
    throw std::length_error("a slice with 2^32 connections or more has no rows");
  // A counting sort. While it is filled, element k + 1 is where the next connection of unit k goes.
  connections_.resize(columns.count());
  for (std::size_t place = 0; place < columns.count(); ++place) ++begins_[columns.target(place) + 2];
  for (std::size_t k = 2; k < begins_.size(); ++k) begins_[k] += begins_[k - 1];
  for (std::size_t source = 0; source < columns.sources(); ++source)
    columns.for_each_of(source, [&](std::size_t delay, std::size_t place) {
      connections_[begins_[columns.target(place) + 1]++] = {static_cast<Unit>(delay * columns.sources() + source),
                                                            static_cast<std::uint32_t>(place)};
    });
  begins_.pop_back();
}

}  // namespace bouton
