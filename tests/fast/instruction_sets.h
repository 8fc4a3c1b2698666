#pragma once
// The instruction sets that the kernels are compiled for, and how a test forces one of them.

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <cstdint>
#include <ostream>
#include <string>

#include "normaudit/fast.h"

namespace normaudit::fast {

struct InstructionSet {
  std::string name;
  std::int64_t target;

  friend void PrintTo(const InstructionSet& set, std::ostream* out) { *out << set.name; }
};

inline const InstructionSet kInstructionSets[] = {
    {"AVX3", HWY_AVX3}, {"AVX2", HWY_AVX2}, {"SCALAR", HWY_SCALAR}};

/// 0: whatever the machine has.
inline void take_only(std::int64_t target) {
  hwy::SetSupportedTargetsForTest(target);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

inline bool is_present(const InstructionSet& set) {
  take_only(0);
  return set.target == HWY_SCALAR || (hwy::SupportedTargets() & set.target) != 0;
}

/// Kernels of this instruction set as long as it lives.
class ScopedInstructionSet {
 public:
  explicit ScopedInstructionSet(const InstructionSet& set) {
    take_only(set.target);
    EXPECT_EQ(instruction_set(), set.name);
  }
  ~ScopedInstructionSet() { take_only(0); }
  ScopedInstructionSet(const ScopedInstructionSet&) = delete;
  ScopedInstructionSet& operator=(const ScopedInstructionSet&) = delete;
};

/// A test once for each, skipped where the machine lacks it.
class OnInstructionSet : public testing::TestWithParam<InstructionSet> {
 protected:
  void SetUp() override {
    if (!is_present(GetParam())) GTEST_SKIP() << "this machine has no " << GetParam().name;
  }
};

inline std::string name_of(const testing::TestParamInfo<InstructionSet>& tested) {
  return tested.param.name;
}

}  // namespace normaudit::fast
