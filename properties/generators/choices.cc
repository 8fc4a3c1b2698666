// Drawing one word.
#include "properties/generators/choices.h"

namespace normaudit::properties {
namespace {

// floor(word / 2^64 * bound), without a type of 128 bits.
std::uint64_t place_of(std::uint64_t word, std::uint64_t bound) {
  const std::uint64_t high = word >> 32;
  const std::uint64_t low = word & 0xffffffff;
  const std::uint64_t bound_high = bound >> 32;
  const std::uint64_t bound_low = bound & 0xffffffff;
  const std::uint64_t middle = high * bound_low + (low * bound_low >> 32);
  const std::uint64_t other = low * bound_high + (middle & 0xffffffff);
  return high * bound_high + (middle >> 32) + (other >> 32);
}

}  // namespace

std::uint64_t below(std::uint64_t bound) {
  const rc::Gen<std::uint64_t> gen = [bound](const rc::Random& random, int) {
    rc::Random words = random;
    return rc::shrinkable::shrinkRecur(place_of(words.next(), bound), [](std::uint64_t value) {
      return rc::shrink::towards<std::uint64_t>(value, 0);
    });
  };
  return *gen;
}

}  // namespace normaudit::properties
