// More than 2^22 elements, kept as a recipe.
#include "golden/families/texts.h"

namespace normaudit::golden {
namespace {

constexpr std::string_view kProblems = R"(
forward_training shape=1,1,2049,2049
forward_training shape=3,2,419,421 layout=nhwc
backward shape=2,3,421,419
)";

const bool kRegistered = register_entry(Family{
    .name = "large_n",
    .sentence = "Sums of more than 2^22 numbers of one sign: sequential sums stagnate, and indices "
                "of 16 bits wrap.",
    .storage = Family::Storage::kRecipe,
    .problems = [] { return problems_of("same_sign", kProblems); },
});

}  // namespace
}  // namespace normaudit::golden
