// pairwise_two_pass: two_pass whose two sums add blocks in sequence and then pairs of blocks,
// docs/bounds.md section 4.6: block - 1 + ceil(log2(ceil(n/block))) additions a number. Depth of a
// summation tree: Higham 2002, section 4.2.
#include <algorithm>
#include <bit>
#include <cstdint>

#include "verdict/moments.h"

namespace normaudit::verdict {
namespace {

std::int64_t depth_of(std::int64_t n, std::int64_t block) {
  const std::int64_t in_block = std::clamp<std::int64_t>(block, 1, std::max<std::int64_t>(n, 1));
  const std::int64_t blocks = (n + in_block - 1) / in_block;
  const auto pairings = static_cast<std::int64_t>(
      std::bit_width(static_cast<std::uint64_t>(std::max<std::int64_t>(blocks, 1) - 1)));
  return in_block - 1 + pairings;
}

MomentErrors pairwise_two_pass(const Setting& setting) {
  const std::int64_t block = setting.contract.block;
  return two_pass_moments(setting, [block](const Arithmetic& a, Terms terms) {
    terms.depth = depth_of(terms.count, block);
    return a.total(terms);
  });
}

const bool kRegistered = register_entry(Bound{
    .name = "pairwise_two_pass",
    .sentence = "two_pass with sums of depth h = block - 1 + log2(n/block): h*u + (h*kappa*u)^2",
    .rank = 2,
    .moments = pairwise_two_pass,
});

}  // namespace
}  // namespace normaudit::verdict
