// Batch norm: one group per channel over all samples and places. Ioffe, Szegedy, arXiv 1502.03167.
#include "core/operator.h"

namespace normaudit {
namespace {

const bool kRegistered = register_entry(Operator{
    .name = "batch_norm",
    .sentence = "Each channel is normalized over all samples and spatial places, with weight and "
                "bias per channel.",
    .pools_samples = true,
    .channel_span = Operator::ChannelSpan::kOne,
    .centred = true,
    .affine_index = Operator::AffineIndex::kChannel,
    .keeps_running_statistics = true,
});

}  // namespace
}  // namespace normaudit
