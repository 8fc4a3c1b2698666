// Weights of every sign, zero, tiny and large.
#include "golden/families/texts.h"

namespace normaudit::golden {
namespace {

constexpr std::string_view kProblems = R"(
forward_training shape=5,8,4,2
forward_training shape=19,8 dtype=float64 parameters=float64 statistics=float64 eps=1e-12
forward_training shape=3,8,5 layout=nhwc dtype=float16 parameters=float16
forward_training shape=2,8,2,3,2 dtype=bfloat16 affine=w
forward_training shape=5,8,4,2 affine=b eps=1
inference shape=3,8,3,2
inference shape=5,8 dtype=float64 parameters=float64 statistics=float64 eps=0
inference shape=2,8,4 layout=nhwc dtype=bfloat16 parameters=bfloat16 statistics=bfloat16
backward shape=5,8,4,2
backward shape=11,8 dtype=float64 parameters=float64 statistics=float64 eps=0
backward shape=3,8,4 layout=nhwc dtype=float16
backward_inference shape=3,8,4
backward_inference shape=4,8 dtype=float64 parameters=float64 statistics=float64 eps=1e-12
)";

const bool kRegistered = register_entry(Family{
    .name = "signed_and_zero_weights",
    .sentence = "Negative, zero, tiny and large weights and zero biases: lost signs and divisions "
                "by the weight show.",
    .problems = [] { return problems_of("signed_and_zero_weights", kProblems); },
});

}  // namespace
}  // namespace normaudit::golden
