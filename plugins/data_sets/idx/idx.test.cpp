#include <zlib.h>

#include <support/network.hpp>

using support::contains;
using support::TemporaryFolder;

namespace {

/// The bytes of an IDX file whose header claims `shape`.
std::string idx(const std::vector<std::uint32_t>& shape, const std::string& bytes, char type = 0x08) {
  std::string file{0, 0, type, static_cast<char>(shape.size())};
  for (const auto side : shape)
    for (const int shift : {24, 16, 8, 0}) file += static_cast<char>(side >> shift & 0xff);
  return file + bytes;
}

std::string gzipped(const std::string& bytes) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "file.gz";
  const gzFile file = gzopen(path.c_str(), "wb");
  REQUIRE(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())) == static_cast<int>(bytes.size()));
  REQUIRE(gzclose(file) == Z_OK);
  return folder.read("file.gz");
}

/// Three images of 2 x 2 pixels, and their labels.
const std::string images = idx({3, 2, 2}, std::string("\x00\x01\x02\x03\x10\x20\x30\x40\xff\xfe\x80\x00", 12));
const std::string labels = idx({3}, std::string("\x01\x00\x03", 3));

std::string text(int classes = 0) {
  return R"({"bouton": 1, "data": [{"name": "d", "type": "idx", "params": {"images": "images", "labels": "labels",
             "classes": )" +
         std::to_string(classes) + R"(}}], "layers": [{"name": "l", "type": "sum", "size": 1}]})";
}

/// A data set of the two files.
std::unique_ptr<bouton::DataSet> open(const TemporaryFolder& folder, const std::string& images,
                                      const std::string& labels, std::int64_t classes = 0) {
  static auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  folder.write("images", images);
  folder.write("labels", labels);
  const auto& declaration = r.find("idx")->declaration;
  std::unique_ptr<bouton::DataSet> set(static_cast<bouton::DataSet*>(declaration.create().release()));
  for (const auto& p : declaration.parameters)
    p.assign(*set, p.name == "classes" ? bouton::ParameterValue(classes)
                                       : bouton::ParameterValue((folder.path() / p.name).string()));
  set->prepare();
  return set;
}

std::vector<double> read(const bouton::DataSet& set, std::uint64_t sample, std::size_t field) {
  std::vector<double> values(set.fields()[field].size, -1.0);
  set.read(sample, field, values);
  return values;
}

/// What a network file with this data set is told.
std::string findings(const TemporaryFolder& folder, int classes = 0) {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  folder.write("network.json", text(classes));
  try {
    bouton::Network::from_file(folder.path() / "network.json", r, support::options());
  } catch (const bouton::InvalidNetwork& invalid) {
    return invalid.what();
  }
  return "(no finding)";
}

std::string findings(const std::string& images, const std::string& labels, int classes = 0) {
  const TemporaryFolder folder;
  folder.write("images", images);
  folder.write("labels", labels);
  return findings(folder, classes);
}

}  // namespace

TEST_CASE("a field of images says how many rows and columns they have, where they have two dimensions") {
  const TemporaryFolder folder;
  const std::vector<bouton::Unit> sides{2, 3};
  CHECK(open(folder, idx({1, 2, 3}, "abcdef"), idx({1}, std::string(1, '\1')))->fields()[0].shape == sides);
  const auto cubes = open(folder, idx({1, 2, 3, 1}, "abcdef"), idx({1}, std::string(1, '\1')))->fields();
  CHECK(cubes[0].shape.empty());
  CHECK(cubes[1].shape.empty());
}

TEST_CASE("images are numbers from 0 to 1 and labels are one-hot, from plain and gzipped files alike") {
  for (const bool is_gzipped : {false, true}) {
    const TemporaryFolder folder;
    const auto set = open(folder, is_gzipped ? gzipped(images) : images, is_gzipped ? gzipped(labels) : labels);
    CHECK(set->samples() == 3);
    CHECK(read(*set, 0, 0) == std::vector<double>{0, 1 / 255.0, 2 / 255.0, 3 / 255.0});
    CHECK(read(*set, 1, 0) == std::vector<double>{16 / 255.0, 32 / 255.0, 48 / 255.0, 64 / 255.0});
    CHECK(read(*set, 2, 0) == std::vector<double>{1, 254 / 255.0, 128 / 255.0, 0});
    CHECK(read(*set, 0, 1) == std::vector<double>{0, 1, 0, 0});
    CHECK(read(*set, 1, 1) == std::vector<double>{1, 0, 0, 0});
    CHECK(read(*set, 2, 1) == std::vector<double>{0, 0, 0, 1});
  }
}

TEST_CASE("the fields are 'images', as many values as pixels, and the class 'labels'") {
  const TemporaryFolder folder;
  const auto fields = open(folder, images, labels)->fields();
  REQUIRE(fields.size() == 2);
  CHECK(fields[0].name == "images");
  CHECK(fields[0].size == 4);
  CHECK_FALSE(fields[0].is_class);
  CHECK(fields[1].name == "labels");
  CHECK(fields[1].size == 4);  // one more than the largest label
  CHECK(fields[1].is_class);
}

TEST_CASE("'classes' may be more than the labels need") {
  const TemporaryFolder folder;
  const auto set = open(folder, images, labels, 6);
  CHECK(read(*set, 2, 1) == std::vector<double>{0, 0, 0, 1, 0, 0});
}

TEST_CASE("all 256 values of a label are classes") {
  const TemporaryFolder folder;
  const auto set = open(folder, idx({1, 1}, "x"), idx({1}, "\xff"));
  CHECK(set->fields()[1].size == 256);
  CHECK(read(*set, 0, 1)[255] == 1.0);
}

