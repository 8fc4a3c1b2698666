// y and dx of the half formats are float32 results f rounded once more: how often that is not the
// rounding of the exact result z, counted beside docs/bounds.md, 4.15. With h the ulp at z and
// |f - z| <= E it is at most a share E/h of elements, whose results are then z's other neighbour.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "core/hazard.h"
#include "core/run.h"
#include "tests/fast/formats.h"
#include "tests/fast/judging.h"
#include "tests/fast/stored_as.h"
#include "verdict/truth.h"

namespace normaudit::fast {
namespace {

template <class T>
class DoubleRounding : public testing::Test {
 protected:
  static constexpr Dtype kHalf = kDtype<T>;
  static constexpr int kDigits = format_of(kHalf).precision;

  /// No less than the format's smallest number.
  static double ulp_at(double z) {
    const int exponent = z == 0 ? format_of(kHalf).min_exponent : std::ilogb(z);
    return std::ldexp(1.0, std::max(exponent, format_of(kHalf).min_exponent) + 1 - kDigits);
  }

  static std::int64_t ordinal_of(T number) { return ordinal(kHalf, pattern_of(number)); }

  /// Each number as the kernels round it: y = x + bias with x = 0.
  static std::vector<T> rounded_by_kernels(const std::vector<float>& numbers) {
    const std::vector<float> zeros(numbers.size(), 0.0f);
    const std::vector<float> ones(numbers.size(), 1.0f);
    const std::vector<T> x(numbers.size());
    std::vector<T> y(numbers.size());
    inference<T>({.layout = Layout::nchw({1, static_cast<std::int64_t>(numbers.size())}),
                  .x = x,
                  .y = y,
                  .running_mean = zeros,
                  .running_var = ones,
                  .bias = numbers},
                 {.eps = 0});
    return y;
  }

  /// How many results differ from rounded z, and what the document says of each.
  struct Counted {
    std::int64_t numbers = 0;
    std::int64_t differing = 0;

