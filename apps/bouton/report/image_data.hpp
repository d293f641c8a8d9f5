/// Which units of a network form an image, and the images of a data set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <bouton/network.hpp>
#include <bouton/registry.hpp>

namespace bouton_program {

/// Rows and columns.
struct ImageShape {
  std::size_t rows = 0, columns = 0;
  std::size_t size() const { return rows * columns; }
};

/// The data sets of a network, opened as far as they are still there.
class ImageData {
 public:
  /// `network` is the network in a run.json; `file` stands in messages. The registry must have the types of data sets.
  ImageData(const nlohmann::ordered_json& network, const std::filesystem::path& file, bouton::Registry& registry);

  /// Why the data sets cannot be opened; "" if they are open, or if there are none.
  const std::string& problem() const { return problem_; }
  /// The shape of an input or layer whose units are the pixels of an image: a data set says so of a field that an input
  /// follows, or a receptive field of what it looks at.
  std::optional<ImageShape> shape_of(const std::string& element) const;
  /// Whether the phases of this name show images, and of which shape.
  std::optional<ImageShape> shape_in_phase(const std::string& phase) const;
  /// The image of a sample that is shown in the phases of this name, pixel by pixel, row by row. Throws bouton::Error
  /// if there is no such sample.
  std::vector<double> image(const std::string& phase, std::uint64_t sample) const;

 private:
  struct Field {
    std::string data_set, name;
    std::size_t number = 0;  // of the field in the data set
    ImageShape shape;
  };
  std::optional<Field> field_of(const std::string& data_set, const std::string& name) const;
  std::optional<Field> field_in_phase(const std::string& phase) const;

  nlohmann::ordered_json network_;
  std::optional<bouton::Network> opened_;
  std::string problem_;
};

}  // namespace bouton_program
