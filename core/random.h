#pragma once
// Philox4x64-10, the counter-based generator whose words equal numpy.random.Philox's, and exact
// maps from words to numbers. Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1,
// 2, 3", SC 2011.

#include <array>
#include <cstdint>

namespace normaudit {

/// The words of numpy.random.Philox(key=[key0, key1]).random_raw(), in the same order.
class Philox {
 public:
  using Block = std::array<std::uint64_t, 4>;
  using Key = std::array<std::uint64_t, 2>;

  explicit Philox(Key key) : key_(key) {}

  std::uint64_t next();

  /// The ten-round bijection itself.
  static Block block(Block counter, Key key);

 private:
  Key key_;
  Block counter_{};
  Block words_{};
  unsigned used_ = 4;
};

// Exact maps: every result is a dyadic rational computed without rounding, the same on any machine.

/// A multiple of 2^-53 in [0, 1).
double uniform_unit(Philox& words);

/// Uniform integer in [0, bound), by rejection; bound > 0.
std::uint64_t uniform_below(Philox& words, std::uint64_t bound);

/// Nearly normal with mean 0 and variance 1 - 2^-42: the centred sum of twelve uniform 21-bit
/// integers, an exact multiple of 2^-21 in (-6, 6). No libm, so no machine dependence.
double standard_normal(Philox& words);

}  // namespace normaudit
