/// Reads the recordings of a run, one file after the other, and keeps what the page shows of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <bouton/recording_file.hpp>

#include "report/image_data.hpp"
#include "report/recording_view.hpp"
#include "report/run_folder.hpp"
#include "report/weight_images.hpp"

namespace bouton_program {

/// What a recording of one target became.
struct ViewedTarget {
  std::string file;
  bouton::RecordTarget target;
  std::unique_ptr<RecordingView> view;
};

class RecordingReader {
 public:
  RecordingReader(const RunFolder& run, const ImageData& images, bouton::Registry& registry);

  /// Reads all; throws nothing for a file that cannot be read: a sentence in `notes` says why.
  void read_all(nlohmann::ordered_json& notes);
  /// What the page gets, in the order of the files. To be called once.
  nlohmann::ordered_json finish();

 private:
  std::vector<ViewedTarget> views_of(const bouton::RecordingFile& recording);

  const RunFolder& run_;
  const ImageData& images_;
  bouton::Registry& registry_;
  PageShare share_;
  std::vector<ViewedTarget> viewed_;
};

}  // namespace bouton_program