TEST_CASE("a network file names the data set's files relative to its own folder") {
  CHECK(findings(images, labels) == "(no finding)");
}

TEST_CASE("a missing file is named") {
  const TemporaryFolder folder;
  folder.write("images", images);
  CHECK(contains(findings(folder), "/data/0: data set 'd': there is no file " + (folder.path() / "labels").string()));
}

TEST_CASE("a folder in place of a file is named") {
  const TemporaryFolder folder;
  folder.write("images", images);
  std::filesystem::create_directory(folder.path() / "labels");
  CHECK(contains(findings(folder), "/data/0: data set 'd': there is no file " + (folder.path() / "labels").string()));
}

TEST_CASE("a file of another format is refused") {
  CHECK(contains(findings("\x89PNG and so on", labels), "images is not an IDX file"));
  CHECK(contains(findings(images, gzipped("neither")), "labels is not an IDX file"));
}

TEST_CASE("a file that ends too early is refused, plain or gzipped, in its header or in its data") {
  for (const std::size_t size : {0, 3, 4, 9, 16, 27}) {
    CAPTURE(size);
    CHECK(contains(findings(images.substr(0, size), labels), "images ends too early"));
    CHECK(contains(findings(gzipped(images.substr(0, size)), labels), "images ends too early"));
  }
  CHECK(contains(findings(images, labels.substr(0, labels.size() - 1)), "labels ends too early"));
}

TEST_CASE("a gzipped file that was cut off is refused") {
  const auto whole = gzipped(images);
  // The last eight bytes are the checksum and the size.
  for (const std::size_t cut : {1, 8, 12}) {
    CAPTURE(cut);
    CHECK(contains(findings(whole.substr(0, whole.size() - cut), labels), "images ends too early"));
  }
}

TEST_CASE("a gzipped file whose bytes do not fit its checksum is refused") {
  // Longer than zlib's own buffer, too: there the end of the stream comes after the last byte that is asked for.
  for (const auto& [whole, classes] : {std::pair(images, labels), std::pair(idx({1, 100000}, std::string(100000, 'x')),
                                                                            idx({1}, std::string(1, '\0')))}) {
    auto damaged = gzipped(whole);
    damaged[damaged.size() - 8] ^= 1;
    const auto message = findings(damaged, classes);
    CHECK(contains(message, "incorrect data check"));
    CHECK_FALSE(message.find("ends too early") != std::string::npos);
  }
}

TEST_CASE("only unsigned bytes are read") {
  CHECK(contains(findings(idx({3, 2, 2}, std::string(48, '\0'), 0x0d), labels),
                 "images does not hold unsigned bytes, the only kind that is read"));
}

TEST_CASE("images have two or more dimensions, labels one") {
  CHECK(contains(findings(labels, labels), "images has 1 dimensions; wanted 2 or more (images)"));
  CHECK(contains(findings(images, images), "labels has 3 dimensions; wanted 1 (labels)"));
  CHECK(contains(findings(idx({}, ""), labels), "images has 0 dimensions; wanted 2 or more (images)"));
}

TEST_CASE("images and labels must be as many") {
  CHECK(contains(findings(images, idx({2}, std::string(2, '\0'))), "3 images and 2 labels do not belong together"));
}

TEST_CASE("a label must be below 'classes'") {
  CHECK(contains(findings(images, labels, 3), "a label is 3, but 'classes' is 3"));
  CHECK(findings(images, labels, 4) == "(no finding)");
}

TEST_CASE("'classes' is from 0 to 256") {
  CHECK(
      contains(findings(images, labels, 257), "/data/0/params/classes: 'classes' is 257; it must be >= 0 and <= 256"));
  CHECK(contains(findings(images, labels, -1), "'classes' is -1"));
}

TEST_CASE("a header that claims more than there is, is found out without the memory for it") {
  CHECK(contains(findings(idx({0xffffffff, 0xffffffff, 0xffffffff}, "x"), labels), "claims to hold more than 16 GiB"));
  CHECK(contains(findings(idx({3, 0x10000, 0x1000}, "x"), labels), "images ends too early"));
  // The product of the sides wraps around to 0.
  CHECK(contains(findings(idx({0x80000000, 0x80000000, 4}, "x"), labels), "claims to hold more than 16 GiB"));
}

TEST_CASE("a file without samples, or with samples of no size, is refused") {
  CHECK(contains(findings(idx({0, 2, 2}, ""), labels), "images holds no samples"));
  CHECK(contains(findings(idx({3, 0, 2}, ""), labels), "images holds no samples"));
  CHECK(contains(findings(images, idx({0}, "")), "labels holds no samples"));
}

TEST_CASE("images that do not belong to the labels are refused by their header, whatever follows") {
  CHECK(contains(findings(gzipped(idx({1000, 1000, 1000}, "x")), labels),
                 "1000 images and 3 labels do not belong together"));
}

TEST_CASE("a gzipped file that unpacks to hundreds of times its size is refused by its header") {
  const std::size_t side = 6000;
  const auto packed = gzipped(idx({3, side, side}, std::string(3 * side * side, '\0')));
  CHECK(contains(findings(packed, labels), "images claims to hold 108000000 bytes in " + std::to_string(packed.size()) +
                                               "; no images can be packed so tightly"));
  // Small ones may be blank.
  CHECK(findings(gzipped(idx({3, 100, 100}, std::string(30000, '\0'))), labels) == "(no finding)");
}
