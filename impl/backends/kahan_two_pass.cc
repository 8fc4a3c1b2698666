// two_pass with compensated sums: e = v - c, t = s + e, c = (t - s) - e, s = t carries what each
// addition lost into the next. Kahan, "Further remarks on reducing truncation errors", Comm. ACM
// 8(1), 1965.
#include "core/backend.h"
#include "impl/textbook.h"

namespace normaudit {
namespace {

template <class T>
class KahanSum {
 public:
  // In real arithmetic the compensation is 0: the flags every target has (no fast-math, no
  // contraction) keep the compiler from knowing that.
  void add(T value) {
    const T corrected = value - compensation_;
    const T next = sum_ + corrected;
    compensation_ = (next - sum_) - corrected;
    sum_ = next;
  }
  T total() const { return sum_; }

 private:
  T sum_ = 0;
  T compensation_ = 0;
};

struct KahanTwoPass : Textbook {
  template <class T>
  static Moments<T> moments(const GroupView<T>& x) {
    const auto n = static_cast<T>(x.count());
    KahanSum<T> sum;
    x.for_each([&](T value) { sum.add(value); });
    const T mean = sum.total() / n;
    KahanSum<T> squares;
    x.for_each([&](T value) {
      const T deviation = value - mean;
      squares.add(deviation * deviation);
    });
    return {mean, squares.total() / n};
  }
};

const bool kRegistered = register_entry(Backend{
    .name = "kahan_two_pass",
    .sentence = "mean = sum(x)/n, then variance = sum((x - mean)^2)/n, both sums compensated",
    .source = "Kahan, Comm. ACM 8(1), 1965",
    .contract = NumericContract{.algorithm = "kahan_two_pass", .in_place_safe = true},
    .supports = textbook_supports,
    .run = run_textbook<KahanTwoPass>,
});

}  // namespace
}  // namespace normaudit
