/// Reads the recorder's files back.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

#include <bouton/recorder.hpp>

/// Tells a file to the sink. `milliseconds` is when a step begins, for files whose first column is a time. Throws
/// std::runtime_error with the line if the file is damaged.
void read_csv(const std::filesystem::path& file, std::span<const bouton::RecordTarget> known, double dt,
              const std::function<double(std::uint64_t)>& milliseconds, bouton::RecordSink& sink);