    void add(T got, double f, double z) {
      ++numbers;
      const double error = std::fabs(f - z);
      const double ulp = ulp_at(z);
      EXPECT_LE(std::fabs(widened(got) - z), ulp / 2 + error) << z;
      if (pattern_of(got) == pattern_of(rounded<T>(z))) return;
      ++differing;
      const double middle = (widened(got) + widened(rounded<T>(z))) / 2;
      if (error < ulp / 2) {
        EXPECT_EQ(std::abs(ordinal_of(got) - ordinal_of(rounded<T>(z))), 1) << z;
        EXPECT_LE(std::fabs(middle - z), error) << z;
      }
    }
  };
};
using Halves = testing::Types<float16, bfloat16>;
TYPED_TEST_SUITE(DoubleRounding, Halves, FormatNames);

/// About the largest error of y, section 12.
constexpr double kLargestError = 0x1p-22;

// Every float32 from one number of the format to the next but one, for ties go down and up; f off
// by the same E to either side.
TYPED_TEST(DoubleRounding, DiffersForTheShareOfTheErrorInTheUlp) {
  int binades = 0;
  for (int exponent = 1; this->ulp_at(std::ldexp(1.0, exponent)) > 2 * kLargestError; --exponent) {
    const double ulp = this->ulp_at(std::ldexp(1.0, exponent));
    for (const double steps : {0, 5, (1 << (this->kDigits - 1)) - 3}) {
      const double first = std::ldexp(1.0, exponent) + steps * ulp;
      std::vector<float> numbers;
      for (auto f = static_cast<float>(first); f < static_cast<float>(first + 2 * ulp);
           f = std::nextafter(f, HUGE_VALF)) {
        numbers.push_back(f);
      }
      const std::vector<TypeParam> got = this->rounded_by_kernels(numbers);
      for (const double error : {kLargestError, -kLargestError}) {
        typename TestFixture::Counted counted;
        for (std::size_t i = 0; i < numbers.size(); ++i) {
          const auto f = static_cast<double>(numbers[i]);
          counted.add(got[i], f, f - error);
        }
        // Both products are exact.
        EXPECT_EQ(static_cast<double>(counted.differing) * ulp,
                  static_cast<double>(counted.numbers) * kLargestError)
            << exponent << ' ' << steps;
      }
    }
    ++binades;
  }
  EXPECT_GE(binades, 11);
}

// Every float32 of a binade, off by k units.
TYPED_TEST(DoubleRounding, DiffersForAShareBetweenThoseOfABinadesEnds) {
  constexpr std::int64_t kNumbers = 1 << 23;
  constexpr std::int64_t kAtATime = 1 << 16;
  constexpr int kUnits[] = {1, -4};
  std::array<typename TestFixture::Counted, std::size(kUnits)> counted;
  std::vector<float> numbers(kAtATime);
  for (std::int64_t start = 0; start < kNumbers; start += kAtATime) {
    for (std::int64_t i = 0; i < kAtATime; ++i) {
      numbers[i] = 1 + static_cast<float>(start + i) / static_cast<float>(kNumbers);
    }
    const std::vector<TypeParam> got = this->rounded_by_kernels(numbers);
    for (std::int64_t i = 0; i < kAtATime; ++i) {
      const auto f = static_cast<double>(numbers[i]);
      for (std::size_t k = 0; k < std::size(kUnits); ++k) {
        counted[k].add(got[i], f, f - kUnits[k] * 0x1p-24 * f);
      }
    }
  }
  for (std::size_t k = 0; k < std::size(kUnits); ++k) {
    const double share = static_cast<double>(counted[k].differing) / kNumbers;
    const double units = std::abs(kUnits[k]);
    EXPECT_GE(share, std::ldexp(units, this->kDigits - 25)) << kUnits[k];
    EXPECT_LE(share, std::ldexp(units, this->kDigits - 24)) << kUnits[k];
  }
}

// No affine parameters: y is in standard deviations.
TYPED_TEST(DoubleRounding, OfKernelsDiffersForNoMoreThanTheLargestErrorsShare) {
  for (const Pass pass : kPasses) {
    Problem problem = problem_of(pass, "shape=4,8,5000");
    problem.dtype = this->kHalf;
    problem.has_weight = problem.has_bias = false;
    Problem wide = problem;
    wide.dtype = Dtype::kFloat32;
    const Tensors inputs = make_inputs(problem);
    const Backend& backend = find_backend("fast");
    const Run got = run_backend(backend, problem, inputs);
    const Run between = run_backend(backend, wide, stored_as(wide, inputs));
    const verdict::Truth truth(problem, inputs);
    const Role role = is_backward(pass) ? Role::kDx : Role::kY;
    typename TestFixture::Counted counted;
    double largest = 0;
    for (std::int64_t i = 0; i < truth.count(role); ++i) {
      const double f = between.outputs.at(role).get(i);
      const double z = truth.high(role, i);
      const auto bits = static_cast<Pattern<TypeParam>>(got.outputs.at(role).bits(i));
      counted.add(std::bit_cast<TypeParam>(bits), f, z);
      largest = std::fmax(largest, std::fabs(f - z));
    }
    double most = 0;
    double shares = 0;
    for (std::int64_t i = 0; i < truth.count(role); ++i) {
      const double z = truth.high(role, i);
      most += std::fmin(1, largest / this->ulp_at(z));
      shares += std::fmin(1, std::fabs(between.outputs.at(role).get(i) - z) / this->ulp_at(z));
    }
    std::printf("%-18s of %lld: %lld differ; |f - z|/h adds up to %.1f, E/h to %.1f, E %.3g\n",
                std::string(to_string(pass)).c_str(), static_cast<long long>(counted.numbers),
                static_cast<long long>(counted.differing), shares, most, largest);
    EXPECT_LE(static_cast<double>(counted.differing), most) << to_string(problem);
  }
}

}  // namespace
}  // namespace normaudit::fast
