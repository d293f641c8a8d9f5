/// Symbol visibility. Everything is hidden unless it carries one of these.
#pragma once

#define BOUTON_EXPORT __attribute__((visibility("default")))

#ifdef BOUTON_BUILDING_CORE
#define BOUTON_API __attribute__((visibility("default")))
#else
#define BOUTON_API
#endif
