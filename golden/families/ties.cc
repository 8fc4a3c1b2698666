// Exact answers halfway between two numbers.
#include "golden/families/texts.h"

namespace normaudit::golden {
namespace {

constexpr std::string_view kProblems = R"(
forward_training shape=65,3 dtype=float64 parameters=float64 statistics=float64 eps=0 momentum=1
forward_training shape=5,4,13 dtype=float64 parameters=float64 statistics=float64 eps=0 momentum=0.5
forward_training shape=4,3,5,5 layout=nhwc dtype=float64 parameters=float64 statistics=float64 eps=0
forward_training shape=10,4,2,3 dtype=float64 parameters=float64 statistics=float64 eps=0
forward_training shape=65,3 eps=0
forward_training shape=13,3,4 dtype=float16 parameters=float16 statistics=float16 eps=0
forward_training shape=8,3,2,2,2 dtype=bfloat16 parameters=bfloat16 statistics=bfloat16 eps=0
inference shape=16,4 dtype=float64 parameters=float64 statistics=float64 eps=0
inference shape=16,4 dtype=float64 parameters=float64 statistics=float64 eps=1
inference shape=6,3,5 dtype=float16 parameters=float16 statistics=float16 eps=0
backward shape=16,4 dtype=float64 parameters=float64 statistics=float64 eps=0
backward shape=6,3,6 layout=nhwc dtype=float64 parameters=float64 statistics=float64 eps=0
backward shape=4,3,8 eps=0
backward shape=4,3,2,4 dtype=bfloat16 parameters=bfloat16 statistics=bfloat16 eps=0
backward_inference shape=12,4 dtype=float64 parameters=float64 statistics=float64 eps=0
backward_inference shape=12,4 dtype=float16 parameters=float16 statistics=float16 eps=1
)";

const bool kRegistered = register_entry(Family{
    .name = "ties",
    .sentence = "Answers that are exact ties: arithmetic of a fixed precision cannot tell which "
                "way they round.",
    .problems = [] { return problems_of("ties", kProblems); },
});

}  // namespace
}  // namespace normaudit::golden
