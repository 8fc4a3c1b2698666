// The kernels of float32 storage, for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "impl/fast/simd/float32.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "impl/fast/simd/table-inl.h"

HWY_BEFORE_NAMESPACE();
namespace normaudit::fast::HWY_NAMESPACE {
const Kernels<float>* float32_kernels() { return &kKernels<float>; }
}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace normaudit::fast {
HWY_EXPORT(float32_kernels);
template <>
const Kernels<float>& kernels() {
  return *HWY_DYNAMIC_DISPATCH(float32_kernels)();
}
}  // namespace normaudit::fast
#endif
