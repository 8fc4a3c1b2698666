// Means from twice the spread up to where only a few numbers lie within one standard deviation.
#include "golden/families/texts.h"

namespace normaudit::golden {
namespace {

constexpr std::string_view kProblems = R"(
forward_training shape=8,5,4,4
forward_training shape=40,5 dtype=float64 parameters=float64 statistics=float64 eps=0
forward_training shape=4,5,7 layout=nhwc dtype=float16 momentum=0.9
forward_training shape=2,5,3,3,2 dtype=bfloat16 momentum=cumulative num_batches_tracked=1
forward_training shape=6,10,3,3 layout=nhwc eps=1 affine=b
forward_training shape=3,5,6,4 dtype=float16 parameters=float16 statistics=float16 affine=-
inference shape=3,5,4,3
inference shape=8,5 dtype=float64 parameters=float64 statistics=float64 eps=0
inference shape=2,5,3,3 layout=nhwc dtype=bfloat16 parameters=bfloat16 statistics=bfloat16
backward shape=8,5,4,4
backward shape=21,5 dtype=float64 parameters=float64 statistics=float64 eps=1e-12
backward shape=3,5,4 dtype=float16 affine=-
backward shape=2,5,3,2 layout=nhwc dtype=bfloat16 eps=1
backward_inference shape=4,5,6
backward_inference shape=6,5 dtype=float64 parameters=float64 statistics=float64
)";

const bool kRegistered = register_entry(Family{
    .name = "huge_mean",
    .sentence =
        "Means far above the spread: one-pass variances cancel, and folded or rounded means show.",
    .problems = [] { return problems_of("huge_mean", kProblems); },
});

}  // namespace
}  // namespace normaudit::golden
