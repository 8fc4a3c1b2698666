#pragma once
// What laws about gradients share: problems that ask for them, other dy for the same x, and the
// test of an output against coefficient/sqrt(radicand).

#include "core/operator.h"
#include "core/problem.h"
#include "core/random.h"
#include "properties/exact_group.h"
#include "properties/finding.h"

namespace normaudit::properties {

/// All three gradients of the problem's backward pass; of `backward` where it has none.
void ask_for_gradients(Problem& problem);

/// All three gradients through batch statistics, with one weight for every group.
void differentiate_batch(Problem& problem);

/// All three gradients through running statistics.
void differentiate_inference(Problem& problem);

/// One group is one channel: its dweight and dbias are sums over the group.
bool groups_are_channels(const Operator& op);

/// An array like dy, drawn from the words: nearly normal numbers, rounded to the data's format.
Tensor any_direction(const Problem& problem, Philox& words);

/// coefficient/sqrt(radicand); the radicand is above 0.
struct Quotient {
  Dyadic coefficient;
  Dyadic radicand;
};

/// The value is the quotient: value^2*radicand = coefficient^2 within the ball, and their signs do
/// not differ for certain.
void equals_quotient(const Ball& value, const Quotient& quotient, const Place& place,
                     Checks& checks);

}  // namespace normaudit::properties
