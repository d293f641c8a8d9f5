/// Reads the recorder's files back.
#pragma once

#include <filesystem>
#include <span>

#include <bouton/recorder.hpp>

/// Tells a file to the sink, one population after the other. Throws std::runtime_error if it is damaged.
void read_sonata(const std::filesystem::path& file, std::span<const bouton::RecordTarget> known, double dt,
                 bouton::RecordSink& sink);
