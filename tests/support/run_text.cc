// Running backends inside tests.
#include "tests/support/run_text.h"

#include <gtest/gtest.h>

#include "core/hazard.h"

namespace normaudit::support {

std::vector<double> numbers(const Tensor& array) {
  std::vector<double> result;
  for (std::int64_t i = 0; i < array.count(); ++i) result.push_back(array.get(i));
  return result;
}

Tensors run_problem(const std::string& backend, const Problem& problem) {
  Run run = run_backend(find_backend(backend), problem, make_inputs(problem));
  EXPECT_EQ(run.unsupported, "") << backend << ": " << to_string(problem);
  for (const std::string& finding : run.findings) {
    ADD_FAILURE() << backend << " " << finding << ": " << to_string(problem);
  }
  return std::move(run.outputs);
}

Tensors run_text(const std::string& backend, const std::string& problem) {
  return run_problem(backend, parse_problem(problem));
}

bool same_outputs(const Tensors& a, const Tensors& b) {
  if (a.arrays.size() != b.arrays.size()) return false;
  for (const auto& [role, array] : a.arrays) {
    const Tensor* other = b.find(role);
    if (other == nullptr || !same_bits(array, *other)) return false;
  }
  return true;
}

}  // namespace normaudit::support
