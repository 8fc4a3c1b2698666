// Channels of one repeated number.
#include "golden/families/texts.h"

namespace normaudit::golden {
namespace {

constexpr std::string_view kProblems = R"(
forward_training shape=6,7,4,3
forward_training shape=6,7,4,3 eps=0
forward_training shape=29,7 dtype=float64 parameters=float64 statistics=float64 eps=1e-12 momentum=0.9
forward_training shape=29,7 dtype=float64 parameters=float64 statistics=float64 eps=0 affine=-
forward_training shape=4,7,5 layout=nhwc dtype=float16
forward_training shape=2,7,2,3,2 dtype=bfloat16 eps=0 affine=w momentum=cumulative
forward_training shape=3,7,6 dtype=float16 parameters=float16 statistics=float16 affine=b
inference shape=3,7,4,2
inference shape=3,7,4,2 eps=0
inference shape=5,7 dtype=float64 parameters=float64 statistics=float64 eps=0 affine=-
backward shape=6,7,4,3
backward shape=6,7,4,3 eps=0
backward shape=13,7 dtype=float64 parameters=float64 statistics=float64 eps=1e-12
backward shape=3,7,5 layout=nhwc dtype=float16
backward_inference shape=3,7,5
backward_inference shape=4,7 dtype=float64 parameters=float64 statistics=float64 eps=0
)";

const bool kRegistered = register_entry(Family{
    .name = "constant_channel",
    .sentence =
        "The variance is exactly 0: y must be the bias, and with eps 0 the convention answers.",
    .problems = [] { return problems_of("constant_channel", kProblems); },
});

}  // namespace
}  // namespace normaudit::golden
