#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <zlib.h>

#include <bouton/plugin.hpp>

namespace {

/// The bytes of an IDX file, plain or gzipped (format: LeCun, Cortes, Burges, "The MNIST database").
struct IdxFile {
  std::vector<std::size_t> shape;
  std::vector<unsigned char> bytes;

  std::size_t per_item() const {
    std::size_t n = 1;
    for (std::size_t i = 1; i < shape.size(); ++i) n *= shape[i];
    return n;
  }
};

constexpr std::size_t most_bytes = std::size_t{1} << 34;

/// Throws if the reader has met an error: a checksum that does not fit, or a gzipped file that ends in the middle.
void throw_if_damaged(gzFile file, const std::string& path) {
  int code = Z_OK;
  const std::string why = gzerror(file, &code);
  if (code == Z_BUF_ERROR) throw std::runtime_error(path + " ends too early (" + why + ")");
  if (code != Z_OK && code != Z_STREAM_END) throw std::runtime_error(path + " is damaged (" + why + ")");
}

/// Reads all that `size` asks for or throws.
void read_exactly(gzFile file, unsigned char* to, std::size_t size, const std::string& path) {
  constexpr std::size_t piece = std::size_t{1} << 24;
  while (size > 0) {
    const int got = gzread(file, to, static_cast<unsigned>(std::min(size, piece)));
    if (got <= 0) {
      throw_if_damaged(file, path);
      throw std::runtime_error(path + " ends too early");
    }
    to += got;
    size -= static_cast<std::size_t>(got);
  }
}

/// Throws if so many bytes cannot come from the file, or only from one that was made to take memory: what is zero
/// everywhere shrinks a thousandfold, images about fivefold.
void check_size(gzFile file, const std::filesystem::path& path, std::size_t total) {
  constexpr std::size_t harmless = std::size_t{1} << 26, most_unpacked = 200;
  const auto size = static_cast<std::size_t>(std::filesystem::file_size(path));
  if (gzdirect(file) && total > size) throw std::runtime_error(path.string() + " ends too early");
  if (total > harmless && total / most_unpacked > size)
    throw std::runtime_error(path.string() + " claims to hold " + std::to_string(total) + " bytes in " +
                             std::to_string(size) + "; no images can be packed so tightly");
}

/// Reads the whole file if its header is that of `samples` items; 0: of any number.
IdxFile read_idx(const std::filesystem::path& path, std::size_t least_dimensions, std::size_t most_dimensions,
                 std::size_t samples) {
  const std::string name = path.string();
  if (!std::filesystem::is_regular_file(path)) throw std::runtime_error("there is no file " + name);
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(name.c_str(), "rb"), gzclose);
  if (!file) throw std::runtime_error(name + " cannot be opened for reading");

  unsigned char magic[4];
  read_exactly(file.get(), magic, sizeof magic, name);
  if (magic[0] != 0 || magic[1] != 0) throw std::runtime_error(name + " is not an IDX file");
  if (magic[2] != 0x08) throw std::runtime_error(name + " does not hold unsigned bytes, the only kind that is read");
  if (magic[3] < least_dimensions || magic[3] > most_dimensions)
    throw std::runtime_error(name + " has " + std::to_string(magic[3]) + " dimensions; wanted " +
                             (most_dimensions == 1 ? "1 (labels)" : "2 or more (images)"));
  IdxFile idx;
  std::size_t total = 1;
  for (int i = 0; i < magic[3]; ++i) {
    unsigned char side[4];
    read_exactly(file.get(), side, sizeof side, name);
    const std::size_t n = std::size_t{side[0]} << 24 | std::size_t{side[1]} << 16 | std::size_t{side[2]} << 8 | side[3];
    if (n != 0 && total > most_bytes / n) throw std::runtime_error(name + " claims to hold more than 16 GiB");
    total *= n;
    idx.shape.push_back(n);
  }
  if (total == 0) throw std::runtime_error(name + " holds no samples");
  if (samples != 0 && idx.shape[0] != samples)
    throw std::runtime_error(std::to_string(idx.shape[0]) + " images and " + std::to_string(samples) +
                             " labels do not belong together");
  check_size(file.get(), path, total);
  // In pieces: a file that claims more than it holds is found out before the memory is taken.
  constexpr std::size_t piece = std::size_t{1} << 24;
  while (idx.bytes.size() < total) {
    const std::size_t begin = idx.bytes.size();
    idx.bytes.resize(std::min(total, begin + piece));
    read_exactly(file.get(), idx.bytes.data() + begin, idx.bytes.size() - begin, name);
  }
  // To the end: only there is the checksum of a gzipped file compared.
  unsigned char more;
  if (gzread(file.get(), &more, 1) > 0) throw std::runtime_error(name + " holds more bytes than its header says");
  throw_if_damaged(file.get(), name);
  return idx;
}

/// Images and labels in the format of MNIST.
class Idx final : public bouton::DataSet {
 public:
  static void declare(bouton::Declaration<Idx>& d) {
    d.type("idx", "images and labels in IDX files, plain or gzipped; fields 'images' (0 to 1) and 'labels' (one-hot)");
    d.version("1.0", "Bouton");
    d.parameter("images", &Idx::images_path_, "file of bytes with two or more dimensions, the first the samples");
    d.parameter("labels", &Idx::labels_path_, "file of bytes with one dimension");
    d.parameter("classes", &Idx::classes_, "number of classes; 0 is one more than the largest label")
        .at_least(0)
        .at_most(256)
        .default_value(std::int64_t{0});
  }

  void prepare() override {
    // Labels are small, and say how many images there must be.
    labels_ = read_idx(labels_path_, 1, 1, 0);
    const auto largest = *std::max_element(labels_.bytes.begin(), labels_.bytes.end());
    if (classes_ == 0) classes_ = largest + 1;
    if (largest >= classes_)
      throw std::runtime_error("a label is " + std::to_string(largest) + ", but 'classes' is " +
                               std::to_string(classes_));
    images_ = read_idx(images_path_, 2, 8, labels_.shape[0]);
  }

  std::uint64_t samples() const override { return images_.shape[0]; }

  std::vector<bouton::DataField> fields() const override {
    // More than two dimensions are no image that everybody would draw alike.
    std::vector<bouton::Unit> sides;
    if (images_.shape.size() == 3) sides.assign(images_.shape.begin() + 1, images_.shape.end());
    return {{"images", static_cast<bouton::Unit>(images_.per_item()), false, sides},
            {"labels", static_cast<bouton::Unit>(classes_), true}};
  }

  void read(std::uint64_t sample, std::size_t field, std::span<double> out) const override {
    if (field == 0) {
      const auto* pixels = images_.bytes.data() + sample * images_.per_item();
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = pixels[i] / 255.0;
    } else {
      std::fill(out.begin(), out.end(), 0.0);
      out[labels_.bytes[sample]] = 1.0;
    }
  }

 private:
  std::filesystem::path images_path_, labels_path_;
  std::int64_t classes_ = 0;
  IdxFile images_, labels_;
};

}  // namespace

BOUTON_PLUGIN(Idx)
