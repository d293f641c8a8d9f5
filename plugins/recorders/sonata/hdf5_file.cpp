#include "hdf5_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace {

/// HDF5 would print its errors; they are thrown here.
void be_silent() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

Hdf5Handle text_type(std::size_t length) {
  Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type, std::max<std::size_t>(length, 1));
  H5Tset_strpad(type, H5T_STR_NULLTERM);
  return type;
}

}  // namespace

Hdf5File::Hdf5File(std::filesystem::path path, hid_t file) : path_(std::move(path)), file_(file, H5Fclose) {
  if (file < 0) fail(std::string("cannot be opened: ") + std::strerror(errno));
}

Hdf5File Hdf5File::create(const std::filesystem::path& path) {
  be_silent();
  errno = 0;
  return {path, H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)};
}

Hdf5File Hdf5File::open(const std::filesystem::path& path) {
  be_silent();
  errno = 0;
  const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  return {path, H5Fopen(path.c_str(), H5F_ACC_RDONLY, access)};
}

void Hdf5File::fail(const std::string& what) const { throw std::runtime_error(path_.string() + " " + what); }

hid_t Hdf5File::check(hid_t id, const char* what) const {
  if (id < 0) fail(std::string(what) + ": " + (errno != 0 ? std::strerror(errno) : "HDF5 refuses it"));
  return id;
}

Hdf5Handle Hdf5File::make_group(const std::string& name) {
  const Hdf5Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(links, 1);
  errno = 0;
  return {check(H5Gcreate2(file_, name.c_str(), links, H5P_DEFAULT, H5P_DEFAULT), "has no room for a group"), H5Gclose};
}

/// HDF5 asks for each part of the path in turn.
bool Hdf5File::has(const std::string& name) const {
  for (std::size_t end = name.find('/', 1);; end = name.find('/', end + 1)) {
    if (H5Lexists(file_, name.substr(0, end).c_str(), H5P_DEFAULT) <= 0) return false;
    if (end == name.npos) return true;
  }
}

std::vector<std::string> Hdf5File::names_in(const std::string& group) const {
  std::vector<std::string> names;
  if (!has(group)) return names;
  H5G_info_t info{};
  if (H5Gget_info_by_name(file_, group.c_str(), &info, H5P_DEFAULT) < 0) fail("is damaged: " + group);
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    const auto length =
        H5Lget_name_by_idx(file_, group.c_str(), H5_INDEX_NAME, H5_ITER_INC, i, nullptr, 0, H5P_DEFAULT);
    if (length < 0) fail("is damaged: " + group);
    std::string name(static_cast<std::size_t>(length) + 1, '\0');
    H5Lget_name_by_idx(file_, group.c_str(), H5_INDEX_NAME, H5_ITER_INC, i, name.data(), name.size(), H5P_DEFAULT);
    name.pop_back();
    names.push_back(std::move(name));
  }
  return names;
}

Hdf5Handle Hdf5File::open_dataset(const std::string& name) const {
  if (!has(name)) fail("has no " + name);
  return {check(H5Dopen2(file_, name.c_str(), H5P_DEFAULT), "is damaged"), H5Dclose};
}

std::vector<hsize_t> Hdf5File::size_of(hid_t dataset) const {
  const Hdf5Handle space(check(H5Dget_space(dataset), "is damaged"), H5Sclose);
  std::vector<hsize_t> size(static_cast<std::size_t>(std::max(H5Sget_simple_extent_ndims(space), 0)));
  H5Sget_simple_extent_dims(space, size.data(), nullptr);
  return size;
}

void Hdf5File::write_text(hid_t object, const char* attribute, const std::string& text) {
  const auto type = text_type(text.size() + 1);
  const Hdf5Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Hdf5Handle written(
      check(H5Acreate2(object, attribute, type, space, H5P_DEFAULT, H5P_DEFAULT), "could not be written completely"),
      H5Aclose);
  check(H5Awrite(written, type, text.c_str()), "could not be written completely");
}

