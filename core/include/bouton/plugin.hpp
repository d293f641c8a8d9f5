/// All that a plugin needs. Pulls in the standard library only.
#pragma once

#include <bouton/data_set.hpp>
#include <bouton/declaration.hpp>
#include <bouton/layer.hpp>
#include <bouton/manifest.hpp>
#include <bouton/recorder.hpp>
#include <bouton/synapse.hpp>
#include <bouton/trace.hpp>
