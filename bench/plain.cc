// The yardstick: double precision as anyone would write it, one number after the other.
#include <cmath>

#include "bench/contender.h"

namespace normaudit::bench {
namespace {

constexpr double kWeight = 1.25;
constexpr double kBias = -0.375;

template <class Visit>
void for_each_row(const Rows& rows, std::int64_t channel, const Visit& visit) {
  for (std::int64_t n = 0; n < rows.batch; ++n) visit((n * rows.channels + channel) * rows.places);
}

struct Moments {
  double mean = 0;
  double invstd = 0;
};

Moments moments(const Rows& rows, std::int64_t channel) {
  const auto count = static_cast<double>(rows.batch * rows.places);
  double sum = 0;
  for_each_row(rows, channel, [&](std::int64_t row) {
    for (std::int64_t i = row; i < row + rows.places; ++i) sum += static_cast<double>(rows.x[i]);
  });
  const double mean = sum / count;
  double squares = 0;
  for_each_row(rows, channel, [&](std::int64_t row) {
    for (std::int64_t i = row; i < row + rows.places; ++i) {
      const double d = static_cast<double>(rows.x[i]) - mean;
      squares += d * d;
    }
  });
  return {mean, 1 / std::sqrt(squares / count + rows.eps)};
}

void forward(const Rows& rows) {
  for (std::int64_t c = 0; c < rows.channels; ++c) {
    const Moments m = moments(rows, c);
    const double scale = kWeight * m.invstd;
    for_each_row(rows, c, [&](std::int64_t row) {
      for (std::int64_t i = row; i < row + rows.places; ++i) {
        rows.out[i] = (static_cast<double>(rows.x[i]) - m.mean) * scale + kBias;
      }
    });
  }
  keep(rows.out);
}

void backward(const Rows& rows) {
  const auto count = static_cast<double>(rows.batch * rows.places);
  for (std::int64_t c = 0; c < rows.channels; ++c) {
    const Moments m = moments(rows, c);
    double sum = 0;
    double product = 0;
    for_each_row(rows, c, [&](std::int64_t row) {
      for (std::int64_t i = row; i < row + rows.places; ++i) {
        sum += static_cast<double>(rows.dy[i]);
        product += static_cast<double>(rows.dy[i]) * (static_cast<double>(rows.x[i]) - m.mean);
      }
    });
    const double slope = product * m.invstd * m.invstd / count;
    const double mean_dy = sum / count;
    const double scale = kWeight * m.invstd;
    for_each_row(rows, c, [&](std::int64_t row) {
      for (std::int64_t i = row; i < row + rows.places; ++i) {
        rows.out[i] = (static_cast<double>(rows.dy[i]) - mean_dy -
                       (static_cast<double>(rows.x[i]) - m.mean) * slope) *
                      scale;
      }
    });
  }
  keep(rows.out);
}

using Loop = void (*)(const Rows&);

// Once into an array that is there, once, as solve() must, into one made for the answers.
void add(std::vector<Contender>& contenders, const Rows& rows, Loop pass) {
  const char* name = pass == &forward ? "forward" : "backward";
  const std::int64_t elements = rows.batch * rows.channels * rows.places;
  contenders.push_back({kPlain, name, elements, 0, [rows, pass] { pass(rows); }});
  contenders.push_back(
      {"double two-pass, scalar, new array", name, elements, 0, [rows, pass, elements] {
         std::vector<double> answers(static_cast<std::size_t>(elements));
         Rows into = rows;
         into.out = answers.data();
         pass(into);
       }});
}

}  // namespace

std::vector<Contender> plain_contenders(Data& data) {
  std::vector<Contender> contenders;
  add(contenders, forward_rows(data), &forward);
  if (data.inputs.has(Role::kDy)) add(contenders, backward_rows(data), &backward);
  return contenders;
}

}  // namespace normaudit::bench
