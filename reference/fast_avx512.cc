// The loops for AVX-512 (F and DQ).
#if defined(__x86_64__)
#include "reference/fast_loops.inc"

namespace normaudit::reference {

static_assert(kVectorBytes == 64, "compile this file with -mavx512f -mavx512dq -mfma");

const Loops kAvx512Loops{kLoopsOf<float>, kLoopsOf<double>};

}  // namespace normaudit::reference
#endif
