// Names of the storage formats.
#include "core/dtype.h"

#include <cmath>
#include <string>

#include "core/error.h"

namespace normaudit {

double unit_roundoff(Dtype dtype) { return std::ldexp(1.0, -format_of(dtype).precision); }

std::string_view to_string(Dtype dtype) {
  switch (dtype) {
    case Dtype::kFloat64:
      return "float64";
    case Dtype::kFloat32:
      return "float32";
    case Dtype::kFloat16:
      return "float16";
    case Dtype::kBfloat16:
      break;
  }
  return "bfloat16";
}

Dtype parse_dtype(std::string_view text) {
  for (Dtype dtype : kDtypes) {
    if (to_string(dtype) == text) return dtype;
  }
  throw InputError("unknown dtype '" + std::string(text.substr(0, 64)) +
                   "': expected float64, float32, float16 or bfloat16");
}

}  // namespace normaudit
