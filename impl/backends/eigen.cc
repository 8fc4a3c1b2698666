// two_pass as Eigen array expressions on a gathered group: Eigen chooses the order of every sum.
// Chan, Golub, LeVeque, "Algorithms for computing the sample variance: analysis and
// recommendations", Am. Stat. 37(3), 1983, eq. (1.1); Guennebaud, Jacob et al., Eigen v3, 2010.
#include <Eigen/Core>

#include "core/backend.h"
#include "impl/textbook.h"

namespace normaudit {
namespace {

template <class T>
using Array = Eigen::Array<T, Eigen::Dynamic, 1>;

// The numbers of a group as one array. Eigen allocates it aligned, so that which numbers share a
// packet, and with it every bit, depends on the group's length and not on where its data lie.
template <class T>
Array<T> gather(const GroupView<T>& group) {
  Array<T> numbers(group.count());
  Eigen::Index i = 0;
  group.for_each([&](T value) { numbers[i++] = value; });
  return numbers;
}

// weight or bias, one number for each of the group's elements.
template <class T>
Array<T> gather_affine(const TextbookCall<T>& call, const Group& group, View<const T> vector) {
  const std::int64_t places = call.problem.shape.spatial_count();
  Array<T> numbers(group.samples * group.channels * places);
  Eigen::Index i = 0;
  for_each_place(group, places, [&](std::int64_t, std::int64_t c, std::int64_t s) {
    numbers[i++] = vector[call.affine_index(c, s)];
  });
  return numbers;
}

template <class T>
void scatter(const Array<T>& numbers, View<T> data, const Group& group) {
  Eigen::Index i = 0;
  for_each_place(
      group, data.map->spatial_count(),
      [&](std::int64_t n, std::int64_t c, std::int64_t s) { data(n, c, s) = numbers[i++]; });
}

struct EigenTwoPass : Textbook {
  template <class T>
  static Moments<T> moments(const GroupView<T>& group) {
    const Array<T> x = gather(group);
    const auto n = static_cast<T>(x.size());
    const T mean = x.sum() / n;
    return {mean, (x - mean).square().sum() / n};
  }

  template <class T>
  static void normalize(const TextbookCall<T>& call, const Group& group, T mean, T invstd) {
    const Array<T> x = gather(GroupView<T>(call.input(Role::kX), group));
    Array<T> y = (x - mean) * invstd;
    if (const auto weight = call.optional_input(Role::kWeight)) {
      y *= gather_affine(call, group, *weight);
    }
    if (const auto bias = call.optional_input(Role::kBias)) y += gather_affine(call, group, *bias);
    scatter(y, call.output(Role::kY), group);
  }

  template <class T>
  static GradientSums<T> gradient_sums(const TextbookCall<T>& call, const Group& group, T mean) {
    const Array<T> x = gather(GroupView<T>(call.input(Role::kX), group));
    const Array<T> dy = gather(GroupView<T>(call.input(Role::kDy), group));
    return {.dy = dy.sum(), .dot = ((x - mean) * dy).sum()};
  }

  template <class T, class DyPart>
  static void store_dx(const TextbookCall<T>& call, const Group& group, T invstd, DyPart dy_part) {
    const auto target = call.optional_output(Role::kDx);
    if (!target) return;
    const Array<T> x = gather(GroupView<T>(call.input(Role::kX), group));
    const Array<T> dy = gather(GroupView<T>(call.input(Role::kDy), group));
    Array<T> dx = dy_part(x, dy) * invstd;
    if (const auto weight = call.optional_input(Role::kWeight)) {
      dx *= (*weight)[group.first_channel];
    }
    scatter(dx, *target, group);
  }
};

const bool kRegistered = register_entry(Backend{
    .name = "eigen",
    .sentence = "mean = sum(x)/n, then variance = sum((x - mean)^2)/n, as Eigen array expressions",
    .source = "Chan, Golub, LeVeque, Am. Stat. 37(3), 1983, eq. (1.1); Eigen 3",
    .contract =
        NumericContract{
            .algorithm = "two_pass", .order = NumericContract::Order::kAny, .in_place_safe = true},
    .supports = textbook_supports,
    .run = run_textbook<EigenTwoPass>,
});

}  // namespace
}  // namespace normaudit
