#pragma once
// Every textbook backend in the formats its operations happen in, and in all it stores.

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "tests/support/run_text.h"

namespace normaudit {

class TextbookTest : public testing::TestWithParam<std::tuple<std::string, Dtype>> {
 protected:
  std::string backend() const { return std::get<0>(GetParam()); }
  Dtype dtype() const { return std::get<1>(GetParam()); }

  /// `text` with all three dtypes set to the parameter's.
  Problem problem(const std::string& text) const {
    const std::string name(to_string(dtype()));
    return parse_problem(text + " dtype=" + name + " parameters=" + name + " statistics=" + name);
  }
  Tensors run(const std::string& text) const {
    return support::run_problem(backend(), problem(text));
  }
  /// The number rounded once to the parameter's format.
  double rounded(double value) const { return widen(dtype(), narrow(dtype(), value)); }

  static std::vector<double> of(const Tensors& outputs, Role role) {
    return support::numbers(outputs.at(role));
  }
};

using Numbers = std::vector<double>;

inline std::string textbook_name(const testing::TestParamInfo<std::tuple<std::string, Dtype>>& i) {
  return std::get<0>(i.param) + "_" + std::string(to_string(std::get<1>(i.param)));
}

// Those whose order of operations impl/README.md fixes, and the one that leaves it to a library.
inline const std::vector<std::string> kOrderedBackends{
    "chan_tree",         "corrected_two_pass", "folded",   "kahan_two_pass",     "one_pass",
    "pairwise_two_pass", "shifted_one_pass",   "two_pass", "two_pass_wide_sums", "welford"};
inline std::vector<std::string> all_backends() {
  std::vector<std::string> names = kOrderedBackends;
  names.push_back("eigen");
  return names;
}
inline const auto kOperationFormats = testing::Values(Dtype::kFloat32, Dtype::kFloat64);
inline const auto kTextbookBackends =
    testing::Combine(testing::ValuesIn(all_backends()), kOperationFormats);

}  // namespace normaudit
