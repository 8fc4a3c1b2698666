#pragma once
// A problem in one line of text, solved by the oracle, for tests.

#include <gtest/gtest.h>

#include <bit>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "core/hazard.h"
#include "core/number_text.h"
#include "reference/oracle.h"

namespace normaudit::reference {

inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kInf = std::numeric_limits<double>::infinity();

struct Solved {
  explicit Solved(const std::string& text) : Solved(parse_problem(text)) {}
  explicit Solved(const Problem& asked)
      : problem(asked), inputs(make_inputs(problem)), oracle(problem, inputs) {}
  Solved(const Problem& asked, Tensors arrays)
      : problem(asked), inputs(std::move(arrays)), oracle(problem, inputs) {}

  double hi(Role output, std::int64_t logical = 0) const {
    return oracle.hi_lo(output, logical).hi;
  }
  /// Every hi as text, so that NaN equals NaN and -0 differs from +0.
  std::vector<std::string> all(Role output) const {
    std::vector<std::string> texts;
    for (std::int64_t i = 0; i < count_of_role(problem, output); ++i) {
      texts.push_back(hex(hi(output, i)));
    }
    return texts;
  }

  Problem problem;
  Tensors inputs;
  Oracle oracle;
};

inline std::vector<std::string> texts(const std::vector<double>& values) {
  std::vector<std::string> result;
  for (double value : values) result.push_back(hex(value));
  return result;
}

}  // namespace normaudit::reference
