// The loops for AVX2 with fused multiply-add.
#if defined(__x86_64__)
#include "reference/fast_loops.inc"

namespace normaudit::reference {

static_assert(kVectorBytes == 32, "compile this file with -mavx2 -mfma");

const Loops kAvx2Loops{kLoopsOf<float>, kLoopsOf<double>};

}  // namespace normaudit::reference
#endif
