/// What a registry says of a type that is declared wrongly.
#pragma once

#include <string>
#include <utility>

#include <bouton/bouton.hpp>

namespace support {

/// The message with which a registry refuses the declaration of T once `change` has changed it; "" if it takes it.
template <class T, class Change>
std::string refusal_of(Change&& change) {
  bouton::Declaration<T> declaration;
  T::declare(declaration);
  auto type = std::move(declaration).take();
  change(type);
  try {
    bouton::Registry().add(std::move(type));
  } catch (const bouton::Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace support
