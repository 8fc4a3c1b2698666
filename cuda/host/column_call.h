#pragma once
// A call's arrays as columns.

#include "cuda/host/passes.h"
#include "cuda/kernels/column_call.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

template <class S>
Columns<S> columns_of(void* first, const Geometry& g) {
  const auto whole = [](std::int64_t count) { return count % kPack<S> == 0; };
  const auto packed = [&](std::int64_t row_stride) {
    return whole(g.channels) && whole(row_stride) &&
           reinterpret_cast<std::uintptr_t>(first) % 16 == 0;
  };
  Columns<S> result{.data = static_cast<S*>(first)};
  // Rows at one distance are places of one number each: nothing is left to divide by.
  if (g.batch == 1 || g.places <= 1 || g.batch_stride == g.places * g.place_stride) {
    result.batch_stride = g.places > 1 ? g.place_stride : g.batch_stride;
    result.places = Divider(1);
    result.packed = packed(g.numbers() > 1 ? result.batch_stride : 0);
    return result;
  }
  result.batch_stride = g.batch_stride;
  result.place_stride = g.place_stride;
  result.places = Divider(g.places);
  result.packed = packed(g.place_stride) && whole(g.batch_stride);
  return result;
}

template <class Pass>
ColumnCall<Pass> column_call(const Pass& pass, const DeviceArrays& arrays, const DataRoles& roles) {
  using S = typename Pass::Stored;
  ColumnCall<Pass> call{.pass = pass};
  const auto geometry = [&](Role role) { return geometry_of(arrays.map(role)); };
  for (int i = 0; i < Pass::kInputs; ++i) {
    const Role role = roles.inputs[i];
    call.inputs[i] = columns_of<const S>(arrays.first(role), geometry(role));
  }
  if (arrays.has(roles.output)) {
    call.output = columns_of<S>(arrays.first(roles.output), geometry(roles.output));
  }
  call.slices = row_slices_of(geometry(Role::kX).numbers(), ColumnCall<Pass>::kHeld);
  call.channels = geometry(Role::kX).channels;
  return call;
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
