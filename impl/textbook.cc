// Which problems a textbook backend takes.
#include "impl/textbook.h"

namespace normaudit {
namespace {

// One group is one channel, pooled over the batch: then weight is a factor of the whole group's dx,
// and dweight and dbias are one group's sums.
bool groups_are_channels(const Operator& op) {
  return op.pools_samples && op.channel_span == Operator::ChannelSpan::kOne &&
         op.affine_index == Operator::AffineIndex::kChannel;
}

}  // namespace

std::string textbook_supports(const Problem& problem) {
  const Operator& op = operator_of(problem);
  if (!op.centred) return "uncentred statistics";
  if (is_backward(problem.pass) && !groups_are_channels(op)) return "grouping";
  return {};
}

}  // namespace normaudit
