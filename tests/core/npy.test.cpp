#include <cmath>

#include <support/edit.hpp>

using support::only;
using support::small;
using support::with;

namespace {

/// A .npy file, version 1, with this header and these numbers.
template <class Number>
std::string npy(const std::string& header, const std::vector<Number>& numbers) {
  std::string text = "\x93NUMPY";
  text += '\1';
  text += '\0';
  text += static_cast<char>(header.size() & 0xff);
  text += static_cast<char>(header.size() >> 8);
  return text + header + std::string(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number));
}

std::string header(const std::string& type, const std::string& shape, const std::string& by_columns = "False") {
  return "{'descr': '" + type + "', 'fortran_order': " + by_columns + ", 'shape': " + shape + ", }\n";
}

std::string text_with_file(const std::filesystem::path& file) {
  return with(small, R"({"constant": 1})", R"({"file": ")" + file.string() + "\"}");
}

std::vector<double> weights(const std::string& content) {
  const support::TemporaryFolder folder;
  auto r = support::registry();
  return support::network(text_with_file(folder.write("w.npy", content)), r).state("w", "weights");
}

std::string found(const std::string& content) {
  const support::TemporaryFolder folder;
  return support::findings(text_with_file(folder.write("w.npy", content)));
}

const std::vector<double> six{1, 2, 3, 4, 5, 6};

}  // namespace

TEST_CASE("a .npy file holds a matrix by rows or by columns, of any number type") {
  CHECK(weights(npy(header("<f8", "(3, 2)"), six)) == six);
  CHECK(weights(npy(header("<f8", "(3, 2)", "True"), std::vector<double>{1, 3, 5, 2, 4, 6})) == six);
  CHECK(weights(npy(header("<f4", "(3, 2)"), std::vector<float>{1, 2, 3, 4, 5, 6})) == six);
  CHECK(weights(npy(header("<i2", "(3, 2)"), std::vector<std::int16_t>{1, 2, 3, 4, 5, 6})) == six);
  CHECK(weights(npy(header("|u1", "(3, 2)"), std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6})) == six);
  CHECK(weights(npy(header("<i8", "(3, 2)"), std::vector<std::int64_t>{1, 2, 3, 4, 5, -6}))[5] == -6);
}

TEST_CASE("what is wrong with a .npy file is a finding") {
  CHECK(only(found(""), "w.npy: is not a .npy file"));
  CHECK(only(found("1,2\n3,4\n5,6\n"), "w.npy: is not a .npy file"));
  CHECK(only(found(npy(header("<f8", "(3, 2)"), six).substr(0, 30)), "w.npy: ends within its header"));
  CHECK(only(found(npy("{'nothing': 1}\n", six)), "w.npy: has a header that cannot be read; save it with numpy.save"));
  CHECK(only(found(npy(header(">f8", "(3, 2)"), six)), "w.npy: holds numbers of the type '>f8'; save it as float64"));
  CHECK(only(found(npy(header("<c16", "(3, 2)"), six)), "w.npy: holds numbers of the type '<c16'"));
  CHECK(only(found(npy(header("<f8", "()"), six)), "w.npy: has 0 dimensions; wanted 1 or 2"));
  CHECK(only(found(npy(header("<f8", "(1, 2, 3)"), six)), "w.npy: has 3 dimensions; wanted 1 or 2"));
  CHECK(only(found(npy(header("<f8", "(3, 3)"), six)),
             "w.npy: ends too early: 3 x 3 numbers are announced, 6 are there"));
  CHECK(only(found(npy(header("<f8", "(2, 2)"), six)), "w.npy: goes on after the 2 x 2 numbers that are announced"));
  auto of_the_future = npy(header("<f8", "(3, 2)"), six);
  of_the_future[6] = 9;
  CHECK(only(found(of_the_future), "w.npy: has the format version 9; this program reads 1 to 3"));
  CHECK(only(found(npy(header("<f8", "(999999999999, 999999999999)"), six)), "w.npy: ends too early: "));
  CHECK(only(found(npy(header("<f8", "(3, 2)"), std::vector<double>{1, 2, 3, 4, 5, std::nan("")})),
             "w.npy: row 2, column 1 is nan; wanted a finite number"));
  CHECK(only(found(npy(header("<f8", "(2, 3)"), six)), "/synapses/0/weights/file: weights are 2 x 3; wanted 3 x 2"));
}

TEST_CASE("a .npy file whose sides are too large for a number of units is refused") {
  CHECK(only(found(npy(header("<f8", "(99999999999999999999, 2)"), six)), "w.npy: "));
  CHECK(only(found(npy(header("<f8", "(999999999999, 0)"), six)), "weights are 999999999999 x 0; wanted 3 x 2"));
}

TEST_CASE("a header is as long as numpy reads it, and no longer") {
  const auto padded = [](std::size_t size) {
    auto text = header("<f8", "(3, 2)");
    text.insert(text.size() - 1, size - text.size(), ' ');
    return npy(text, six);
  };
  CHECK(weights(padded(10000)) == six);
  CHECK(only(found(padded(10001)), "w.npy: has a header of 10001 bytes; at most 10000 are read"));
  CHECK(only(found(padded(60000)), "w.npy: has a header of 60000 bytes; at most 10000 are read"));
}

TEST_CASE("a header that is damaged anywhere is refused, or says the same") {
  const auto whole = npy(header("<f8", "(3, 2)"), six);
  const auto length = header("<f8", "(3, 2)").size();
  for (std::size_t i = 0; i < length; ++i)
    for (const char c : {'\0', '\'', '(', ')', ' ', '9', '\xff'}) {
      auto damaged = whole;
      damaged[10 + i] = c;
      const auto message = found(damaged);
      CAPTURE(message);
      CHECK((message == "(no finding)" || message.find("w.npy: ") != std::string::npos ||
             message.find("weights are ") != std::string::npos));
    }
}
