#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <bouton/plugin.hpp>

#include "hdf5_file.hpp"
#include "read_sonata.hpp"
#include "sonata_names.hpp"

namespace {

/// What is written at a time, in bytes.
constexpr std::size_t buffer_size = std::size_t{1} << 20;

using Clock = std::chrono::steady_clock;

/// The spikes of one population: times and nodes, side by side.
class Spikes {
 public:
  Spikes(Hdf5File& file, const bouton::RecordTarget& target)
      : file_(file), group_(file.make_group("/spikes/" + population_name(target))) {
    constexpr hsize_t chunk = 1 << 14;
    timestamps_ = file.make_growing(group_, "timestamps", H5T_NATIVE_DOUBLE, 0, chunk);
    node_ids_ = file.make_growing(group_, "node_ids", H5T_NATIVE_UINT64, 0, chunk);
    file.write_text(timestamps_, "units", "ms");
    file.write_sorting_by_time(group_);
  }
  void add(double time, std::span<const bouton::Unit> units) {
    times_.insert(times_.end(), units.size(), time);
    nodes_.insert(nodes_.end(), units.begin(), units.end());
    if (times_.size() * sizeof(double) >= buffer_size) write();
  }
  void write() {
    file_.append(timestamps_, H5T_NATIVE_DOUBLE, count_, times_.size(), 0, times_.data());
    file_.append(node_ids_, H5T_NATIVE_UINT64, count_, nodes_.size(), 0, nodes_.data());
    count_ += times_.size();
    times_.clear();
    nodes_.clear();
  }

 private:
  Hdf5File& file_;
  Hdf5Handle group_, timestamps_, node_ids_;
  std::vector<double> times_;
  std::vector<std::uint64_t> nodes_;
  hsize_t count_ = 0;
};

/// A report: a row for each sample, a column for each node. Its times are a begin, an end and a distance.
class Report {
 public:
  Report(Hdf5File& file, const bouton::RecordTarget& target)
      : file_(file), target_(target), columns_(target.width()), group_(file.make_group(report_name(target))) {
    const hsize_t rows = std::clamp<hsize_t>((hsize_t{1} << 17) / std::max<hsize_t>(columns_, 1), 1, 1024);
    data_ = file.make_growing(group_, "data", H5T_NATIVE_DOUBLE, columns_, rows);
    file.write_text(data_, "units", target.unit);
    const auto mapping = file.make_group(report_name(target) + "/mapping");
    std::vector<std::uint64_t> nodes, pointers;
    for (std::size_t k = 0; k < columns_; ++k) nodes.push_back(target.columns.empty() ? target.units[k] : k);
    for (std::size_t k = 0; k <= columns_; ++k) pointers.push_back(k);
    const std::vector<std::uint32_t> elements(columns_, 0);
    file.make_array(mapping, "node_ids", H5T_NATIVE_UINT64, nodes.size(), nodes.data());
    file.make_array(mapping, "index_pointer", H5T_NATIVE_UINT64, pointers.size(), pointers.data());
    file.make_array(mapping, "element_ids", H5T_NATIVE_UINT32, elements.size(), elements.data());
    const double times[] = {0, 0, 0};
    time_ = file.make_array(mapping, "time", H5T_NATIVE_DOUBLE, 3, times);
    file.write_text(time_, "units", "ms");
  }
  template <class Milliseconds>
  void add(std::uint64_t step, std::span<const double> values, const Milliseconds& milliseconds) {
    if (!first_) first_ = step;
    if (step != *first_ + (count_ + rows()) * target_.every)
      file_.fail(
          "cannot hold samples at uneven distances, as a report has one begin, end and distance; record one "
          "phase or window, or choose another format");
    values_.insert(values_.end(), values.begin(), values.end());
    end_ = time_of(step + target_.every, milliseconds);
    begin_ = time_of(*first_, milliseconds);
    distance_ = milliseconds(target_.every);
    if (values_.size() * sizeof(double) >= buffer_size) write();
  }
  void write() {
    const auto added = rows();
    if (columns_ > 0) file_.append(data_, H5T_NATIVE_DOUBLE, count_, added, columns_, values_.data());
    count_ += added;
    values_.clear();
    const double times[] = {begin_, end_, distance_};
    if (count_ > 0 && H5Dwrite(time_, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, times) < 0)
      file_.fail("could not be written completely");
  }

