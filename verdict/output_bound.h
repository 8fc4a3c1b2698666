#pragma once
// The bound of every element of one output array: docs/bounds.md from the condition to the number.

#include <cstdint>
#include <vector>

#include "core/role.h"
#include "verdict/backward.h"
#include "verdict/bound.h"
#include "verdict/case.h"

namespace normaudit::verdict {

/// Which errors of what came before an element's own roundings are counted. Leaving some out splits
/// a bound into its terms.
struct Sources {
  bool mean = true;
  bool invstd = true;
  bool sums = true;  ///< of dy and of (x - mean)*dy
};

/// The format in which an output of format `output` is computed: of the widest array of the problem
/// and at least float32, or the output's own, as the contract says.
Dtype operation_format(const Problem& problem, const NumericContract& contract, Dtype output);

class OutputBound {
 public:
  struct Options {
    Role role = Role::kY;
    Dtype dtype = Dtype::kFloat32;  ///< of the array to be judged
    Sources sources;
  };

  /// What is known of one group's statistics and sums; meaningless where its condition has n = 0.
  struct GroupErrors {
    Setting setting;
    MomentErrors moments;
    Normalizer normalizer;
    GradientErrors gradients;
  };

  /// Throws InputError when the contract's algorithm has no bound for the problem.
  OutputBound(const Case& facts, const Options& options);

  /// The bound of |got - exact| for one element whose exact value is `exact`; infinite where the
  /// contract promises nothing.
  double operator()(std::int64_t logical, double exact) const;

  /// Index of the group that the element belongs to.
  std::int64_t group_of(std::int64_t logical) const;

  Role role() const { return options_.role; }
  const GroupErrors& errors_of(std::int64_t group) const {
    return groups_[static_cast<std::size_t>(group)];
  }

  /// True where the squares of the group's numbers may exceed the format's range.
  bool may_overflow(std::int64_t group) const;

 private:
  GroupErrors group_errors(const reference::Condition& condition) const;
  void reload_statistics(GroupErrors& group) const;
  Normalizer normalizer_of(const Setting& setting, const MomentErrors& moments) const;
  bool is_narrowed() const;
  Up unstored(const GroupErrors& group, std::int64_t logical, Up exact) const;
  Up statistic(const GroupErrors& group, std::int64_t index, Up exact) const;
  Up element(const GroupErrors& group, std::int64_t logical, Up exact) const;

  Case facts_;
  Options options_;
  const Bound& bound_;
  Dtype operations_;
  std::vector<GroupErrors> groups_;
};

}  // namespace normaudit::verdict
