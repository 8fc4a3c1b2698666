// The same loops with -ffast-math and vectors of 512 bits, in this object alone.
#include "bench/cpu/loops.h"
#ifndef __FAST_MATH__
#error "to be compiled with -ffast-math"
#endif
#include "bench/cpu/loops.inc"

namespace normaudit::bench::cpu {

const Loops kFastMathNchw{training_nchw, backward_nchw, inference_nchw};
const Loops kFastMathNhwc{training_nhwc, backward_nhwc, normalize_rows};

}  // namespace normaudit::bench::cpu
