// libFuzzer: any bytes as a plugin library.
#include "harness.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::stamp({reinterpret_cast<const char*>(data), size});
  return 0;
}
