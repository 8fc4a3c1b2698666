// The loops with -O3 for this machine and IEEE arithmetic.
#include "bench/cpu/loops.h"
#include "bench/cpu/loops.inc"

namespace normaudit::bench::cpu {

const Loops kNaiveNchw{training_nchw, backward_nchw, inference_nchw};
const Loops kNaiveNhwc{training_nhwc, backward_nhwc, normalize_rows};

}  // namespace normaudit::bench::cpu
