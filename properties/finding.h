#pragma once
// What one trial of a law found, and the assertions it is made of.

#include <cstdint>
#include <string>

#include "core/role.h"
#include "core/tensor.h"
#include "properties/ball.h"

namespace normaudit::properties {

struct Finding {
  /// What broke, in one clause with the numbers; empty where the law held.
  std::string broken;
  /// How many assertions were made: none means that the law said nothing of this trial.
  std::int64_t assertions = 0;
  /// The largest |residual| over what was allowed, of the residuals.
  double worst = 0;
};

/// Where an assertion looks: "dx[3]", or "sum dx of group 1".
struct Place {
  Role role;
  std::int64_t index;
};

std::string to_string(const Place& place);

/// Collects a trial's assertions; the first that fails speaks for all.
class Checks {
 public:
  /// The ball of a residual contains 0, decided exactly. An infinite radius promises nothing and is
  /// no assertion; a residual that is NaN or infinite all the same is a failure. `what` names it:
  /// "the sum of dx over group 2".
  void contains_zero(const Ball& residual, const std::string& what);

  /// Both are the same number: equal bits, two NaN, or two zeros.
  void same_number(const Tensor& a, const Tensor& b, const Place& place);
  /// The same for every element.
  void same_numbers(const Tensor& a, const Tensor& b, Role role);
  /// Equal bits throughout; NaNs must have equal bits, too.
  void same_bits(const Tensor& a, const Tensor& b, Role role);

  /// Any other claim; `otherwise` says what is wrong.
  void that(bool holds, const std::string& otherwise);

  bool failed() const { return !finding_.broken.empty(); }
  Finding finding() const { return finding_; }

 private:
  void fail(std::string text);

  Finding finding_;
};

}  // namespace normaudit::properties
