// Which form a group's answers have.
#include "reference/fast_group.h"

namespace normaudit::reference {

GroupAnswers answers_of(const GroupPlace& place, const FastSums& sums) {
  return uses_running_statistics(place.problem.pass) ? running_answers(place, sums)
                                                     : batch_answers(place, sums);
}

bool has_fast_form(const Operator& op) {
  return op.pools_samples && op.centred && op.channel_span == Operator::ChannelSpan::kOne &&
         op.affine_index == Operator::AffineIndex::kChannel;
}

}  // namespace normaudit::reference
