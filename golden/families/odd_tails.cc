// Group sizes around the widths of vectors, with the weight of the sums at the end.
#include "golden/families/texts.h"

namespace normaudit::golden {
namespace {

constexpr std::string_view kProblems = R"(
forward_training shape=3,3,5
forward_training shape=1,2,31
forward_training shape=3,2,3,7
forward_training shape=13,5 dtype=float64 parameters=float64 statistics=float64
forward_training shape=1,3,127 dtype=float64 parameters=float64 statistics=float64 eps=0 layout=nhwc
forward_training shape=7,3,37 dtype=float16
forward_training shape=1,2,257 dtype=bfloat16 momentum=0.9
forward_training shape=3,2,19,9 layout=nhwc affine=-
inference shape=1,3,17
inference shape=11,3,3 layout=nhwc dtype=float64 parameters=float64 statistics=float64
backward shape=1,2,33
backward shape=5,3,13 dtype=float64 parameters=float64 statistics=float64 eps=1e-12
backward shape=1,3,129 layout=nhwc dtype=bfloat16
backward shape=9,2,7 dtype=float16 affine=-
backward shape=1,2,511
backward_inference shape=3,3,7
backward_inference shape=1,2,65 dtype=float64 parameters=float64 statistics=float64
)";

const bool kRegistered = register_entry(Family{
    .name = "odd_tails",
    .sentence = "Group sizes one off the powers of two, dominated by their last elements: a lost "
                "or repeated tail shows.",
    .problems = [] { return problems_of("odd_tails", kProblems); },
});

}  // namespace
}  // namespace normaudit::golden
