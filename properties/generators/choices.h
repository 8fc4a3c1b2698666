#pragma once
// The choices that problems are made of. Only inside rc::gen::exec, which records and shrinks them.

#include <rapidcheck.h>

#include <cstdint>
#include <vector>

namespace normaudit::properties {

/// Uniform in [0, bound) whatever the size, shrinking towards 0.
///
/// When a choice shrinks, rapidcheck makes all later ones again, the k-th of them from the same
/// k-th random word. A choice is therefore that word's place in its range, which hardly moves where
/// the range does, and whoever chooses always makes as many choices: so what has been drawn stays,
/// and one field shrinks at a time.
std::uint64_t below(std::uint64_t bound);

/// One of the choices, shrinking towards the first: rapidcheck's own gen::element does not shrink.
template <class T>
T any_of(const std::vector<T>& choices) {
  return choices[below(choices.size())];
}

/// True once in `n`, shrinking to false.
inline bool one_in(std::uint64_t n) { return below(n) == n - 1; }

}  // namespace normaudit::properties
