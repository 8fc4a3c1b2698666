// The numbers a first test would draw, through every pass, format, layout and rank.
#include "golden/families/texts.h"

namespace normaudit::golden {
namespace {

constexpr std::string_view kProblems = R"(
forward_training shape=6,4,5,3
forward_training shape=31,5 dtype=float64 parameters=float64 statistics=float64 momentum=0.9 eps=1e-12
forward_training shape=4,3,7 layout=nhwc dtype=float16 affine=w momentum=1
forward_training shape=2,5,2,3,3 dtype=bfloat16 momentum=cumulative num_batches_tracked=3 affine=b
forward_training shape=3,4,5 layout=strided:61,15,3+2 eps=1 affine=-
forward_training shape=5,4,4,3 dtype=float16 parameters=float16 statistics=float16 track_running_stats=0
forward_training shape=4,6,3,3 layout=nhwc dtype=bfloat16 parameters=bfloat16 statistics=bfloat16 momentum=0
inference shape=3,5,4,2 eps=0
inference shape=9,4 dtype=float64 parameters=float64 statistics=float64 eps=1e-12
inference shape=2,4,3,3 layout=nhwc dtype=float16
inference shape=2,3,2,2,2 dtype=bfloat16 parameters=bfloat16 statistics=bfloat16 affine=-
backward shape=6,4,5,3
backward shape=17,5 dtype=float64 parameters=float64 statistics=float64 affine=- eps=1e-12
backward shape=2,3,4,3 layout=nhwc dtype=bfloat16 eps=1 gradients=x
backward shape=5,4,3 dtype=float16 parameters=float16 statistics=float16 gradients=wb
backward shape=2,3,2,2,3 layout=strided:40,13,6,3,1+1
backward_inference shape=4,3,5
backward_inference shape=3,4,2,2 layout=nhwc dtype=float64 parameters=float64 statistics=float64 eps=0
backward_inference shape=7,3 dtype=float16 affine=-
)";

const bool kRegistered = register_entry(Family{
    .name = "benign",
    .sentence =
        "Nothing hard: a failure here is a wrong formula, a wrong axis or a wrong convention.",
    .problems = [] { return problems_of("benign", kProblems); },
});

}  // namespace
}  // namespace normaudit::golden
