// Philox4x64-10 and the exact maps from its words to numbers.
#include "core/random.h"

namespace normaudit {
namespace {

constexpr std::uint64_t kMultiplier0 = 0xD2E7470EE14C6C93;
constexpr std::uint64_t kMultiplier1 = 0xCA5A826395121157;
constexpr std::uint64_t kWeyl0 = 0x9E3779B97F4A7C15;
constexpr std::uint64_t kWeyl1 = 0xBB67AE8584CAA73B;
constexpr int kRounds = 10;

struct Product {
  std::uint64_t high;
  std::uint64_t low;
};

Product wide_multiply(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return {static_cast<std::uint64_t>(product >> 64), static_cast<std::uint64_t>(product)};
}

}  // namespace

Philox::Block Philox::block(Block counter, Key key) {
  for (int round = 0; round < kRounds; ++round) {
    const Product p0 = wide_multiply(kMultiplier0, counter[0]);
    const Product p1 = wide_multiply(kMultiplier1, counter[2]);
    counter = {p1.high ^ counter[1] ^ key[0], p1.low, p0.high ^ counter[3] ^ key[1], p0.low};
    key[0] += kWeyl0;
    key[1] += kWeyl1;
  }
  return counter;
}

std::uint64_t Philox::next() {
  if (used_ == 4) {
    // numpy increments the counter before it generates a block, so the first one has counter 1.
    for (std::uint64_t& word : counter_) {
      if (++word != 0) break;
    }
    words_ = block(counter_, key_);
    used_ = 0;
  }
  return words_[used_++];
}

double uniform_unit(Philox& words) { return static_cast<double>(words.next() >> 11) * 0x1p-53; }

std::uint64_t uniform_below(Philox& words, std::uint64_t bound) {
  const std::uint64_t usable = UINT64_MAX - UINT64_MAX % bound;
  std::uint64_t word = words.next();
  while (word >= usable) word = words.next();
  return word % bound;
}

double standard_normal(Philox& words) {
  constexpr std::uint64_t kMask = (std::uint64_t{1} << 21) - 1;
  std::int64_t sum = 0;
  for (int i = 0; i < 4; ++i) {
    const std::uint64_t word = words.next();
    sum +=
        static_cast<std::int64_t>((word & kMask) + ((word >> 21) & kMask) + ((word >> 42) & kMask));
  }
  // Each integer has mean (2^21 - 1)/2, and twelve of variance (2^42 - 1)/12 make 2^42 - 1.
  const std::int64_t centred = sum - 6 * static_cast<std::int64_t>(kMask);
  return static_cast<double>(centred) * 0x1p-21;
}

}  // namespace normaudit
