// Groups of no, one, two and three elements.
#include "golden/families/texts.h"

namespace normaudit::golden {
namespace {

constexpr std::string_view kProblems = R"(
forward_training shape=1,5
forward_training shape=1,5 eps=0
forward_training shape=1,3,1,1 dtype=float64 momentum=cumulative num_batches_tracked=2
forward_training shape=2,5
forward_training shape=1,4,2 dtype=float64 parameters=float64 statistics=float64 eps=0
forward_training shape=2,5 dtype=float16 affine=-
forward_training shape=3,5,1,1
forward_training shape=1,4,3 layout=nhwc dtype=float64 parameters=float64 statistics=float64 momentum=0.9
forward_training shape=3,4 dtype=bfloat16 parameters=bfloat16 statistics=bfloat16 eps=1
forward_training shape=0,3
forward_training shape=2,3,0,4 dtype=float64 parameters=float64 statistics=float64 affine=-
inference shape=1,5
inference shape=0,3,4 dtype=float16
backward shape=1,5
backward shape=1,3,1 dtype=float64 parameters=float64 statistics=float64 eps=0
backward shape=2,5
backward shape=2,4 dtype=float64 parameters=float64 statistics=float64 eps=0
backward shape=3,4 eps=0
backward shape=1,4,3 layout=nhwc dtype=float16
backward shape=0,3
backward_inference shape=1,4
backward_inference shape=0,3,2 dtype=float64 parameters=float64 statistics=float64
)";

const bool kRegistered = register_entry(Family{
    .name = "tiny_groups",
    .sentence =
        "n = 0, 1, 2 and 3: no unbiased variance, dx = 0 up to eps, and divisions by n - 1.",
    .problems = [] { return problems_of("benign", kProblems); },
});

}  // namespace
}  // namespace normaudit::golden
