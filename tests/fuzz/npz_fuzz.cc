// libFuzzer entry for the .npz reader: any bytes are an archive that survives a round trip, or one
// sentence.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "files/npz.h"
#include "tests/fuzz/one_sentence.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace normaudit;
  fuzz::refuse_in_one_sentence("fuzz.npz", [&] {
    const auto arrays = files::read_npz(std::as_bytes(std::span(data, size)), "fuzz.npz");
    if (files::read_npz(files::render_npz(arrays), "again.npz") != arrays) std::abort();
  });
  return 0;
}
