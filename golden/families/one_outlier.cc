// One element far away from the others.
#include "golden/families/texts.h"

namespace normaudit::golden {
namespace {

constexpr std::string_view kProblems = R"(
forward_training shape=8,4,5,3
forward_training shape=37,4 dtype=float64 parameters=float64 statistics=float64 eps=0
forward_training shape=5,4,7 layout=nhwc dtype=float16 momentum=0.9
forward_training shape=3,4,2,3,2 dtype=bfloat16 affine=b
forward_training shape=3,4,25 layout=strided:401,100,4+3 eps=1 affine=-
forward_training shape=4,4,5 dtype=float16 parameters=float16 statistics=float16 eps=0
inference shape=3,4,4,2
inference shape=7,4 dtype=float64 parameters=float64 statistics=float64
inference shape=3,4,5 layout=nhwc dtype=bfloat16
backward shape=8,4,5,3
backward shape=19,4 dtype=float64 parameters=float64 statistics=float64 eps=0 affine=-
backward shape=3,4,7 layout=nhwc dtype=float16
backward shape=4,4,3,2 dtype=bfloat16 eps=1
backward_inference shape=4,4,6
backward_inference shape=6,4 dtype=float64 parameters=float64 statistics=float64 eps=1e-12
)";

const bool kRegistered = register_entry(Family{
    .name = "one_outlier",
    .sentence = "One element up to 2^60 beside small ones: running sums lose all others, and "
                "|xhat| reaches sqrt(n - 1).",
    .problems = [] { return problems_of("one_outlier", kProblems); },
});

}  // namespace
}  // namespace normaudit::golden
