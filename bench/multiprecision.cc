// Two-pass in a hundred decimal digits and in intervals of them: what one reaches for when there is
// no exact reference. Neither rounds correctly by proof; the second at least encloses.
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/mpfi.hpp>

#include "bench/contender.h"

namespace normaudit::bench {
namespace {

// Enough elements for a steady time per element, few enough for a short run.
constexpr std::int64_t kElements = 2000;

template <class Real>
struct TwoPass {
  Rows rows;
  std::int64_t count = 0;
  Real mean;
  Real invstd;

  explicit TwoPass(const Rows& all)
      : rows(all), count(std::min(kElements, all.batch * all.places)) {}

  void moments() {
    Real sum = 0;
    for (std::int64_t i = 0; i < count; ++i) sum += Real(rows.x[i]);
    mean = sum / count;
    Real squares = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      const Real d = Real(rows.x[i]) - mean;
      squares += d * d;
    }
    const Real variance = squares / count + Real(rows.eps);
    invstd = 1 / sqrt(variance);
  }

  void forward() {
    moments();
    const Real scale = invstd * Real(1.25);
    const Real bias = Real(-0.375);
    for (std::int64_t i = 0; i < count; ++i) {
      const Real y = (Real(rows.x[i]) - mean) * scale + bias;
      rows.out[i] = static_cast<double>(y);
    }
    keep(rows.out);
  }

  void backward() {
    moments();
    Real sum = 0;
    Real product = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      sum += Real(rows.dy[i]);
      product += Real(rows.dy[i]) * (Real(rows.x[i]) - mean);
    }
    const Real slope = product * invstd * invstd / count;
    const Real mean_dy = sum / count;
    const Real scale = invstd * Real(1.25);
    for (std::int64_t i = 0; i < count; ++i) {
      const Real dx = (Real(rows.dy[i]) - mean_dy - (Real(rows.x[i]) - mean) * slope) * scale;
      rows.out[i] = static_cast<double>(dx);
    }
    keep(rows.out);
  }
};

template <class Real>
void add(std::vector<Contender>& contenders, Data& data, const char* name) {
  const Rows forward = forward_rows(data);
  const std::int64_t elements = TwoPass<Real>(forward).count;
  contenders.push_back(
      {name, "forward", elements, 0, [forward] { TwoPass<Real>(forward).forward(); }});
  if (!data.inputs.has(Role::kDy)) return;
  const Rows backward = backward_rows(data);
  contenders.push_back(
      {name, "backward", elements, 0, [backward] { TwoPass<Real>(backward).backward(); }});
}

}  // namespace

std::vector<Contender> multiprecision_contenders(Data& data) {
  std::vector<Contender> contenders;
  add<boost::multiprecision::cpp_bin_float_100>(contenders, data, "cpp_bin_float_100 two-pass");
  add<boost::multiprecision::mpfi_float_100>(contenders, data, "mpfi_float_100 two-pass");
  return contenders;
}

}  // namespace normaudit::bench
