/// Reads the recorder's files back.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include <bouton/recorder.hpp>

/// How a file was written.
struct NestFormat {
  std::int64_t first_id = 1;  ///< of unit 0
  bool time_in_steps = false;
  double dt = 1.0;  ///< in ms
};

/// Tells a file to the sink. Throws std::runtime_error with the line if the file is damaged.
void read_nest(const std::filesystem::path& file, const NestFormat& format, std::span<const bouton::RecordTarget> known,
               bouton::RecordSink& sink);
