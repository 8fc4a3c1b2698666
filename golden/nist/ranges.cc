// How far the statistics of the encoded numbers may lie from the certified ones.
//
// Encoding d_i as x_i = d_i + e_i, correctly rounded, leaves |e_i| <= u|x_i|, and e_i = 0 for
// integers below 2^53. The mean moves by mean(e), so by at most u*max|x|. The standard deviation is
// a seminorm, s(d + e) <= s(d) + s(e), and s(e) <= |e|_2/sqrt(n - 1) <= u*max|x|*sqrt(n/(n - 1)).
// A certified value that is rounded lies within half a unit of its last digit. Every bound is
// computed outward.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/dtype.h"
#include "core/number_text.h"
#include "golden/nist/nist.h"

namespace normaudit::golden {
namespace {

double up(double value) { return std::nextafter(value, std::numeric_limits<double>::infinity()); }
double down(double value) {
  return std::nextafter(value, -std::numeric_limits<double>::infinity());
}

// Half a unit of the last digit of a decimal, rounded up: "2.00" has 0.005.
double half_last_digit(const std::string& decimal) {
  const std::size_t point = decimal.find('.');
  const std::size_t digits = point == std::string::npos ? 0 : decimal.size() - point - 1;
  return up(parse_double("5e-" + std::to_string(digits + 1), "certified digits"));
}

double largest_encoding_error(const NistDataset& dataset) {
  double largest = 0;
  for (const std::string& decimal : dataset.decimals) {
    const bool integer = decimal.find('.') == std::string::npos;
    const double value = std::abs(parse_double(decimal, dataset.name));
    if (!integer) largest = std::max(largest, value * unit_roundoff(Dtype::kFloat64));
  }
  return largest;
}

struct Certified {
  const std::string& decimal;
  double encoding_error;
  bool exact;
};

// The certified value's own decimal is rounded on reading, by at most half an ulp: one step outward
// more than covers it.
NistRange range_of(const Certified& certified) {
  const double value = parse_double(certified.decimal, "certified value");
  const double half_digit = certified.exact ? 0 : half_last_digit(certified.decimal);
  const double radius = up(certified.encoding_error + half_digit);
  return {.low = down(down(value) - radius), .high = up(up(value) + radius)};
}

}  // namespace

NistRange mean_range(const NistDataset& dataset) {
  return range_of({.decimal = dataset.mean,
                   .encoding_error = largest_encoding_error(dataset),
                   .exact = dataset.exact});
}

NistRange variance_range(const NistDataset& dataset) {
  const auto n = static_cast<double>(dataset.decimals.size());
  const double spread = up(std::sqrt(up(n / (n - 1))));
  const NistRange deviation =
      range_of({.decimal = dataset.standard_deviation,
                .encoding_error = up(largest_encoding_error(dataset) * spread),
                .exact = dataset.exact});
  return {.low = down(deviation.low * deviation.low), .high = up(deviation.high * deviation.high)};
}

}  // namespace normaudit::golden
