#include "npy_file.hpp"

#include <utility>

namespace {

constexpr std::size_t buffer = std::size_t{1} << 19;

}  // namespace

NpyType NpyType::spikes() { return {"[('step', '<u8'), ('index', '<u4')]", 0, 12}; }

NpyType NpyType::weights(bool has_delays) {
  if (has_delays)
    return {"[('step', '<u8'), ('post', '<u4'), ('pre', '<u4'), ('delay', '<u4'), ('value', '<f8')]", 0, 28};
  return {"[('step', '<u8'), ('post', '<u4'), ('pre', '<u4'), ('value', '<f8')]", 0, 24};
}

NpyType NpyType::values(std::size_t columns) { return {"'<f8'", columns, 8 * columns}; }

NpyType NpyType::steps() { return {"'<u8'", 0, 8}; }

NpyType NpyType::of(const bouton::RecordTarget& target) {
  switch (target.shape) {
    case bouton::RecordShape::spikes: return spikes();
    case bouton::RecordShape::weights: return weights(target.has_delays);
    case bouton::RecordShape::values: break;
  }
  return values(target.width());
}

std::string npy_header(const NpyType& type, std::uint64_t count) {
  constexpr std::size_t preamble = 10;
  std::string text = "{'descr': " + type.descr + ", 'fortran_order': False, 'shape': (" + std::to_string(count) + ",";
  if (type.columns > 0) text.append(" ").append(std::to_string(type.columns));
  text += "), }";
  text.resize(npy_header_size - preamble - 1, ' ');
  text += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(text.size() & 0xff);
  header += static_cast<char>(text.size() >> 8);
  return header + text;
}

NpyFile::NpyFile(const std::filesystem::path& path, NpyType type) : type_(std::move(type)), out_(path, buffer) {
  out_.text(npy_header(type_, 0));
  out_.flush();
}

void NpyFile::close() {
  write();
  out_.close();
}
