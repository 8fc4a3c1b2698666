// The same two-pass in double with sixteen partial sums and this machine's widest vectors.
#include <cmath>
#include <cstring>

#include "bench/contender.h"

namespace normaudit::bench {
namespace {

constexpr double kWeight = 1.25;
constexpr double kBias = -0.375;
constexpr std::int64_t kLanes = 8;

typedef double Doubles __attribute__((vector_size(64)));
typedef float Floats __attribute__((vector_size(32)));

Doubles load(const float* from) {
  Floats narrow;
  std::memcpy(&narrow, from, sizeof narrow);
  return __builtin_convertvector(narrow, Doubles);
}

double total(Doubles a, Doubles b) {
  double sum = 0;
  for (std::size_t lane = 0; lane < kLanes; ++lane) sum += a[lane] + b[lane];
  return sum;
}

// Calls wide(i, lane set) for pairs of vectors, narrow(i) for what is left of each row.
template <class Wide, class Narrow>
void for_each(const Rows& rows, std::int64_t channel, const Wide& wide, const Narrow& narrow) {
  for (std::int64_t n = 0; n < rows.batch; ++n) {
    std::int64_t i = (n * rows.channels + channel) * rows.places;
    const std::int64_t end = i + rows.places;
    for (; i + 2 * kLanes <= end; i += 2 * kLanes) {
      wide(i, 0);
      wide(i + kLanes, 1);
    }
    for (; i < end; ++i) narrow(i);
  }
}

struct Moments {
  double mean = 0;
  double invstd = 0;
};

Moments moments(const Rows& rows, std::int64_t c) {
  const auto count = static_cast<double>(rows.batch * rows.places);
  Doubles sums[2]{};
  double rest = 0;
  for_each(
      rows, c, [&](std::int64_t i, int k) { sums[k] += load(rows.x + i); },
      [&](std::int64_t i) { rest += static_cast<double>(rows.x[i]); });
  const double mean = (total(sums[0], sums[1]) + rest) / count;
  Doubles squares[2]{};
  rest = 0;
  for_each(
      rows, c,
      [&](std::int64_t i, int k) {
        const Doubles d = load(rows.x + i) - mean;
        squares[k] += d * d;
      },
      [&](std::int64_t i) {
        rest += (static_cast<double>(rows.x[i]) - mean) * (static_cast<double>(rows.x[i]) - mean);
      });
  return {mean, 1 / std::sqrt((total(squares[0], squares[1]) + rest) / count + rows.eps)};
}

void forward(const Rows& rows) {
  for (std::int64_t c = 0; c < rows.channels; ++c) {
    const Moments m = moments(rows, c);
    const double scale = kWeight * m.invstd;
    for_each(
        rows, c,
        [&](std::int64_t i, int) {
          const Doubles y = (load(rows.x + i) - m.mean) * scale + kBias;
          std::memcpy(rows.out + i, &y, sizeof y);
        },
        [&](std::int64_t i) {
          rows.out[i] = (static_cast<double>(rows.x[i]) - m.mean) * scale + kBias;
        });
  }
  keep(rows.out);
}

void backward(const Rows& rows) {
  const auto count = static_cast<double>(rows.batch * rows.places);
  for (std::int64_t c = 0; c < rows.channels; ++c) {
    const Moments m = moments(rows, c);
    Doubles sums[2]{};
    Doubles products[2]{};
    double sum_rest = 0;
    double product_rest = 0;
    for_each(
        rows, c,
        [&](std::int64_t i, int k) {
          const Doubles dy = load(rows.dy + i);
          sums[k] += dy;
          products[k] += dy * (load(rows.x + i) - m.mean);
        },
        [&](std::int64_t i) {
          sum_rest += static_cast<double>(rows.dy[i]);
          product_rest +=
              static_cast<double>(rows.dy[i]) * (static_cast<double>(rows.x[i]) - m.mean);
        });
    const double mean_dy = (total(sums[0], sums[1]) + sum_rest) / count;
    const double slope =
        (total(products[0], products[1]) + product_rest) * m.invstd * m.invstd / count;
    const double scale = kWeight * m.invstd;
    for_each(
        rows, c,
        [&](std::int64_t i, int) {
          const Doubles dx =
              (load(rows.dy + i) - mean_dy - (load(rows.x + i) - m.mean) * slope) * scale;
          std::memcpy(rows.out + i, &dx, sizeof dx);
        },
        [&](std::int64_t i) {
          rows.out[i] = (static_cast<double>(rows.dy[i]) - mean_dy -
                         (static_cast<double>(rows.x[i]) - m.mean) * slope) *
                        scale;
        });
  }
  keep(rows.out);
}

}  // namespace

std::vector<Contender> vectorised_contenders(Data& data) {
  const std::int64_t elements = data.forward.shape.count();
  std::vector<Contender> contenders;
  contenders.push_back({"double two-pass, vectorised", "forward", elements, 0,
                        [rows = forward_rows(data)] { forward(rows); }});
  if (data.inputs.has(Role::kDy)) {
    contenders.push_back({"double two-pass, vectorised", "backward", elements, 0,
                          [rows = backward_rows(data)] { backward(rows); }});
  }
  return contenders;
}

}  // namespace normaudit::bench
