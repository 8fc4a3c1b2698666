// Gradients against central differences of the exact loss L = sum(y*dy), in dyadic steps: the error
// is O(t^2) with no cancellation, so it quarters when t halves.
#include "core/random.h"
#include "reference/channel.h"
#include "reference/round.h"
#include "tests/reference/solved.h"

namespace normaudit::reference {
namespace {

constexpr int kBits = 1600;  // working precision of the differences

struct Layer {
  std::vector<Dyadic> x;
  std::vector<Dyadic> dy;
  Affine affine;
  Normalization normalization;

  BatchChannel channel() const {
    Sums sums;
    for (std::size_t i = 0; i < x.size(); ++i) sums.add(x[i], dy[i]);
    return {sums, normalization};
  }
  Dyadic loss() const {
    const BatchChannel forward = channel();
    Dyadic sum;
    for (std::size_t i = 0; i < x.size(); ++i) {
      sum = sum + round_to_precision(forward.y(x[i], affine), kBits) * dy[i];
    }
    return sum;
  }
};

Layer random_layer(std::uint64_t seed, int size) {
  Philox words({13, seed});
  Layer layer;
  for (int i = 0; i < size; ++i) {
    layer.x.push_back(Dyadic::from_double(0.5 + standard_normal(words)));
    layer.dy.push_back(Dyadic::from_double(0.25 + standard_normal(words)));
  }
  layer.affine = {.weight = Dyadic::from_double(-1.25), .bias = Dyadic::from_double(0.375)};
  layer.normalization.eps = Dyadic::from_double(1e-5);
  return layer;
}

// (L(at + t) - L(at - t))/(2t) with t = 2^-k, for the number of the layer that `select` names.
template <class Select>
Dyadic central_difference(const Layer& layer, Select select, int k) {
  Layer up = layer;
  Layer down = layer;
  select(up) = select(up) + Dyadic::power_of_two(-k);
  select(down) = select(down) - Dyadic::power_of_two(-k);
  return (up.loss() - down.loss()).scaled(k - 1);
}

Dyadic to_bits(const Dyadic& value, int bits) { return round_to_precision(exactly(value), bits); }

template <class Select>
void expect_quadratic_convergence(const Layer& layer, const Surd& gradient, Select select) {
  const Dyadic exact = round_to_precision(gradient, kBits);
  const Dyadic coarse = central_difference(layer, select, 200);
  const Dyadic fine = central_difference(layer, select, 201);
  // More than a hundred digits alike in base 2.
  EXPECT_EQ(to_bits(coarse, 120), to_bits(exact, 120));
  // The error is c*t^2*(1 + O(t^2)): four times that at t/2 agrees with that at t in 120 digits.
  const Dyadic error = coarse - exact;
  ASSERT_NE(error.sign(), 0);
  EXPECT_EQ(to_bits((fine - exact).scaled(2), 120), to_bits(error, 120));
  // Richardson's extrapolation therefore agrees to twice as many digits as either.
  const Surd extrapolated{
      .numerator = fine.scaled(2) - coarse, .denominator = 3, .coefficient = {}, .root = {}};
  EXPECT_EQ(round_to_precision(extrapolated, 600), to_bits(exact, 600));
  EXPECT_NE(to_bits(coarse, 600), to_bits(exact, 600));
}

TEST(Differences, ConfirmDxOfCentredGroups) {
  for (int size : {2, 3, 7}) {
    const Layer layer = random_layer(static_cast<std::uint64_t>(size), size);
    const BatchChannel channel = layer.channel();
    for (std::size_t i = 0; i < layer.x.size(); ++i) {
      expect_quadratic_convergence(layer, channel.dx(layer.x[i], layer.dy[i], layer.affine.weight),
                                   [i](Layer& each) -> Dyadic& { return each.x[i]; });
    }
  }
}

TEST(Differences, ConfirmDxOfGroupsThatAreNotCentred) {
  Layer layer = random_layer(4, 5);
  layer.normalization.centred = false;
  const BatchChannel channel = layer.channel();
  for (std::size_t i = 0; i < layer.x.size(); ++i) {
    expect_quadratic_convergence(layer, channel.dx(layer.x[i], layer.dy[i], layer.affine.weight),
                                 [i](Layer& each) -> Dyadic& { return each.x[i]; });
  }
}

// The loss is linear in weight and bias: a difference has no error but the rounding of y.
TEST(Differences, ConfirmDweightAndDbias) {
  const Layer layer = random_layer(6, 6);
  const BatchChannel channel = layer.channel();
  const Dyadic dweight = central_difference(
      layer, [](Layer& each) -> Dyadic& { return each.affine.weight; }, 100);
  EXPECT_EQ(to_bits(dweight, 1200), round_to_precision(channel.dweight(), 1200));
  Sums sums;
  for (std::size_t i = 0; i < layer.x.size(); ++i) sums.add(layer.x[i], layer.dy[i]);
  const Dyadic dbias = central_difference(
      layer, [](Layer& each) -> Dyadic& { return each.affine.bias; }, 100);
  EXPECT_EQ(to_bits(dbias, 1200), sums.dy());
}

TEST(Differences, ConfirmGradientsWithRunningStatistics) {
  const Layer layer = random_layer(8, 4);
  const RunningChannel channel({.mean = Dyadic::from_double(0.3),
                                .variance = Dyadic::from_double(1.7),
                                .eps = layer.normalization.eps});
  Sums sums;
  for (std::size_t i = 0; i < layer.x.size(); ++i) sums.add(layer.x[i], layer.dy[i]);
  const auto y = [&](const Dyadic& x, const Affine& affine) {
    return round_to_precision(channel.y(x, affine), kBits);
  };
  const Dyadic step = Dyadic::power_of_two(-100);
  Dyadic slope_of_weight;
  for (std::size_t i = 0; i < layer.x.size(); ++i) {
    const Dyadic slope =
        (y(layer.x[i] + step, layer.affine) - y(layer.x[i] - step, layer.affine)).scaled(99) *
        layer.dy[i];
    EXPECT_EQ(to_bits(slope, 1200),
              round_to_precision(channel.dx(layer.dy[i], layer.affine.weight), 1200));
    const Affine up{.weight = layer.affine.weight + step, .bias = layer.affine.bias};
    const Affine down{.weight = layer.affine.weight - step, .bias = layer.affine.bias};
    slope_of_weight =
        slope_of_weight + (y(layer.x[i], up) - y(layer.x[i], down)).scaled(99) * layer.dy[i];
  }
  EXPECT_EQ(to_bits(slope_of_weight, 1200), round_to_precision(channel.dweight(sums), 1200));
}

}  // namespace
}  // namespace normaudit::reference
