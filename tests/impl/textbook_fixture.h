#pragma once
// Every textbook backend in both of its formats.

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

inline const auto kTextbookBackends =
    testing::Combine(testing::Values("one_pass", "two_pass", "welford"),
                     testing::Values(Dtype::kFloat32, Dtype::kFloat64));

}  // namespace normaudit
