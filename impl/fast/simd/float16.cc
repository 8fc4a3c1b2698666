// The kernels of float16 storage, for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "impl/fast/simd/float16.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "impl/fast/simd/table-inl.h"

HWY_BEFORE_NAMESPACE();
namespace normaudit::fast::HWY_NAMESPACE {
const Kernels<float16>* float16_kernels() { return &kKernels<float16>; }
}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace normaudit::fast {
HWY_EXPORT(float16_kernels);
template <>
const Kernels<float16>& kernels() {
  return *HWY_DYNAMIC_DISPATCH(float16_kernels)();
}
}  // namespace normaudit::fast
#endif
