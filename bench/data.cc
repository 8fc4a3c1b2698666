// The arrays of a measurement.
#include "bench/contender.h"
#include "core/hazard.h"
#include "core/random.h"
#include "reference/fast_solver.h"

namespace normaudit::bench {
namespace {

constexpr std::int64_t kTable = std::int64_t{1} << 20;

// Normal numbers from a table in a scrambled order: two hundred million draws would take longer
// than everything measured.
void fill(Tensor& array, double mean, double spread) {
  Philox words({2026, array.count() > 0 ? 1U : 0U});
  std::vector<float> table;
  for (std::int64_t i = 0; i < kTable; ++i) {
    table.push_back(static_cast<float>(mean + spread * standard_normal(words)));
  }
  auto* numbers = reinterpret_cast<float*>(array.elements());
  std::uint64_t state = 1;
  for (std::int64_t i = 0; i < array.count(); ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    numbers[i] = table[state >> 44];
  }
}

Rows rows(const Problem& problem, const Tensors& inputs) {
  Rows result;
  result.x = reinterpret_cast<const float*>(inputs.at(Role::kX).elements());
  result.batch = problem.shape.batch;
  result.channels = problem.shape.channels;
  result.places = problem.shape.spatial_count();
  result.eps = problem.eps;
  return result;
}

}  // namespace

Data make_data(const Size& size) {
  Data data;
  data.forward.shape = size.shape;
  data.backward = data.forward;
  data.backward.pass = Pass::kBackward;
  for (Role role : inputs_of(size.has_backward ? data.backward : data.forward)) {
    data.inputs.arrays.emplace(role, make_array(data.backward, role));
  }
  fill(data.inputs.at(Role::kX), 0.5, 1);
  if (size.has_backward) fill(data.inputs.at(Role::kDy), 0.125, 0.001);
  for (Role role : inputs_of(data.forward)) {
    if (role == Role::kX) continue;
    Tensor array = make_array(data.forward, role);
    array.fill(role == Role::kRunningVar || role == Role::kWeight ? 1.25 : -0.375);
    data.inputs.arrays.insert_or_assign(role, std::move(array));
  }
  data.y = reference::make_answers(data.forward, data.inputs);
  if (size.has_backward) data.dx = reference::make_answers(data.backward, data.inputs);
  return data;
}

Rows forward_rows(Data& data) {
  Rows result = rows(data.forward, data.inputs);
  result.out = reinterpret_cast<double*>(data.y.at(Role::kY).elements());
  return result;
}

Rows backward_rows(Data& data) {
  Rows result = rows(data.backward, data.inputs);
  result.dy = reinterpret_cast<const float*>(data.inputs.at(Role::kDy).elements());
  result.out = reinterpret_cast<double*>(data.dx.at(Role::kDx).elements());
  return result;
}

}  // namespace normaudit::bench
