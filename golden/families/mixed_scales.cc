// Scales of 2^100 and 2^-100 side by side.
#include "golden/families/texts.h"

namespace normaudit::golden {
namespace {

constexpr std::string_view kProblems = R"(
forward_training shape=5,5,4,3
forward_training shape=5,5,4,3 eps=0
forward_training shape=23,5 dtype=float64 parameters=float64 statistics=float64 momentum=0.9
forward_training shape=17,5 dtype=float64 parameters=float64 statistics=float64 eps=0 affine=-
forward_training shape=4,5,6 layout=nhwc dtype=float16
forward_training shape=2,5,2,3,2 dtype=bfloat16 eps=0
forward_training shape=3,5,7 dtype=float16 parameters=float16 statistics=float16 affine=w
inference shape=3,5,4,2
inference shape=7,5 dtype=float64 parameters=float64 statistics=float64 eps=0
inference shape=3,5,4 layout=nhwc dtype=bfloat16 parameters=bfloat16 statistics=bfloat16
backward shape=5,5,4,3
backward shape=13,5 dtype=float64 parameters=float64 statistics=float64 eps=0
backward shape=3,5,5 layout=nhwc dtype=float16 affine=-
backward shape=2,5,3,2 dtype=bfloat16 eps=1e-12
backward_inference shape=3,5,5
backward_inference shape=5,5 dtype=float64 parameters=float64 statistics=float64 eps=0
)";

const bool kRegistered = register_entry(Family{
    .name = "mixed_scales",
    .sentence = "Channels of scale 2^100 and 2^-100 (2^+-817 in float64), and both within one: "
                "squares overflow and underflow.",
    .problems = [] { return problems_of("mixed_scales", kProblems); },
});

}  // namespace
}  // namespace normaudit::golden
