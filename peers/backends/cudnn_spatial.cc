// cuDNN's plain algorithm.
#include "peers/cudnn/backend.h"

namespace normaudit::peers::cudnn {
namespace {

const bool kRegistered = register_backend("cudnn_spatial", Mode::kSpatial);

}  // namespace
}  // namespace normaudit::peers::cudnn
