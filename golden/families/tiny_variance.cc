// Variances far below eps, down to squares that underflow.
#include "golden/families/texts.h"

namespace normaudit::golden {
namespace {

constexpr std::string_view kProblems = R"(
forward_training shape=6,6,4,3
forward_training shape=6,6,4,3 eps=0
forward_training shape=25,6 dtype=float64 parameters=float64 statistics=float64 eps=0 momentum=1
forward_training shape=25,6 dtype=float64 parameters=float64 statistics=float64 eps=1e-12
forward_training shape=3,6,8 layout=nhwc dtype=float16
forward_training shape=2,6,2,3,2 dtype=bfloat16 eps=0 affine=w
forward_training shape=3,6,5 dtype=float16 parameters=float16 statistics=float16 eps=1 affine=-
inference shape=4,6,3,2
inference shape=7,6 dtype=float64 parameters=float64 statistics=float64 eps=0
inference shape=3,6,4 layout=nhwc dtype=bfloat16
backward shape=6,6,4,3
backward shape=5,6,7 eps=0 affine=-
backward shape=13,6 dtype=float64 parameters=float64 statistics=float64 eps=0
backward shape=3,6,3,2 layout=nhwc dtype=float16
backward_inference shape=3,6,5 eps=1e-12
backward_inference shape=5,6 dtype=float64 parameters=float64 statistics=float64 eps=0
)";

const bool kRegistered = register_entry(Family{
    .name = "tiny_variance",
    .sentence = "Variances down to the underflow of their squares, and a few last places around "
                "one: eps rules, and flushed squares show.",
    .problems = [] { return problems_of("tiny_variance", kProblems); },
});

}  // namespace
}  // namespace normaudit::golden
