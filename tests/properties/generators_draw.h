#pragma once
// Draws from a generator, and the end of a chain of shrinking, for the tests of generators.

#include <rapidcheck.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

namespace normaudit::properties {

/// Calls body(value) for `count` draws, at every size in turn.
template <class T, class Body>
void for_draws(const rc::Gen<T>& gen, int count, Body body) {
  for (int i = 0; i < count; ++i) {
    const rc::Random words(rc::Random::Key{17, static_cast<std::uint64_t>(i), 0, 0});
    body(gen(words, i % (rc::kNominalSize + 1)).value());
  }
}

/// The first draw that `fails`, made as simple as it gets; none where `count` draws do not fail.
template <class T>
std::optional<T> simplest_failure(const rc::Gen<T>& gen, int count,
                                  const std::function<bool(const T&)>& fails) {
  for (int i = 0; i < count; ++i) {
    const rc::Random words(rc::Random::Key{23, static_cast<std::uint64_t>(i), 0, 0});
    rc::Shrinkable<T> best = gen(words, rc::kNominalSize);
    if (!fails(best.value())) continue;
    rc::Seq<rc::Shrinkable<T>> relatives = best.shrinks();
    while (auto next = relatives.next()) {
      if (!fails(next->value())) continue;
      best = *next;
      relatives = best.shrinks();
    }
    return best.value();
  }
  return std::nullopt;
}

}  // namespace normaudit::properties
