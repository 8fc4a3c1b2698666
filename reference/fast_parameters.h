#pragma once
// What a group's answers need beside its sums: parameters and elements as exact numbers.

#include "reference/fast_group.h"

namespace normaudit::reference {

/// 1 and 0 stand for weight, bias and running statistics that the call does not have.
struct Parameters {
  ExtendedAffine affine;
  Extended running_mean;
  Extended running_var;
  Dyadic eps;
  Momentum momentum;

  explicit Parameters(const GroupPlace& place);

  bool affine_is_real() const { return affine.weight.is_real() && affine.bias.is_real(); }
};

/// The elements of a group one by one, as the slow path reads them.
GroupData data_of(const GroupPlace& place);

bool wanted(const Problem& problem, Role role);

/// Keeps the answer where the problem asks for it.
void add_output(GroupAnswers& answers, const Problem& problem, Role role, Answer answer);

double nearest_double(const Dyadic& exact);

}  // namespace normaudit::reference
