// libFuzzer entry for the .npy parser alone: behind the archive's CRC-32 a mutation would hardly
// reach it.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "files/npy.h"
#include "tests/fuzz/one_sentence.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace normaudit;
  fuzz::refuse_in_one_sentence("fuzz.npz", [&] {
    const auto bytes = std::as_bytes(std::span(data, size));
    const auto array = files::parse_npy({bytes.begin(), bytes.end()}, "fuzz.npz: array 'x'");
    if (files::parse_npy(files::render_npy(array), "again.npy") != array) std::abort();
  });
  return 0;
}
