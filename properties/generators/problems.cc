// Drawing and shrinking problems.
#include "properties/generators/problems.h"

#include "core/hazard.h"

namespace normaudit::properties {
namespace {

// One of the choices, shrinking towards the first: rapidcheck's own gen::element does not shrink.
template <class T>
T any_of(const std::vector<T>& choices) {
  return choices[*rc::gen::inRange<std::size_t>(0, choices.size())];
}

rc::Gen<Shape> any_shape() {
  // Few elements, so that the slow path answers in milliseconds; the extents that matter are the
  // small ones.
  return rc::gen::exec([] {
    std::vector<std::int64_t> extents{*rc::gen::inRange<std::int64_t>(0, 6),
                                      *rc::gen::inRange<std::int64_t>(1, 5)};
    const int rank = *rc::gen::inRange(2, 6);
    while (static_cast<int>(extents.size()) < rank) {
      extents.push_back(*rc::gen::inRange<std::int64_t>(1, 5));
    }
    return Shape::from_extents(extents);
  });
}

// A dense layout, or a view of every second element behind an offset.
Layout any_layout(const Shape& shape) {
  const int kind = *rc::gen::inRange(0, 3);
  if (kind == 0) return {};
  if (kind == 1) return {.kind = Layout::Kind::kNhwc, .strides = {}, .offset = 0};
  Layout layout{.kind = Layout::Kind::kStrided,
                .strides = {},
                .offset = *rc::gen::inRange<std::int64_t>(0, 9)};
  const std::vector<std::int64_t> extents = shape.extents();
  layout.strides.resize(extents.size());
  std::int64_t stride = 2;
  for (std::size_t i = extents.size(); i-- > 0;) {
    layout.strides[i] = stride;
    stride *= std::max<std::int64_t>(extents[i], 1);
  }
  return layout;
}

double any_eps() {
  return any_of<double>(
      {1e-5, 0.0, 1e-12, 1e-8, 0.001, 1.0, static_cast<double>(1e-5F), 0x1p-1074, 0x1p+900});
}

std::optional<double> any_momentum() {
  return any_of<std::optional<double>>(
      {0.1, 0.0, 1.0, 0.9, static_cast<double>(0.1F), std::nullopt});
}

Dtype any_dtype() {
  return any_of<Dtype>({Dtype::kFloat32, Dtype::kFloat64, Dtype::kFloat16, Dtype::kBfloat16});
}

}  // namespace

rc::Gen<Problem> any_problem() {
  return rc::gen::exec([] {
    Problem problem;
    problem.operator_name = any_of(Registry<Operator>::instance().names());
    problem.pass = any_of<Pass>(
        {Pass::kForwardTraining, Pass::kInference, Pass::kBackward, Pass::kBackwardInference});
    problem.dtype = any_dtype();
    problem.parameter_dtype = any_dtype();
    problem.statistic_dtype = any_dtype();
    problem.shape = *any_shape();
    problem.layout = any_layout(problem.shape);
    problem.eps = any_eps();
    problem.momentum = any_momentum();
    problem.num_batches_tracked = *rc::gen::inRange<std::int64_t>(0, 1000);
    problem.has_weight = any_of<bool>({true, false});
    problem.has_bias = any_of<bool>({true, false});
    problem.track_running_stats =
        uses_running_statistics(problem.pass) || any_of<bool>({true, false});
    problem.hazard = any_of(Registry<Hazard>::instance().names());
    problem.seed = *rc::gen::inRange<std::uint64_t>(0, 1'000'000);
    return problem;
  });
}

}  // namespace normaudit::properties
