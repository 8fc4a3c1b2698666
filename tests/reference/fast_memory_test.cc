// What the fast path takes beside its inputs and outputs: at most 24 bytes for each element.
#include <fstream>

#include "reference/fast_solver.h"
#include "tests/reference/fast_support.h"

namespace normaudit::reference {
namespace {

// Writing 5 makes the kernel forget the peak so far: proc(5), clear_refs.
bool forget_peak() { return static_cast<bool>(std::ofstream("/proc/self/clear_refs") << "5\n"); }

// A field of /proc/self/status in bytes: "VmHWM" is the peak of what was resident, "VmRSS" what is.
std::int64_t resident(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string name; status >> name;) {
    std::int64_t kibibytes = 0;
    if (name == field + ":" && status >> kibibytes) return kibibytes << 10;
    std::getline(status, name);
  }
  throw std::runtime_error("no " + field + " in /proc/self/status");
}

class FastMemory : public testing::TestWithParam<std::string> {};

TEST_P(FastMemory, StaysBelowTwentyFourBytesPerElement) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the sanitizer's own memory would be counted";
#endif
  const Problem problem = parse_problem("batch_norm " + GetParam() + " hazard=relu seed=5");
  const Tensors inputs = make_inputs(problem);
  Tensors outputs = make_answers(problem, inputs);
  for (auto& [role, array] : outputs.arrays) array.fill(0);  // resident before the count begins
  if (!forget_peak()) GTEST_SKIP() << "this kernel does not let a process reset its peak";
  const std::int64_t before = resident("VmRSS");

  solve_groups({problem, inputs, {.threads = 2, .isa = std::nullopt}, outputs});

  EXPECT_LE(resident("VmHWM") - before, 24 * problem.shape.count());
}

// Half a million elements: far more than what a thread keeps whatever the size.
INSTANTIATE_TEST_SUITE_P(, FastMemory,
                         testing::Values("forward_training shape=8,4,125,125",
                                         "backward shape=8,4,125,125",
                                         "forward_training layout=nhwc shape=8,4,125,125",
                                         "backward layout=nhwc shape=8,4,125,125",
                                         "forward_training shape=500000,1",
                                         "inference dtype=bfloat16 shape=8,4,125,125",
                                         "backward dtype=float64 shape=8,4,125,125"),
                         [](const auto& tested) { return "Case" + std::to_string(tested.index); });

}  // namespace
}  // namespace normaudit::reference
