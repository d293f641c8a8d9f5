/// Files of HDF5, as far as they are needed here.
#pragma once

#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// An open object of HDF5.
class Hdf5Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Hdf5Handle() = default;
  Hdf5Handle(hid_t id, Close close) : id_(id), close_(close) {}
  Hdf5Handle(Hdf5Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Hdf5Handle() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }
  /// Closes it; false if that failed.
  bool close() { return id_ < 0 || close_(std::exchange(id_, -1)) >= 0; }

 private:
  hid_t id_ = -1;
  Close close_ = nullptr;
};

/// A file that is written or read. Every call throws std::runtime_error, with the name of the file, if HDF5 cannot do
/// it.
class Hdf5File {
 public:
  static Hdf5File create(const std::filesystem::path& path);
  static Hdf5File open(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  hid_t id() const { return file_; }
  /// Makes a group; what is missing above it, too.
  Hdf5Handle make_group(const std::string& name);
  bool has(const std::string& name) const;
  /// The names in a group, in their order.
  std::vector<std::string> names_in(const std::string& group) const;
  Hdf5Handle open_dataset(const std::string& name) const;
  std::vector<hsize_t> size_of(hid_t dataset) const;

  void write_text(hid_t object, const char* attribute, const std::string& text);
  /// One number, or several; `type` is that of the numbers in memory and in the file.
  void write_numbers(hid_t object, const char* attribute, hid_t type, hsize_t count, const void* numbers);
  /// As the guide wants it: an enumeration of none, by_id and by_time.
  void write_sorting_by_time(hid_t group);
  Hdf5Handle make_array(hid_t group, const char* name, hid_t type, hsize_t count, const void* numbers);
  /// An array that grows along its first axis; `columns` is 0 if it has no second.
  Hdf5Handle make_growing(hid_t group, const char* name, hid_t type, hsize_t columns, hsize_t rows_of_chunk);
  /// Adds rows behind the `count` that there are.
  void append(hid_t dataset, hid_t type, hsize_t count, hsize_t rows, hsize_t columns, const void* data);
  void read_rows(hid_t dataset, hid_t type, hsize_t first, hsize_t rows, hsize_t columns, void* data) const;
  void flush();
  void close();

  [[noreturn]] void fail(const std::string& what) const;

 private:
  Hdf5File(std::filesystem::path path, hid_t file);
  hid_t check(hid_t id, const char* what) const;

  std::filesystem::path path_;
  Hdf5Handle file_;
};
