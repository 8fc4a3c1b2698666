#pragma once
// What tests of the kernels share: the backends made of kernels, over the executor and on a device,
// and one judged run.

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/backend.h"
#include "core/hazard.h"
#include "core/run.h"
#include "tests/support/required_backends.h"
#include "tests/support/run_text.h"
#include "verdict/explain.h"
#include "verdict/judge.h"

namespace normaudit::cuda {

inline constexpr Dtype kFormats[] = {Dtype::kFloat32, Dtype::kBfloat16, Dtype::kFloat16,
                                     Dtype::kFloat64};
inline constexpr Pass kPasses[] = {Pass::kForwardTraining, Pass::kBackward, Pass::kInference,
                                   Pass::kBackwardInference};

/// Those whose name starts so: simt_ over the executor, cuda_ on a device.
inline std::vector<std::string> backends_of(std::string_view target) {
  std::vector<std::string> result;
  for (const std::string& name : Registry<Backend>::instance().names()) {
    if (name.starts_with(target)) result.push_back(name);
  }
  return result;
}

inline std::vector<std::string> kernel_backends() {
  std::vector<std::string> result = backends_of("simt_");
  for (const std::string& name : backends_of("cuda_")) result.push_back(name);
  return result;
}

/// A test of one backend, which is skipped, or fails where that was asked for, on a machine that
/// cannot run it.
class OnBackend : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const std::string reason =
        backend().supports(parse_problem("batch_norm forward_training shape=2,1,3"));
    if (!reason.empty()) support::skip_or_fail(GetParam(), reason);
  }
  static const Backend& backend() { return find_backend(GetParam()); }
};

/// The backend keeps the bound that its contract promises, and breaks no rule of a run.
inline void expect_judged(const Backend& backend, const Problem& problem, const Tensors& inputs,
                          const Run& run) {
  for (const std::string& finding : run.findings) ADD_FAILURE() << backend.name << ' ' << finding;
  const verdict::Verdict verdict = verdict::judge(problem, inputs, run.outputs, *backend.contract);
  EXPECT_NE(verdict.status, verdict::Status::kFail)
      << verdict::explain({problem, inputs, run.outputs, *backend.contract, verdict}) << "\n"
      << to_string(problem);
}

/// False where the backend does not take the problem.
inline bool judged(const Backend& backend, const Problem& problem) {
  const Tensors inputs = make_inputs(problem);
  const Run run = run_backend(backend, problem, inputs);
  if (!run.unsupported.empty()) return false;
  expect_judged(backend, problem, inputs, run);
  return true;
}

inline bool judged(const Backend& backend, const std::string& problem) {
  return judged(backend, parse_problem(problem));
}

}  // namespace normaudit::cuda
