// Singletons (mean = x, M2 = 0) merged pairwise in a balanced tree of depth ceil(log2 n): with
// n = nA + nB and d = mean_B - mean_A, mean = mean_A + d*(nB/n) and M2 = M2_A + M2_B + d^2*nA*nB/n;
// variance = M2/n. Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing
// sample variances", COMPSTAT 1982.
#include "core/backend.h"
#include "impl/balanced_tree.h"
#include "impl/textbook.h"

namespace normaudit {
namespace {

template <class T>
struct Part {
  std::int64_t count;
  T mean;
  T squares;
};

struct Merge {
  // Equal parts give the weight 1/2 and a power of two for nA*(nB/n), so that in a full subtree
  // only d, its square and the sums round. d*(d*c) instead of (d*d)*c keeps what a tiny d*d would
  // lose to underflow from being multiplied by c.
  template <class T>
  Part<T> operator()(const Part<T>& a, const Part<T>& b) const {
    const std::int64_t count = a.count + b.count;
    const T weight = static_cast<T>(b.count) / static_cast<T>(count);
    const T distance = b.mean - a.mean;
    const T factor = static_cast<T>(a.count) * weight;
    return {count, a.mean + distance * weight,
            (a.squares + b.squares) + distance * (distance * factor)};
  }
};

struct ChanTree : Textbook {
  template <class T>
  static Moments<T> moments(const GroupView<T>& x) {
    BalancedTree<Part<T>, Merge> tree{Merge{}};
    // 0, but NaN for a number that is not finite: its variance is NaN, as in the other formulas.
    x.for_each([&](T value) { tree.add({.count = 1, .mean = value, .squares = value - value}); });
    const Part<T> all = tree.root();
    return {all.mean, all.squares / static_cast<T>(all.count)};
  }
};

const bool kRegistered = register_entry(Backend{
    .name = "chan_tree",
    .sentence = "mean and M2 of single numbers merged in a balanced tree, variance = M2/n",
    .source = "Chan, Golub, LeVeque, COMPSTAT 1982",
    // All means of a constant channel are its number, and every distance is 0.
    .contract =
        NumericContract{
            .algorithm = "chan_tree", .exact_on_constant_channels = true, .in_place_safe = true},
    .supports = textbook_supports,
    .run = run_textbook<ChanTree>,
});

}  // namespace
}  // namespace normaudit