void Hdf5File::write_numbers(hid_t object, const char* attribute, hid_t type, hsize_t count, const void* numbers) {
  const Hdf5Handle space(count == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &count, nullptr), H5Sclose);
  const Hdf5Handle written(
      check(H5Acreate2(object, attribute, type, space, H5P_DEFAULT, H5P_DEFAULT), "could not be written completely"),
      H5Aclose);
  check(H5Awrite(written, type, numbers), "could not be written completely");
}

void Hdf5File::write_sorting_by_time(hid_t group) {
  const Hdf5Handle type(H5Tenum_create(H5T_STD_U8LE), H5Tclose);
  const char* const names[] = {"none", "by_id", "by_time"};
  for (std::uint8_t i = 0; i < 3; ++i) H5Tenum_insert(type, names[i], &i);
  const std::uint8_t by_time = 2;
  write_numbers(group, "sorting", type, 1, &by_time);
}

Hdf5Handle Hdf5File::make_array(hid_t group, const char* name, hid_t type, hsize_t count, const void* numbers) {
  const Hdf5Handle space(H5Screate_simple(1, &count, nullptr), H5Sclose);
  errno = 0;
  Hdf5Handle array(check(H5Dcreate2(group, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                         "could not be written completely"),
                   H5Dclose);
  if (count > 0)
    check(H5Dwrite(array, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers), "could not be written completely");
  return array;
}

Hdf5Handle Hdf5File::make_growing(hid_t group, const char* name, hid_t type, hsize_t columns, hsize_t rows_of_chunk) {
  const int axes = columns > 0 ? 2 : 1;
  const hsize_t size[] = {0, columns}, most[] = {H5S_UNLIMITED, columns}, chunk[] = {rows_of_chunk, columns};
  const Hdf5Handle space(H5Screate_simple(axes, size, most), H5Sclose), plan(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_chunk(plan, axes, chunk);
  errno = 0;
  return {
      check(H5Dcreate2(group, name, type, space, H5P_DEFAULT, plan, H5P_DEFAULT), "could not be written completely"),
      H5Dclose};
}

void Hdf5File::append(hid_t dataset, hid_t type, hsize_t count, hsize_t rows, hsize_t columns, const void* data) {
  if (rows == 0) return;
  const int axes = columns > 0 ? 2 : 1;
  const hsize_t size[] = {count + rows, columns}, begin[] = {count, 0}, part[] = {rows, columns};
  errno = 0;
  check(H5Dset_extent(dataset, size), "could not be written completely");
  const Hdf5Handle space(H5Dget_space(dataset), H5Sclose), memory(H5Screate_simple(axes, part, nullptr), H5Sclose);
  H5Sselect_hyperslab(space, H5S_SELECT_SET, begin, nullptr, part, nullptr);
  check(H5Dwrite(dataset, type, memory, space, H5P_DEFAULT, data), "could not be written completely");
}

void Hdf5File::read_rows(hid_t dataset, hid_t type, hsize_t first, hsize_t rows, hsize_t columns, void* data) const {
  const int axes = columns > 0 ? 2 : 1;
  const hsize_t begin[] = {first, 0}, part[] = {rows, columns};
  const Hdf5Handle space(H5Dget_space(dataset), H5Sclose), memory(H5Screate_simple(axes, part, nullptr), H5Sclose);
  H5Sselect_hyperslab(space, H5S_SELECT_SET, begin, nullptr, part, nullptr);
  check(H5Dread(dataset, type, memory, space, H5P_DEFAULT, data), "cannot be read completely");
}

void Hdf5File::flush() {
  errno = 0;
  check(H5Fflush(file_, H5F_SCOPE_LOCAL), "could not be written completely");
}

void Hdf5File::close() {
  errno = 0;
  if (!file_.close()) fail(std::string("could not be written completely: ") + std::strerror(errno));
}
