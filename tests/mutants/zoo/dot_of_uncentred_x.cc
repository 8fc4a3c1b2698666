// dx = weight*invstd*(dy - mean(dy) - (x - mean)*invstd^2*sum(x*dy)/n): sum(x*dy) should be
// centred.
#include "properties/mutant.h"
#include "tests/mutants/rewriting_dx.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.pass != Pass::kBackward) return;
  rewrite_dx(problem, inputs, outputs, [](const BackwardElement& e) {
    const double dot = e.dot + e.mean * e.sum_dy;
    const double along = (e.x - e.mean) * e.invstd * e.invstd * dot;
    return e.weight * e.invstd * (e.dy - (e.sum_dy + along) / e.n);
  });
}

const bool kRegistered = register_entry(Mutant{
    .name = "dot_of_uncentred_x",
    .sentence = "the share of dx along xhat is made with sum x*dy",
    .source = "synthetic",
    .base = "two_pass",
    .killed_by = {"gradients_self_adjoint", "projection_eigenvalues"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
