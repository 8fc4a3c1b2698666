// Drawing and shrinking problems.
#include "properties/generators/problems.h"

#include <algorithm>

#include "properties/generators/channels_and_groups.h"
#include "properties/generators/choices.h"
#include "properties/generators/dtypes.h"
#include "properties/generators/eps.h"
#include "properties/generators/hazards.h"
#include "properties/generators/layouts.h"
#include "properties/generators/modes.h"
#include "properties/generators/parameters.h"
#include "properties/generators/written_out.h"

namespace normaudit::properties {
namespace {

// Every class makes as many choices whatever it is told (properties/generators/choices.h).
Problem any_recipe(bool tiny) {
  Problem problem;
  problem.operator_name = any_of(Registry<Operator>::instance().names());
  const Operator& op = operator_of(problem);
  const Mode mode = any_mode(op);
  problem.pass = mode.pass;
  problem.gradients = mode.gradients;
  problem.track_running_stats = mode.track_running_stats;
  const Dtypes dtypes = any_dtypes();
  problem.dtype = dtypes.data;
  problem.parameter_dtype = dtypes.parameters;
  problem.statistic_dtype = dtypes.statistics;
  const Extents usual = any_extents(op);
  const Extents small = any_tiny_extents(op);
  problem.shape = tiny ? small.shape : usual.shape;
  problem.groups = tiny ? small.groups : usual.groups;
  problem.layout = any_layout(problem.shape);
  problem.eps = any_eps();
  const Parameters parameters = any_parameters();
  problem.momentum = parameters.momentum;
  problem.num_batches_tracked = parameters.num_batches_tracked;
  problem.has_weight = parameters.has_weight;
  problem.has_bias = parameters.has_bias;
  problem.hazard = any_hazard(problem.pass);
  problem.seed = below(1'000'000);
  return problem;
}

}  // namespace

rc::Gen<Problem> any_problem() {
  return rc::gen::exec([] {
    const bool tiny = one_in(8);
    Problem problem = any_recipe(tiny);
    if (tiny) write_out(problem);
    return problem;
  });
}

}  // namespace normaudit::properties
