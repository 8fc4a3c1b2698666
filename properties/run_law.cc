// The one place where RapidCheck runs: its verdict becomes a LawOutcome.
#include <rapidcheck.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <sstream>

#include "properties/generators/problems.h"
#include "properties/law.h"

namespace normaudit::properties {

LawOutcome run_law(const Law& law, const LawEffort& effort) {
  LawOutcome outcome;
  std::string last_violation;
  const auto body = [&] {
    const Problem problem = *any_problem();
    const std::string violation = law.violation(problem);
    if (violation.empty()) {
      ++outcome.drawn[std::string(to_string(problem.pass)) + ' ' +
                      std::string(to_string(problem.dtype))];
      return;
    }
    // The last violation seen is the one shrinking ended with.
    last_violation = "'" + to_string(problem) + "' breaks it: " + violation;
    RC_FAIL(last_violation);
  };
  rc::detail::TestParams params;
  params.seed = effort.seed;
  params.maxSuccess = effort.cases;
  rc::detail::TestListenerAdapter silent;
  const rc::detail::TestResult result =
      rc::detail::checkTestable(body, rc::detail::TestMetadata{}, params, silent);
  if (result.is<rc::detail::SuccessResult>()) {
    outcome.cases = result.get<rc::detail::SuccessResult>().numSuccess;
    return outcome;
  }
  std::ostringstream text;
  if (result.is<rc::detail::FailureResult>()) {
    const auto& failure = result.get<rc::detail::FailureResult>();
    outcome.cases = failure.numSuccess;
    text << failure.description;
  } else {
    rc::detail::printResultMessage(result, text);
  }
  outcome.counterexample = text.str() + " (seed " + std::to_string(effort.seed) + ")";
  return outcome;
}

}  // namespace normaudit::properties
