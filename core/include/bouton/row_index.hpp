/// The connections of a sparse matrix as its postsynaptic units see them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <bouton/column_index.hpp>
#include <bouton/export.hpp>
#include <bouton/signal.hpp>

namespace bouton {

/// For each postsynaptic unit of a slice its connections, in the order of storage. Takes 8 bytes a connection.
class BOUTON_API RowIndex {
 public:
  struct Connection {
    Unit pre;             ///< the presynaptic unit; the arrival, where there are several delays
    std::uint32_t place;  ///< in the order of storage
  };

  /// Of a slice of so many units. Throws std::length_error if there are 2^32 connections or more.
  RowIndex(const ColumnIndex& columns, std::size_t units);

  std::span<const Connection> row(std::size_t post) const {
    return std::span(connections_).subspan(begins_[post], begins_[post + 1] - begins_[post]);
  }
  /// Bytes of memory in use.
  std::size_t bytes() const { return begins_.size() * sizeof(begins_[0]) + connections_.size() * sizeof(Connection); }

 private:
  std::vector<std::size_t> begins_;  // the first connection of each unit, and the end
  std::vector<Connection> connections_;
};

}  // namespace bouton
