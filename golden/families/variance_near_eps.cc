// Variances from eps/256 to 256 eps, for several eps.
#include "golden/families/texts.h"

namespace normaudit::golden {
namespace {

constexpr std::string_view kProblems = R"(
forward_training shape=8,5,4,2
forward_training shape=8,5,4,2 eps=1
forward_training shape=8,5,4,2 eps=1e-12
forward_training shape=31,5 dtype=float64 parameters=float64 statistics=float64 eps=1e-12
forward_training shape=31,5 dtype=float64 parameters=float64 statistics=float64 eps=0.001 momentum=0.9
forward_training shape=4,5,6 layout=nhwc dtype=float16 eps=0.001
forward_training shape=2,5,2,2,3 dtype=bfloat16 affine=-
inference shape=4,5,3,2
inference shape=7,5 dtype=float64 parameters=float64 statistics=float64 eps=1e-12
inference shape=3,5,4 layout=nhwc dtype=float16 eps=0.1
backward shape=8,5,4,2
backward shape=15,5 dtype=float64 parameters=float64 statistics=float64 eps=1e-12
backward shape=3,5,6 layout=nhwc dtype=bfloat16 eps=1 affine=-
backward_inference shape=4,5,5
backward_inference shape=6,5 dtype=float64 parameters=float64 statistics=float64 eps=1e-08
)";

const bool kRegistered = register_entry(Family{
    .name = "variance_near_eps",
    .sentence =
        "Variances around eps: an eps left out, replaced, doubled or outside the root shows.",
    .problems = [] { return problems_of("variance_near_eps", kProblems); },
});

}  // namespace
}  // namespace normaudit::golden
