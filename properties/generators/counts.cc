// Drawing counts.
#include "properties/generators/counts.h"

#include "properties/generators/choices.h"

namespace normaudit::properties {
namespace {

struct Tier {
  std::uint64_t parts;  ///< how often, of kParts
  std::vector<std::int64_t> counts;
};

constexpr std::uint64_t kParts = 64;

// By cost, so that most problems stay small: under 100 elements a group on average.
const std::vector<Tier>& tiers() {
  static const std::vector<Tier> kTiers{
      {34, {1, 0, 2, 3, 4, 8, 5, 6}},
      {19, {7,  9,  11, 13, 15, 16, 17, 19, 23, 25, 31, 32,
            33, 37, 41, 47, 49, 53, 61, 63, 64, 65, 81, 97}},
      {8, {121, 127, 128, 129, 131, 169, 225, 251, 255, 256, 257}},
      {3, {511, 512, 513, 767, 768, 769, 961, 1009, 1023, 1024, 1025, 1225}},
  };
  return kTiers;
}

std::vector<std::int64_t> divisors_of(std::int64_t product) {
  std::vector<std::int64_t> divisors;
  for (std::int64_t d = 1; d <= product; ++d) {
    if (product % d == 0) divisors.push_back(d);
  }
  return divisors;
}

}  // namespace

std::int64_t any_count() {
  std::uint64_t part = below(kParts);
  const Tier* tier = tiers().data();
  for (; part >= tier->parts; ++tier) part -= tier->parts;
  return any_of(tier->counts);
}

std::vector<std::int64_t> all_counts() {
  std::vector<std::int64_t> counts;
  for (const Tier& tier : tiers()) {
    counts.insert(counts.end(), tier.counts.begin(), tier.counts.end());
  }
  return counts;
}

const std::vector<std::int64_t>& large_counts() {
  static const std::vector<std::int64_t> kCounts{5329,     21609,    65504,   65505,  65519,
                                                 65520,    65535,    65536,   131071, 131072,
                                                 16777215, 16777216, 16777217};
  return kCounts;
}

Factors any_factors(std::int64_t product) {
  if (product == 0) {
    const auto other = static_cast<std::int64_t>(1 + below(3));
    return below(2) == 0 ? Factors{0, other} : Factors{other, 0};
  }
  const std::vector<std::int64_t> divisors = divisors_of(product);
  const std::size_t first = below(divisors.size());
  below(1);  // as many choices as above
  return {.outer = product / divisors[first], .inner = divisors[first]};
}

}  // namespace normaudit::properties
