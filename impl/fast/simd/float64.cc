// The kernels of float64 storage, for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "impl/fast/simd/float64.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "impl/fast/simd/table-inl.h"

HWY_BEFORE_NAMESPACE();
namespace normaudit::fast::HWY_NAMESPACE {
const Kernels<double>* float64_kernels() { return &kKernels<double>; }
}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace normaudit::fast {
HWY_EXPORT(float64_kernels);
template <>
const Kernels<double>& kernels() {
  return *HWY_DYNAMIC_DISPATCH(float64_kernels)();
}
}  // namespace normaudit::fast
#endif
