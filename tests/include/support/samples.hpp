/// A data set for tests, and what follows it.
#pragma once

#include <stdexcept>

#include <support/network.hpp>

namespace support {

/// Samples that stand in the network file: rows of pixels, each with a class.
class Samples final : public bouton::DataSet {
 public:
  static void declare(bouton::Declaration<Samples>& d) {
    d.type("samples", "samples that stand in the file").version("1.0", "tests");
    d.parameter("pixels", &Samples::pixels_, "a row per sample").default_value(bouton::Matrix{2, 2, {1, 2, 3, 4}});
    d.parameter("labels", &Samples::labels_, "a class per sample").default_value(std::vector<double>{0, 1});
    d.parameter("classes", &Samples::classes_, "how many classes there are").default_value(2);
    d.parameter("class_fields", &Samples::class_fields_, "how many fields hold the class").default_value(1);
    d.parameter("throws_in", &Samples::throws_in_, "the call that throws").default_value("");
  }
  void prepare() override { fail_in("prepare"); }
  std::uint64_t samples() const override {
    fail_in("samples");
    return labels_.size();
  }
  std::vector<bouton::DataField> fields() const override {
    fail_in("fields");
    std::vector<bouton::DataField> fields{{"pixels", static_cast<bouton::Unit>(pixels_.columns), false}};
    for (std::int64_t i = 0; i < class_fields_; ++i)
      fields.push_back({i ? "label" + std::to_string(i) : "label", static_cast<bouton::Unit>(classes_), true});
    return fields;
  }
  void read(std::uint64_t sample, std::size_t field, std::span<double> out) const override {
    fail_in("read");
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = field == 0 ? pixels_.at(sample, i) : labels_.at(sample) == static_cast<double>(i) ? 1.0 : 0.0;
  }

 private:
  void fail_in(const std::string& call) const {
    if (call == throws_in_) throw std::runtime_error("the disk is gone");
  }

  bouton::Matrix pixels_;
  std::vector<double> labels_;
  std::int64_t classes_ = 0, class_fields_ = 0;
  std::string throws_in_;
};

/// Publishes one value per unit, which may follow a data set.
class Level final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Level>& d) {
    d.type("level", "constant values").version("1.0", "tests").output(bouton::OutputKind::analog);
    d.parameter("values", &Level::values_, "one or one per unit").default_value(0).at_most(1000);
    d.parameter("offset", &Level::offset_, "added to each").default_value(0);
    d.parameter("group.inner", &Level::inner_, "added too").default_value(0);
  }
  void step(const bouton::LayerInputs&, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = values_[k] + offset_ + inner_;
  }

 private:
  bouton::PerUnit values_;
  double offset_ = 0, inner_ = 0;
};

}  // namespace support
