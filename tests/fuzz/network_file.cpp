// libFuzzer: any bytes as a network file.
#include "harness.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::network_file({reinterpret_cast<const char*>(data), size});
  return 0;
}
