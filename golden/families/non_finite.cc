// NaN and infinities in some channels only.
#include "golden/families/texts.h"

namespace normaudit::golden {
namespace {

constexpr std::string_view kProblems = R"(
forward_training shape=4,10,3,3
forward_training shape=9,10 dtype=float64 parameters=float64 statistics=float64 eps=0 momentum=0.9
forward_training shape=3,10,4 layout=nhwc dtype=float16 momentum=1
forward_training shape=2,10,2,2,2 dtype=bfloat16 momentum=cumulative affine=-
forward_training shape=5,10 momentum=0
inference shape=3,10,3,2
inference shape=5,10 dtype=float64 parameters=float64 statistics=float64 eps=0
inference shape=2,10,4 layout=nhwc dtype=bfloat16 parameters=bfloat16 statistics=bfloat16 affine=-
backward shape=4,10,3,3
backward shape=9,10 dtype=float64 parameters=float64 statistics=float64 eps=0 affine=-
backward shape=3,10,4 layout=nhwc dtype=float16
backward_inference shape=3,10,4
backward_inference shape=5,10 dtype=float64 parameters=float64 statistics=float64
)";

const bool kRegistered = register_entry(Family{
    .name = "non_finite",
    .sentence = "NaN and infinities in data, gradients, parameters and running statistics: each "
                "channel for itself.",
    .problems = [] { return problems_of("non_finite", kProblems); },
});

}  // namespace
}  // namespace normaudit::golden
