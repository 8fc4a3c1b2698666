#pragma once
// The grade: the tightest error class whose bound no observed error exceeds, for outputs of unknown
// arithmetic.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.h"
#include "core/role.h"
#include "verdict/judge.h"

namespace normaudit::verdict {

/// The ladder, best first: "correctly_rounded", "faithful", then the registered algorithm classes
/// from the tightest to the loosest ("two_pass", "welford", "one_pass"), and "wrong" last.
std::vector<std::string> grades();

/// Throws InputError when the text names no grade.
std::string parse_grade(std::string_view text);

struct OutputGrade {
  Role role = Role::kY;
  /// On the ladder, or "vacuous": there are no elements, or no class that is kept says anything of
  /// any of them.
  std::string grade;
  /// The verdict under the grade's own bound; under the loosest bound where the grade is "wrong" or
  /// "vacuous". Beside a grade by rounding it passes, whatever the tightest class promises.
  OutputVerdict verdict;
};

/// Grades every array of `got` that is among the problem's outputs.
std::vector<OutputGrade> grade(const Problem& problem, const Tensors& inputs, const Tensors& got);

/// True when `a` is worse than `b` on the ladder; "vacuous" is worse than every rung.
bool worse(std::string_view a, std::string_view b);

}  // namespace normaudit::verdict
