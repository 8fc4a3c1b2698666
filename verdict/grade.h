#pragma once
// The grade: the tightest error class whose bound no observed error exceeds, for outputs of unknown
// arithmetic.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/contract.h"
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

/// What one call says of one rung of the ladder.
enum class Standing : std::uint8_t {
  kSilent,    ///< its bound promises nothing of any element, or there are none
  kKept,      ///< no error exceeds it
  kExceeded,  ///< an error does
};

/// One output against every rung that covers the pass but "wrong", best first.
struct OutputStandings {
  Role role = Role::kY;
  std::vector<std::pair<std::string, Standing>> rungs;
};

/// Where `got` stands on the whole ladder. A contract says the formats, the form and the range of
/// the arithmetic, which every class is then judged by, with additions in any order; without one
/// (nullptr) classes are judged as by `grade`. An output that is rounded right keeps every class.
std::vector<OutputStandings> standings(const Problem& problem, const Tensors& inputs,
                                       const Tensors& got, const NumericContract* contract);

/// True when `a` is worse than `b` on the ladder; "vacuous" is worse than every rung.
bool worse(std::string_view a, std::string_view b);

}  // namespace normaudit::verdict
