#pragma once
// The formats of data, parameters and statistics: alike, both others float32, or any.

#include "core/dtype.h"

namespace normaudit::properties {

struct Dtypes {
  Dtype data = Dtype::kFloat32;
  Dtype parameters = Dtype::kFloat32;
  Dtype statistics = Dtype::kFloat32;
};

/// Only inside rc::gen::exec; always four choices.
Dtypes any_dtypes();

}  // namespace normaudit::properties