 private:
  hsize_t rows() const { return columns_ > 0 ? values_.size() / columns_ : 0; }
  /// State is that of the end of a step; a count has the time at which its bin begins.
  template <class Milliseconds>
  double time_of(std::uint64_t step, const Milliseconds& milliseconds) const {
    return milliseconds(target_.bin > 0 ? step : step + 1);
  }

  Hdf5File& file_;
  const bouton::RecordTarget& target_;
  hsize_t columns_;
  Hdf5Handle group_, data_, time_;
  std::vector<double> values_;
  hsize_t count_ = 0;
  std::optional<std::uint64_t> first_;
  double begin_ = 0, end_ = 0, distance_ = 0;
};

/// HDF5 files as the SONATA data format has them (Dai et al. 2020, doi:10.1371/journal.pcbi.1007696; developer guide,
/// "Representing output"): spikes by population, and reports of state.
class Sonata final : public bouton::Recorder {
 public:
  static void declare(bouton::Declaration<Sonata>& d) {
    d.type("sonata", "HDF5 as the SONATA format has it: spikes and reports").version("1.0", "Bouton");
    d.writes({bouton::RecordShape::spikes, bouton::RecordShape::values}).several_targets();
  }

  std::filesystem::path open(std::span<const bouton::RecordTarget> targets,
                             const std::filesystem::path& stem) override {
    file_.emplace(Hdf5File::create(stem.string() + ".h5"));
    const auto root = Hdf5Handle(H5Gopen2(file_->id(), "/", H5P_DEFAULT), H5Gclose);
    const std::uint32_t magic = 0x0A7A, version[] = {0, 1};
    file_->write_numbers(root, "magic", H5T_NATIVE_UINT32, 1, &magic);
    file_->write_numbers(root, "version", H5T_NATIVE_UINT32, 2, version);
    for (const auto& target : targets) {
      if (file_->has(group_name(target)))
        file_->fail("cannot hold '" + target.variable + "' of '" + target.element +
                    "' beside another report of it; give one of them another 'name'");
      spikes_.push_back(target.shape == bouton::RecordShape::spikes ? std::make_unique<Spikes>(*file_, target)
                                                                    : nullptr);
      reports_.push_back(spikes_.back() ? nullptr : std::make_unique<Report>(*file_, target));
    }
    file_->flush();
    return file_->path();
  }

  /// A spike has the time at which its step ends.
  void spikes(std::size_t target, std::uint64_t step, std::span<const bouton::Unit> units) override {
    if (units.empty()) return;
    spikes_[target]->add(milliseconds(step + 1), units);
    end_sample();
  }

  void values(std::size_t target, std::uint64_t step, std::span<const double> values) override {
    reports_[target]->add(step, values, [&](std::uint64_t s) { return milliseconds(s); });
    end_sample();
  }

  void close() override {
    if (!file_) return;
    write();
    spikes_.clear();
    reports_.clear();
    file_->close();
    file_.reset();
  }

  void read(const std::filesystem::path& file, std::span<const bouton::RecordTarget> known,
            bouton::RecordSink& sink) override {
    read_sonata(file, known, dt(), sink);
  }

 private:
  void write() {
    for (auto& spikes : spikes_)
      if (spikes) spikes->write();
    for (auto& report : reports_)
      if (report) report->write();
  }
  /// Now and then the file is made whole, so that one of a process that is killed can be opened.
  void end_sample() {
    constexpr std::chrono::seconds longest_wait{1};
    if (Clock::now() - flushed_ < longest_wait) return;
    write();
    file_->flush();
    flushed_ = Clock::now();
  }

  std::optional<Hdf5File> file_;
  Clock::time_point flushed_ = Clock::now();
  std::vector<std::unique_ptr<Spikes>> spikes_;   // of each target, or null
  std::vector<std::unique_ptr<Report>> reports_;  // the same
};

}  // namespace

BOUTON_PLUGIN(Sonata)
