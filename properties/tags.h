#pragma once
// What a problem with its inputs exercises, as short tags: statistics of a law's trials, and the
// coverage it declares.

#include <set>
#include <string>
#include <vector>

#include "core/problem.h"

namespace normaudit::properties {

/// For example {"backward", "float16", "nhwc", "hazard=huge_mean", "kappa>=1e3", "n=1"}. Every tag
/// there can be is in all_tags().
std::set<std::string> tags_of(const Problem& problem, const Tensors& inputs);

/// Sorted.
std::vector<std::string> all_tags();

}  // namespace normaudit::properties
