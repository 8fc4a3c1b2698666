// Fixed-point addition with delayed carries.
#include "reference/fast_accumulator.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "reference/dyadic.h"

namespace normaudit::reference {
namespace {

constexpr int kChunkBits = 32;

// An addition changes a chunk by less than 2^32 and a carried chunk lies in [0, 2^32), so that many
// additions keep every chunk below 2^62.
constexpr std::int64_t kAdditionsBetweenCarries = std::int64_t{1} << 29;

struct Magnitude {
  std::uint64_t significand = 0;
  int exponent = 0;
  bool negative = false;
};

Magnitude magnitude_of(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const auto biased = static_cast<int>((bits >> 52) & 0x7FF);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
  return {biased == 0 ? fraction : fraction | (std::uint64_t{1} << 52),
          (biased == 0 ? 1 : biased) - 1075, (bits >> 63) != 0};
}

// Leaves every chunk but the last in [0, 2^32).
void carry(Superaccumulator& sum) {
  for (int k = 0; k + 1 < Superaccumulator::kChunks; ++k) {
    const std::int64_t high = sum.chunks[k] >> kChunkBits;  // floor, for negatives too
    sum.chunks[k] -= high * (std::int64_t{1} << kChunkBits);
    sum.chunks[k + 1] += high;
  }
  sum.additions = 0;
}

// significand < 2^53.
void add_significand(Superaccumulator& sum, const Magnitude& number) {
  const int position = number.exponent - Superaccumulator::kBottomExponent;
  const unsigned __int128 shifted = static_cast<unsigned __int128>(number.significand)
                                    << (position % kChunkBits);
  std::int64_t* chunk = sum.chunks + position / kChunkBits;
  const std::int64_t sign = number.negative ? -1 : 1;
  chunk[0] += sign * static_cast<std::int64_t>(static_cast<std::uint32_t>(shifted));
  chunk[1] += sign * static_cast<std::int64_t>(static_cast<std::uint32_t>(shifted >> 32));
  chunk[2] += sign * static_cast<std::int64_t>(static_cast<std::uint32_t>(shifted >> 64));
  if (++sum.additions >= kAdditionsBetweenCarries) carry(sum);
}

}  // namespace

void clear(Superaccumulator& sum) { std::memset(&sum, 0, sizeof sum); }

void add(Superaccumulator& sum, double value, int shift) {
  Magnitude number = magnitude_of(value);
  if (number.significand == 0) return;
  const int zeros = std::countr_zero(number.significand);
  number.significand >>= zeros;
  number.exponent += zeros + shift;
  add_significand(sum, number);
}

void add_product(Superaccumulator& sum, double a, double b) {
  const Magnitude first = magnitude_of(a);
  const Magnitude second = magnitude_of(b);
  add_term(sum,
           {.magnitude = static_cast<unsigned __int128>(first.significand) * second.significand,
            .exponent = first.exponent + second.exponent,
            .negative = first.negative != second.negative});
}

void add_term(Superaccumulator& sum, const Term& term) {
  unsigned __int128 rest = term.magnitude;
  for (int exponent = term.exponent; rest != 0; exponent += 52, rest >>= 52) {
    const auto piece = static_cast<std::uint64_t>(rest) & ((std::uint64_t{1} << 52) - 1);
    add_significand(sum, {piece, exponent, term.negative});
  }
}

void merge(Superaccumulator& into, const Superaccumulator& from) {
  Superaccumulator carried = from;
  carry(carried);
  carry(into);
  for (int k = 0; k < Superaccumulator::kChunks; ++k) into.chunks[k] += carried.chunks[k];
  carry(into);
}

Dyadic total(const Superaccumulator& sum) {
  Superaccumulator carried = sum;
  carry(carried);
  const bool negative = carried.chunks[Superaccumulator::kChunks - 1] < 0;
  if (negative) {
    for (std::int64_t& chunk : carried.chunks) chunk = -chunk;
    carry(carried);
  }
  const std::int64_t* begin = carried.chunks;
  const std::int64_t* end = begin + Superaccumulator::kChunks;
  const auto nonzero = [](std::int64_t chunk) { return chunk != 0; };
  const std::int64_t* lowest = std::find_if(begin, end, nonzero);
  if (lowest == end) return {};
  while (end[-1] == 0) --end;
  Integer magnitude;
  import_bits(magnitude, lowest, end, kChunkBits, false);
  const int exponent =
      Superaccumulator::kBottomExponent + kChunkBits * static_cast<int>(lowest - begin);
  return Dyadic(negative ? Integer(-magnitude) : magnitude, exponent);
}

}  // namespace normaudit::reference
