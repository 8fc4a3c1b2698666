#pragma once
// The arithmetic of pivoted_one_pass as a scalar model: sums about a pivot in leaves of 16 numbers,
// widened above them, in lanes and slices, with at most one thing wrong. docs/bounds.md, section
// 4.15.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace normaudit::verdict {

enum class Pivot : std::uint8_t { kMedianOfThree, kFirst, kFarthest };
enum class Repeats : std::uint8_t { kWhereFar, kAlways };

enum class Slip : std::uint8_t {
  kNone,
  kNeverRepeats,
  kRepeatsTooLate,     ///< below 1/2^20 of the mean square for 1/16
  kLowMissing,         ///< y and dx from the mean rounded once
  kNotRecentred,       ///< low = 0 in backward
  kSquaresInSequence,  ///< in the format, one after the other
  kLeavesNotWidened,   ///< their sums are added in the format
};

struct Pivoting {
  std::int64_t lanes = 8;  ///< of a vector: even; a leaf is eight numbers of two of them
  std::int64_t slices = 1;
  Pivot pivot = Pivot::kMedianOfThree;
  Repeats repeats = Repeats::kWhereFar;
  Slip slip = Slip::kNone;
};

inline constexpr std::int64_t kRows = 8;

/// Neighbours, level by level; none is carried past its own level.
template <class T>
T tree_of(std::vector<T> parts) {
  while (parts.size() > 1) {
    std::vector<T> next;
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) next.push_back(parts[i] + parts[i + 1]);
    if (parts.size() % 2 == 1) next.push_back(parts.back());
    parts = next;
  }
  return parts.empty() ? T{0} : parts.front();
}

/// The sum of terms [first, end): rows of `lanes` terms, a leaf's two lanes, `Sum` above.
template <class T, class Sum>
Sum sum_of_slice(const Pivoting& p, const std::vector<T>& terms, std::size_t first,
                 std::size_t end) {
  const auto lanes = static_cast<std::size_t>(p.lanes);
  std::vector<Sum> sums(lanes / 2);
  for (; first < end; first += lanes * kRows) {
    for (std::size_t pair = 0; pair < lanes / 2; ++pair) {
      std::vector<T> two;
      for (std::size_t lane = 2 * pair; lane < 2 * pair + 2; ++lane) {
        std::vector<T> rows(kRows);
        for (std::size_t row = 0; row < kRows; ++row) {
          const std::size_t i = first + row * lanes + lane;
          if (i < end) rows[row] = terms[i];
        }
        two.push_back(tree_of(rows));
      }
      sums[pair] = sums[pair] + static_cast<Sum>(tree_of(two));
    }
  }
  return tree_of(sums);
}

template <class T, class Sum>
double sum_as(const Pivoting& p, const std::vector<T>& terms) {
  const auto slices = static_cast<std::size_t>(p.slices);
  const std::size_t size = (terms.size() + slices - 1) / slices;
  std::vector<Sum> sums;
  for (std::size_t first = 0; first < terms.size(); first += size) {
    sums.push_back(sum_of_slice<T, Sum>(p, terms, first, std::min(first + size, terms.size())));
  }
  return static_cast<double>(tree_of(sums));
}

template <class T>
double sum_of(const Pivoting& p, const std::vector<T>& terms) {
  return p.slip == Slip::kLeavesNotWidened ? sum_as<T, T>(p, terms) : sum_as<T, double>(p, terms);
}

/// The mean as a pair, and what follows from it before it is rounded.
template <class T>
struct PivotedMoments {
  T high = std::numeric_limits<T>::quiet_NaN();
  T low = high;
  double variance = std::numeric_limits<double>::quiet_NaN();
  bool repeated = false;
};

template <class T>
T pivot_of(const Pivoting& p, const std::vector<T>& x) {
  if (p.pivot == Pivot::kFirst) return x.front();
  if (p.pivot == Pivot::kFarthest) {
    double mean = 0;
    for (T value : x) mean += static_cast<double>(value) / static_cast<double>(x.size());
    return *std::max_element(x.begin(), x.end(), [&](T a, T b) {
      return std::fabs(static_cast<double>(a) - mean) < std::fabs(static_cast<double>(b) - mean);
    });
  }
  std::array<T, 3> three{x.front(), x[x.size() / 2], x.back()};
  std::sort(three.begin(), three.end());
  return three[1];
}

struct SumsAboutPivot {
  double delta = 0;
  double mean_square = 0;
  double variance = 0;
};

template <class T>
SumsAboutPivot sums_about(const Pivoting& p, const std::vector<T>& x, T pivot) {
  const auto n = static_cast<double>(x.size());
  std::vector<T> d;
  std::vector<T> squares;
  for (T value : x) {
    d.push_back(value - pivot);
    squares.push_back(d.back() * d.back());
  }
  double of_squares = 0;
  if (p.slip == Slip::kSquaresInSequence) {
    T sum = 0;
    for (T square : squares) sum = sum + square;
    of_squares = static_cast<double>(sum);
  } else {
    of_squares = sum_of(p, squares);
  }
  SumsAboutPivot result{.delta = sum_of(p, d) / n, .mean_square = of_squares / n};
  result.variance = result.mean_square - result.delta * result.delta;
  return result;
}

template <class T>
bool must_repeat(const Pivoting& p, const SumsAboutPivot& sums) {
  if (p.repeats == Repeats::kAlways) return std::isfinite(sums.delta);
  if (p.slip == Slip::kNeverRepeats) return false;
  const double share = p.slip == Slip::kRepeatsTooLate ? 0x1p-20 : 0x1p-4;
  return sums.variance < share * sums.mean_square;
}

template <class T>
PivotedMoments<T> moments_of_pivot(const Pivoting& p, const std::vector<T>& x) {
  if (x.empty()) return {};
  PivotedMoments<T> result;
  T pivot = pivot_of(p, x);
  SumsAboutPivot sums = sums_about(p, x, pivot);
  result.repeated = must_repeat<T>(p, sums);
  if (result.repeated) {
    pivot = static_cast<T>(static_cast<double>(pivot) + sums.delta);
    sums = sums_about(p, x, pivot);
  }
  // The error of a sum of two, whichever is larger (Knuth).
  const auto wide = static_cast<double>(pivot);
  const double mean = wide + sums.delta;
  const double of_delta = mean - wide;
  const double lost = (wide - (mean - of_delta)) + (sums.delta - of_delta);
  result.high = static_cast<T>(mean);
  result.low = static_cast<T>((mean - static_cast<double>(result.high)) + lost);
  result.variance = sums.variance < 0 ? 0 : sums.variance;
  return result;
}

}  // namespace normaudit::verdict
