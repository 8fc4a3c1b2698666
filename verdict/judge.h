#pragma once
// Judgement: one predicate, |got - exact| <= bound, element by element, and a separate table for
// special values.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/contract.h"
#include "core/problem.h"
#include "core/role.h"

namespace normaudit::verdict {

enum class Status : std::uint8_t {
  kPass,
  kFail,
  kUnsupported,
  kVacuous,
  kCrash,
  kTimeout,
  kNondeterministic,
};

std::string_view to_string(Status status);

/// One judged element. Errors are computed in certified arithmetic and rounded up; 0/0 counts as 0.
struct Element {
  std::int64_t logical = 0;  ///< flat logical index in its array
  double got = 0;
  double exact_hi = 0;
  double exact_lo = 0;
  double error = 0;           ///< |got - exact|
  double bound = 0;           ///< what the contract allows here
  double over_bound = 0;      ///< error / bound
  double backward_error = 0;  ///< error / (sum of magnitudes that enter), in units of the dtype's u
  double ulps = 0;            ///< error in ulps of the exact result, in the dtype got was given in
  double relative_to_largest = 0;  ///< error / largest exact magnitude of the output
  bool special = false;            ///< decided by the table of special values, not by the bound
};

struct OutputVerdict {
  Role role = Role::kY;
  Status status = Status::kPass;
  std::string reason;  ///< one clause; empty when passed
  std::int64_t elements = 0;
  std::int64_t failures = 0;
  /// Elements whose bound is infinite: the contract promises nothing there (an intermediate may
  /// overflow, or no digit of the variance is right), so they can neither pass nor fail; the maxima
  /// below count them all the same.
  std::int64_t unbounded = 0;
  /// Those among the unbounded that came out NaN or infinite though the exact value rounds to a
  /// finite number.
  std::int64_t lost = 0;
  /// The element with the largest over_bound; the first failing special value, if there is one; a
  /// right special value where there is nothing else.
  Element worst;
  /// The element with the largest backward error, bounded or not.
  Element least_accurate;
  double max_backward_error = 0;
  double max_ulps = 0;
  double max_relative_to_largest = 0;
};

struct Verdict {
  Status status = Status::kPass;
  std::string reason;
  std::vector<OutputVerdict> outputs;
};

/// Judges the arrays of `got` that are among the problem's outputs; the dtype of each sets its u.
/// Vacuous when there are none or none has elements. Throws InputError when the contract's
/// algorithm has no bound.
Verdict judge(const Problem& problem, const Tensors& inputs, const Tensors& got,
              const NumericContract& contract);

}  // namespace normaudit::verdict
