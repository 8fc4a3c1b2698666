// two_pass with pairwise sums: blocks of 8 numbers in sequence, their sums in a balanced binary
// tree, so that no number passes through more than 7 + ceil(log2(ceil(n/8))) additions. Higham,
// "The accuracy of floating point summation", SIAM J. Sci. Comput. 14(4), 1993; Chan,
// Golub, LeVeque, Am. Stat. 37(3), 1983.
#include <functional>

#include "core/backend.h"
#include "impl/balanced_tree.h"
#include "impl/textbook.h"

namespace normaudit {
namespace {

constexpr std::int64_t kBlock = 8;

template <class T>
class PairwiseSum {
 public:
  void add(T value) {
    block_ = in_block_ == 0 ? value : block_ + value;
    if (++in_block_ == kBlock) close_block();
  }
  /// At least one number was added.
  T total() {
    if (in_block_ != 0) close_block();
    return blocks_.root();
  }

 private:
  void close_block() {
    blocks_.add(block_);
    in_block_ = 0;
  }

  T block_ = 0;
  std::int64_t in_block_ = 0;
  BalancedTree<T, std::plus<T>> blocks_{std::plus<T>{}};
};

struct PairwiseTwoPass : Textbook {
  template <class T>
  static Moments<T> moments(const GroupView<T>& x) {
    const auto n = static_cast<T>(x.count());
    PairwiseSum<T> sum;
    x.for_each([&](T value) { sum.add(value); });
    const T mean = sum.total() / n;
    PairwiseSum<T> squares;
    x.for_each([&](T value) {
      const T deviation = value - mean;
      squares.add(deviation * deviation);
    });
    return {mean, squares.total() / n};
  }
};

const bool kRegistered = register_entry(Backend{
    .name = "pairwise_two_pass",
    .sentence = "mean = sum(x)/n, then variance = sum((x - mean)^2)/n, both sums pairwise over "
                "blocks of 8",
    .source = "Higham, SIAM J. Sci. Comput. 14(4), 1993",
    .contract =
        NumericContract{.algorithm = "pairwise_two_pass", .block = kBlock, .in_place_safe = true},
    .supports = textbook_supports,
    .run = run_textbook<PairwiseTwoPass>,
});

}  // namespace
}  // namespace normaudit
