// y = x*a + b with a = weight*invstd and b = bias - mean*a, as graph compilers fold a normalization
// into its neighbours; statistics as two_pass. Jacob et al., "Quantization and training of neural
// networks for efficient integer-arithmetic-only inference", CVPR 2018, section 3.2.
#include "core/backend.h"
#include "impl/textbook.h"
#include "impl/two_pass.h"

namespace normaudit {
namespace {

struct Folded : Textbook {
  template <class T>
  static Moments<T> moments(const GroupView<T>& x) {
    return two_pass_moments<T>(x);
  }
  template <class T>
  static void normalize(const TextbookCall<T>& call, const Group& group, T mean, T invstd) {
    const View<const T> x = call.input(Role::kX);
    const auto weight = call.optional_input(Role::kWeight);
    const auto bias = call.optional_input(Role::kBias);
    const View<T> y = call.output(Role::kY);
    for_each_place(group, x.map->spatial_count(),
                   [&](std::int64_t n, std::int64_t c, std::int64_t s) {
                     const std::int64_t i = call.affine_index(c, s);
                     const T a = weight ? (*weight)[i] * invstd : invstd;
                     const T b = bias ? (*bias)[i] - mean * a : -(mean * a);
                     y(n, c, s) = x(n, c, s) * a + b;
                   });
  }
};

const bool kRegistered = register_entry(Backend{
    .name = "folded",
    .sentence = "y = x*a + b with a = weight*invstd and b = bias - mean*a, statistics as two_pass",
    .source = "Jacob et al., CVPR 2018, section 3.2",
    .contract = NumericContract{.algorithm = "two_pass",
                                .normalization = NumericContract::Normalization::kFolded,
                                .in_place_safe = true},
    .supports = textbook_supports,
    .run = run_textbook<Folded>,
});

}  // namespace
}  // namespace normaudit
