// cuDNN's persistent algorithm.
#include "peers/cudnn/backend.h"

namespace normaudit::peers::cudnn {
namespace {

const bool kRegistered = register_backend("cudnn_persistent", Mode::kSpatialPersistent);

}  // namespace
}  // namespace normaudit::peers::cudnn
