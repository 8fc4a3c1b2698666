// Drawing formats.
#include "properties/generators/dtypes.h"

#include "properties/generators/choices.h"

namespace normaudit::properties {

Dtypes any_dtypes() {
  const std::vector<Dtype> formats{Dtype::kFloat32, Dtype::kFloat64, Dtype::kFloat16,
                                   Dtype::kBfloat16};
  const Dtype data = any_of(formats);
  const std::uint64_t mix = below(4);
  const Dtype parameters = any_of(formats);
  const Dtype statistics = any_of(formats);
  if (mix < 2) return {data, data, data};
  if (mix == 2) return {data, Dtype::kFloat32, Dtype::kFloat32};
  return {data, parameters, statistics};
}

}  // namespace normaudit::properties
