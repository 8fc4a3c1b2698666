// d = x_k - mean, mean += d/k, M2 += d*(x_k - mean), variance = M2/n: the updating algorithm.
// Welford, "Note on a method for calculating corrected sums of squares and products",
// Technometrics 4(3), 1962.
#include "core/backend.h"
#include "impl/textbook.h"

namespace normaudit {
namespace {

struct Welford : Textbook {
  template <class T>
  static Moments<T> moments(const GroupView<T>& x) {
    std::int64_t k = 0;
    T mean = 0;
    T squares = 0;
    x.for_each([&](T value) {
      const T deviation = value - mean;
      mean = mean + deviation / static_cast<T>(++k);
      squares = squares + deviation * (value - mean);
    });
    return {mean, squares / static_cast<T>(k)};
  }
};

const bool kRegistered = register_entry(Backend{
    .name = "welford",
    .sentence = "d = x - mean, mean += d/k, M2 += d*(x - mean), variance = M2/n",
    .source = "Welford, Technometrics 4(3), 1962",
    // A constant channel's mean is its first element, and every later deviation is 0.
    .contract =
        NumericContract{
            .algorithm = "welford", .exact_on_constant_channels = true, .in_place_safe = true},
    .supports = textbook_supports,
    .run = run_textbook<Welford>,
});

}  // namespace
}  // namespace normaudit
