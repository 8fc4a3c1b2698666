// Additions to the four sums outside the vector loops.
#include "reference/fast_sums.h"

#include <array>
#include <bit>

namespace normaudit::reference {
namespace {

struct Parts {
  std::size_t bin;       // the exponent field
  std::int64_t integer;  // signed significand
};

Parts parts_of(float number) {
  const auto bits = std::bit_cast<std::uint32_t>(number);
  const std::size_t bin = (bits >> 23) & 0xFF;
  const auto significand =
      static_cast<std::int64_t>((bits & 0x7FFFFF) | (bin == 0 ? 0U : 0x800000U));
  return {bin == 0 ? 1 : bin, (bits >> 31) != 0 ? -significand : significand};
}

// Bin k counts 2^(k + lowest_exponent). Significands below 2^24 and their products below 2^48: 2^15
// of them fit.
template <std::size_t kCount>
void add_bins(Superaccumulator& sum, const std::array<std::int64_t, kCount>& bins,
              int lowest_exponent) {
  for (std::size_t k = 0; k < kCount; ++k) {
    if (bins[k] == 0) continue;
    add_term(sum, {.magnitude = static_cast<unsigned __int128>(bins[k] < 0 ? -bins[k] : bins[k]),
                   .exponent = lowest_exponent + static_cast<int>(k),
                   .negative = bins[k] < 0});
  }
}

constexpr int kFloatUnit = -150;  // of a significand in bin 0

}  // namespace

void clear(FastSums& sums) {
  for (Superaccumulator* each : {&sums.x, &sums.xx, &sums.dy, &sums.xdy}) clear(*each);
  sums.finite = true;
}

void merge(FastSums& into, const FastSums& from) {
  merge(into.x, from.x);
  merge(into.xx, from.xx);
  merge(into.dy, from.dy);
  merge(into.xdy, from.xdy);
  into.finite = into.finite && from.finite;
}

void add_number(FastSums& sums, double x) {
  add(sums.x, x, 0);
  add_product(sums.xx, x, x);
}

void add_numbers(FastSums& sums, double x, double dy) {
  add_number(sums, x);
  add(sums.dy, dy, 0);
  add_product(sums.xdy, x, dy);
}

bool add_in_bins(FastSums& sums, const Block<float>& block) {
  std::array<std::int64_t, 256> x{};
  std::array<std::int64_t, 256> xx{};
  for (std::size_t i = 0; i < block.count; ++i) {
    const Parts parts = parts_of(block.x[i]);
    x[parts.bin] += parts.integer;
    xx[parts.bin] += parts.integer * parts.integer;
  }
  add_bins(sums.x, x, kFloatUnit);
  for (std::size_t k = 0; k < xx.size(); ++k) {
    add_term(sums.xx, {.magnitude = static_cast<unsigned __int128>(xx[k]),
                       .exponent = 2 * (kFloatUnit + static_cast<int>(k)),
                       .negative = false});
  }
  if (block.dy == nullptr) return true;
  std::array<std::int64_t, 256> dy{};
  std::array<std::int64_t, 512> xdy{};
  for (std::size_t i = 0; i < block.count; ++i) {
    const Parts a = parts_of(block.x[i]);
    const Parts b = parts_of(block.dy[i]);
    dy[b.bin] += b.integer;
    xdy[a.bin + b.bin] += a.integer * b.integer;
  }
  add_bins(sums.dy, dy, kFloatUnit);
  add_bins(sums.xdy, xdy, 2 * kFloatUnit);
  return true;
}

bool add_in_bins(FastSums&, const Block<double>&) { return false; }

}  // namespace normaudit::reference
