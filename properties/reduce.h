#pragma once
// From a problem that breaks a law to one of at most 16 elements with its numbers written out, by
// leaving out samples, channels and places and then by making the numbers plain. Zeller,
// Hildebrandt, "Simplifying and isolating failure-inducing input", TSE 28(2), 2002.

#include <chrono>
#include <functional>

#include "core/problem.h"

namespace normaudit::properties {

/// The most numbers of one array that a problem's text can carry.
inline constexpr std::int64_t kMostExplicit = 16;

struct Reduction {
  Problem problem;
  /// Every input is written out in the text; false where no part of at most 16 elements breaks.
  bool is_explicit = false;
};

/// `breaks` is asked about problems with explicit values, or about the given one's parts.
Reduction reduced(const Problem& broken,
                  const std::function<bool(const Problem&, const Tensors&)>& breaks,
                  std::chrono::milliseconds budget);

}  // namespace normaudit::properties
