// A residual, a ReLU and its mask in the same call are the plain operations bit for bit.
#include "tests/fast/fused.h"

#include "tests/fast/formats.h"
#include "tests/fast/instruction_sets.h"
#include "tests/fast/layouts.h"

namespace normaudit::fast {
namespace {

class FusedKernels : public OnInstructionSet {};

template <class T>
void expect_plain_operations(const Options& options) {
  for (const NamedLayout& named : layouts_of_every_path()) {
    EXPECT_EQ(FusedCalls<T>(named.layout, options).finding(), "") << named.name;
  }
}

TEST_P(FusedKernels, IsThePlainOperations) {
  const ScopedInstructionSet forced(GetParam());
  for (const Stores stores : {Stores::kOrdinary, Stores::kStreaming}) {
    expect_plain_operations<float>({.threads = 2, .stores = stores});
    expect_plain_operations<double>({.threads = 2, .stores = stores});
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, FusedKernels, testing::ValuesIn(kInstructionSets), name_of);

// With extents small enough that every residue of a vector's lanes is met.
TEST_P(FusedKernels, IsThePlainOperationsOnEveryTail) {
  const ScopedInstructionSet forced(GetParam());
  for (std::int64_t length = 1; length <= 36; ++length) {
    for (const Layout& layout : {Layout::nchw({2, 3, length}), Layout::nhwc({2, length, 3})}) {
      EXPECT_EQ(FusedCalls<float>(layout, {}).finding(), "") << length;
      EXPECT_EQ(FusedCalls<double>(layout, {}).finding(), "") << length;
    }
  }
}

}  // namespace
}  // namespace normaudit::fast
