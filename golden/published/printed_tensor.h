#pragma once
// A tensor as PyTorch prints it: "tensor([[ 0.8026, ...], ...], grad_fn=...)", cut off or whole.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "golden/published/printed_number.h"

namespace normaudit::golden {

struct PrintedTensor {
  std::vector<std::int64_t> extents;   ///< none for a scalar; of a cut tensor unknown and none
  std::vector<PrintedNumber> numbers;  ///< in logical order
  bool cut = false;                    ///< the page ends before the tensor does
};

/// Reads the one tensor in the text; what stands around it does not matter. Throws InputError
/// naming `field` where there is none or two, a number is malformed, or rows differ in length.
PrintedTensor parse_tensor(std::string_view text, const std::string& field);

/// Of every number the format's numbers that print so; throws InputError naming `field` where none
/// does, or where a number is cut.
std::vector<Range> ranges_of(const PrintedTensor& tensor, Dtype dtype, const std::string& field);

}  // namespace normaudit::golden
