#pragma once
// How many elements a group has: where Bessel's factor shows, and where blocks, vectors and halves
// end.

#include <cstdint>
#include <vector>

namespace normaudit::properties {

/// 0, 1, 2, 3, 4, 8, then b-1, b, b+1 for the powers b and 768 up to 1024, with primes and odd
/// squares between them; mostly small. Only inside rc::gen::exec.
std::int64_t any_count();

/// Every count that any_count draws, from the simplest on.
std::vector<std::int64_t> all_counts();

/// Counts too costly for every problem: squares beyond 2000, 65504 to 65536 (the largest numbers
/// of float16), rows of 65535 to 131071, and 2^24 +- 1 (float32 counts no further).
const std::vector<std::int64_t>& large_counts();

/// Two factors of a count: which of its divisors comes first.
struct Factors {
  std::int64_t outer = 1;
  std::int64_t inner = 1;
};
/// Where the product is 0, one of the two factors is. Only inside rc::gen::exec; always two
/// choices.
Factors any_factors(std::int64_t product);

}  // namespace normaudit::properties
