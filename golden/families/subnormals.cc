// Numbers below the smallest normal one, everywhere.
#include "golden/families/texts.h"

namespace normaudit::golden {
namespace {

constexpr std::string_view kProblems = R"(
forward_training shape=6,4,4,3
forward_training shape=6,4,4,3 eps=0
forward_training shape=25,4 dtype=float64 parameters=float64 statistics=float64 eps=0
forward_training shape=25,4 dtype=float64 parameters=float64 statistics=float64 momentum=0.9
forward_training shape=4,4,6 layout=nhwc dtype=float16 eps=0
forward_training shape=3,4,2,3,2 dtype=bfloat16 momentum=1 eps=1e-12
forward_training shape=3,4,7 dtype=float16 parameters=float16 statistics=float16 affine=-
inference shape=3,4,4,2
inference shape=7,4 dtype=float64 parameters=float64 statistics=float64 eps=0
inference shape=3,4,5 layout=nhwc dtype=float16 parameters=float16 statistics=float16 eps=0
backward shape=6,4,4,3
backward shape=3,4,9 eps=0
backward shape=13,4 dtype=float64 parameters=float64 statistics=float64 eps=0
backward shape=3,4,5 layout=nhwc dtype=float16
backward_inference shape=3,4,5 eps=0
backward_inference shape=5,4 dtype=float64 parameters=float64 statistics=float64
)";

const bool kRegistered = register_entry(Family{
    .name = "subnormals",
    .sentence =
        "Subnormal data, gradients, parameters and running variances: flushing to zero shows.",
    .problems = [] { return problems_of("subnormals", kProblems); },
});

}  // namespace
}  // namespace normaudit::golden
