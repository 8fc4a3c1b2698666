// libFuzzer entry for the problem text.
#include <cstdint>
#include <cstdlib>

#include "tests/fuzz/problem_claims.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!normaudit::fuzz::read_problem(text).broken.empty()) std::abort();
  return 0;
}
