#pragma once
// cuDNN as a backend of the audit, once per mode.

#include <string>

#include "peers/cudnn/batch_norm.h"

namespace normaudit::peers::cudnn {

/// Without a contract: its arithmetic is not published, so that it is graded.
bool register_backend(const std::string& name, Mode mode);

}  // namespace normaudit::peers::cudnn
