/// All that a program needs to build and run networks.
#pragma once

#include <bouton/abnormal_end.hpp>
#include <bouton/builder.hpp>
#include <bouton/error.hpp>
#include <bouton/heaviside.hpp>
#include <bouton/network.hpp>
#include <bouton/plugin.hpp>
#include <bouton/profile.hpp>
#include <bouton/quantity.hpp>
#include <bouton/recording_file.hpp>
#include <bouton/registry.hpp>
#include <bouton/reload.hpp>
#include <bouton/run.hpp>
#include <bouton/whole_file.hpp>
