// A kernel that writes outside its arrays is reported, on whichever side and in whichever array.
#include <gtest/gtest.h>

#include <string>

#include "core/hazard.h"
#include "cuda/host/device_arrays.h"

namespace normaudit::cuda::simt {
namespace {

struct Write {
  Role role;
  std::int64_t index;
};

void write(float* data, std::int64_t index) {
  if (threadIdx.x == 0) data[index] = 0.0f;
}

/// What download says after the write, or nothing.
std::string report_of(const Write& written) {
  const Problem problem = parse_problem("batch_norm forward_training shape=2,3,5");
  const Tensors inputs = make_inputs(problem);
  Tensors outputs;
  for (const Role role : outputs_of(problem)) {
    outputs.arrays.emplace(role, make_array(problem, role));
  }
  DeviceArrays arrays(inputs, outputs);
  launch({.grid = 1, .block = 32, .name = "write"}, write,
         static_cast<float*>(arrays.first(written.role)), written.index);
  try {
    arrays.download();
  } catch (const GpuError& error) {
    return error.what();
  }
  EXPECT_EQ(outputs.at(written.role).get(written.index), 0);
  return {};
}

TEST(Guards, SeeOneElementPastAnArray) {
  EXPECT_EQ(report_of({Role::kY, 30}), "a kernel wrote outside y");
  EXPECT_EQ(report_of({Role::kY, -1}), "a kernel wrote outside y");
  EXPECT_EQ(report_of({Role::kY, 30 + 63}), "a kernel wrote outside y");
  EXPECT_EQ(report_of({Role::kSaveMean, 3}), "a kernel wrote outside save_mean");
  EXPECT_EQ(report_of({Role::kRunningVar, -1}), "a kernel wrote outside running_var");
}

TEST(Guards, AllowEveryElementInside) {
  EXPECT_EQ(report_of({Role::kY, 0}), "");
  EXPECT_EQ(report_of({Role::kY, 29}), "");
  EXPECT_EQ(report_of({Role::kSaveMean, 2}), "");
}

}  // namespace
}  // namespace normaudit::cuda::simt
