// elementwise: no statistic of the batch is computed, as in inference; every number passes through
// the few roundings of its own formula, docs/bounds.md sections 5 to 8.
#include "verdict/bound.h"

namespace normaudit::verdict {
namespace {

const bool kRegistered = register_entry(Bound{
    .name = "elementwise",
    .sentence = "stored statistics: a few u, whatever n and kappa",
    .rank = 0,
    .covers_batch_statistics = false,
    .moments = {},
});

}  // namespace
}  // namespace normaudit::verdict
