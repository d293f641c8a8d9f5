/// Reads the recorder's files back.
#pragma once

#include <filesystem>
#include <span>

#include <bouton/recorder.hpp>

/// Where the steps of the samples stand: "v.steps.npy" beside "v.npy".
std::filesystem::path steps_beside(const std::filesystem::path& file);

/// Tells a file to the sink. Throws std::runtime_error if it is damaged.
void read_npy(const std::filesystem::path& file, std::span<const bouton::RecordTarget> known, bouton::RecordSink& sink);
