// Which of the compiled instruction sets Highway takes on this machine.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "impl/fast/instruction_set.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include <hwy/highway.h>

#include "normaudit/fast.h"

HWY_BEFORE_NAMESPACE();
namespace normaudit::fast::HWY_NAMESPACE {
const char* name_of_target() { return hwy::TargetName(HWY_TARGET); }
}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace normaudit::fast {
HWY_EXPORT(name_of_target);
const char* instruction_set() { return HWY_DYNAMIC_DISPATCH(name_of_target)(); }
}  // namespace normaudit::fast
#endif
