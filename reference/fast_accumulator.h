#pragma once
// A superaccumulator: one fixed-point integer wide enough that any sum of doubles, and of products
// of two doubles, is exact and so the same in every order. After Kulisch; delayed carries as in
// Neal, "Fast exact summation using small and large superaccumulators", arXiv 1505.05571.

#include <cstdint>

namespace normaudit::reference {

class Dyadic;

/// Functions and plain data only, none of them inline: the loops compiled for each instruction set
/// call these, and an inline function emitted there could end up in a program run elsewhere.
struct Superaccumulator {
  /// A square of the smallest subnormal number is 2^-2148.
  static constexpr int kBottomExponent = -2176;
  /// Squares of the largest number, 2^40 of them, stay below 2^2088 = 2^(-2176 + 32 * 133.25).
  static constexpr int kChunks = 137;

  std::int64_t chunks[kChunks];  ///< chunk k counts 2^(kBottomExponent + 32 k)
  std::int64_t additions;        ///< since the last carry
};

void clear(Superaccumulator& sum);

/// Adds value * 2^shift, exactly; value finite, the product a sum of powers not below
/// 2^kBottomExponent.
void add(Superaccumulator& sum, double value, int shift);

/// Adds a * b, exactly.
void add_product(Superaccumulator& sum, double a, double b);

/// Adds magnitude * 2^exponent or its negative.
struct Term {
  unsigned __int128 magnitude = 0;
  int exponent = 0;
  bool negative = false;
};
void add_term(Superaccumulator& sum, const Term& term);

void merge(Superaccumulator& into, const Superaccumulator& from);

Dyadic total(const Superaccumulator& sum);

}  // namespace normaudit::reference
