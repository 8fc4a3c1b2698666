#pragma once
// Problems whose channels are each a differently hard data set: distributions at offsets,
// constants, outliers, extreme scales, subnormals.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/hazard.h"
#include "core/problem.h"
#include "core/random.h"

namespace normaudit::verdict {

struct DataSet {
  std::string name;
  std::function<void(std::vector<double>&, Philox&)> fill;
};

inline DataSet drawn(const std::string& name, const std::function<double(Philox&)>& draw) {
  return {name, [draw](std::vector<double>& x, Philox& words) {
            for (double& value : x) value = draw(words);
          }};
}

inline std::vector<DataSet> distributions() {
  std::vector<DataSet> sets{
      drawn("normal", standard_normal),
      drawn("uniform", [](Philox& w) { return 2 * uniform_unit(w); }),
      drawn("heavy_tail",
            [](Philox& w) {
              const double z = standard_normal(w);
              return z * z * z * z;
            }),
      drawn("signs", [](Philox& w) { return uniform_below(w, 2) == 0 ? -1.0 : 1.0; }),
      drawn("relu", [](Philox& w) { return std::max(0.0, standard_normal(w)); }),
      {"outlier",
       [](std::vector<double>& x, Philox& w) {
         for (double& value : x) value = 0x1p-10 * standard_normal(w);
         x[uniform_below(w, x.size())] = 100;
       }},
  };
  const auto sorted = [](bool up) {
    return [up](std::vector<double>& x, Philox& w) {
      for (double& value : x) value = standard_normal(w);
      std::sort(x.begin(), x.end());
      if (!up) std::reverse(x.begin(), x.end());
    };
  };
  sets.push_back({"sorted_up", sorted(true)});
  sets.push_back({"sorted_down", sorted(false)});
  return sets;
}

/// The eight distributions at seven offsets.
inline std::vector<DataSet> offset_data_sets() {
  std::vector<DataSet> sets;
  for (const DataSet& base : distributions()) {
    for (double offset : {0.0, 0.5, 3.0, 30.0, 1e3, 3e4, 1e6}) {
      sets.push_back({base.name, [fill = base.fill, offset](std::vector<double>& x, Philox& w) {
                        fill(x, w);
                        for (double& value : x) value += offset;
                      }});
    }
  }
  return sets;
}

/// Distributions at offsets and scales, then the special sets.
inline std::vector<DataSet> all_data_sets(Dtype dtype) {
  std::vector<DataSet> sets = offset_data_sets();
  for (const DataSet& base : distributions()) {
    for (int power : {-100, -60, 60, 100}) {
      sets.push_back({base.name, [fill = base.fill, power](std::vector<double>& x, Philox& w) {
                        fill(x, w);
                        for (double& value : x) value = std::ldexp(value, power);
                      }});
    }
  }
  for (double constant : {0.0, 100.0, 1234.0, -15.94}) {
    sets.push_back(drawn("constant", [constant](Philox&) { return constant; }));
    const double step = constant == 0 ? 0x1p-60 : constant * 2 * unit_roundoff(dtype);
    sets.push_back(drawn("nearly_constant", [constant, step](Philox& w) {
      return constant + step * static_cast<double>(uniform_below(w, 3));
    }));
    sets.push_back({"one_step", [constant, step](std::vector<double>& x, Philox&) {
                      std::fill(x.begin(), x.end(), constant);
                      x.back() = constant + step;
                    }});
  }
  const Format format = format_of(dtype);
  const double smallest = std::ldexp(1.0, format.min_exponent - format.precision + 1);
  sets.push_back(drawn("tiny_variance", [](Philox& w) { return 1e-15 * standard_normal(w); }));
  sets.push_back(drawn("subnormals", [smallest](Philox& w) {
    return smallest * (static_cast<double>(uniform_below(w, 2001)) - 1000);
  }));
  sets.push_back(drawn("squares_underflow", [format](Philox& w) {
    return std::ldexp(standard_normal(w), (format.min_exponent - format.precision) / 2);
  }));
  sets.push_back(drawn("squares_overflow", [format](Philox& w) {
    return std::ldexp(standard_normal(w), format.max_exponent / 2 + 1);
  }));
  // Where half a step is a deviation whose square is near the largest number, and half of that.
  const int root = std::min(format.max_exponent / 2 + format.precision, format.max_exponent - 1);
  for (int power : {root - 1, root, root + 1}) {
    const double base = std::ldexp(1.0, std::min(power, format.max_exponent - 1));
    sets.push_back(drawn("steps_near_root", [base, dtype](Philox& w) {
      return base * (1 + 2 * unit_roundoff(dtype) * static_cast<double>(uniform_below(w, 3)));
    }));
  }
  const double most = std::ldexp(1.0, format.max_exponent);
  sets.push_back(drawn("near_largest", [most](Philox& w) {
    return (uniform_below(w, 2) == 0 ? -most : most) * (1 + uniform_unit(w) / 2);
  }));
  sets.push_back(drawn("steps_near_largest", [most, dtype](Philox& w) {
    return most * (1 + 2 * unit_roundoff(dtype) * static_cast<double>(uniform_below(w, 3)));
  }));
  sets.push_back(drawn("mixed_scales", [](Philox& w) {
    return std::ldexp(standard_normal(w), static_cast<int>(uniform_below(w, 201)) - 100);
  }));
  return sets;
}

struct Sweep {
  Pass pass = Pass::kForwardTraining;
  Dtype dtype = Dtype::kFloat32;
  std::int64_t n = 1;
  double eps = 1e-5;
  std::uint64_t seed = 1;
  std::int64_t first_variant = 0;  ///< of weight and dy: counted on from channel to channel
  std::vector<DataSet> sets;
};

inline Problem problem_of(const Sweep& sweep) {
  Problem problem;
  problem.pass = sweep.pass;
  problem.dtype = problem.parameter_dtype = problem.statistic_dtype = sweep.dtype;
  problem.shape = {sweep.n, static_cast<std::int64_t>(sweep.sets.size()), {}};
  problem.eps = sweep.eps;
  problem.seed = sweep.seed;
  if (sweep.seed % 3 == 0) problem.momentum = std::nullopt;
  problem.num_batches_tracked = static_cast<std::int64_t>(sweep.seed % 5);
  return problem;
}

/// Gradients as drawn, all positive, one-hot, small, and scaled by 2^+-64 or 2^+-100: of float32's
/// range, in other formats as far in theirs.
inline double gradient_of(const Sweep& sweep, std::int64_t variant, double drawn_value) {
  constexpr std::array kExponents{64, -64, 100, -100};
  if (variant == 1) return 1 + 0x1p-4 * drawn_value;
  if (variant == 3) return 1e-3 * drawn_value;
  if (variant < 4) return drawn_value;
  const int binades = format_of(sweep.dtype).max_exponent + 1;
  return std::ldexp(drawn_value, kExponents[static_cast<std::size_t>(variant - 4)] * binades / 128);
}

/// A stored mean beside the data, or as far from it as the data are from 0.
inline double running_mean_of(std::int64_t variant, double x, double drawn_value) {
  return variant == 0 ? drawn_value : variant == 1 ? x : -x;
}

/// Channel c holds data set c; weights and gradients are drawn so that some are 0 and some huge.
inline Tensors inputs_of(const Sweep& sweep, const Problem& problem) {
  Tensors inputs = make_inputs(problem);
  Tensor& x = inputs.at(Role::kX);
  const auto channels = static_cast<std::int64_t>(sweep.sets.size());
  std::vector<double> column(static_cast<std::size_t>(sweep.n));
  for (std::int64_t c = 0; c < channels; ++c) {
    Philox words({sweep.seed, static_cast<std::uint64_t>(c)});
    sweep.sets[static_cast<std::size_t>(c)].fill(column, words);
    for (std::int64_t i = 0; i < sweep.n; ++i) {
      x.set(i * channels + c, column[static_cast<std::size_t>(i)]);
    }
    Tensor& weight = inputs.at(Role::kWeight);
    const std::int64_t variant = sweep.first_variant + c;
    if (variant % 7 == 3) weight.set(c, 0);
    if (variant % 7 == 5) weight.set(c, 1e-3 * weight.get(c));
    Tensor* dy = inputs.find(Role::kDy);
    for (std::int64_t i = 0; dy != nullptr && i < sweep.n; ++i) {
      const std::int64_t at = i * channels + c;
      const bool cold = variant % 8 == 2 && i > 0;
      dy->set(at, cold ? 0 : gradient_of(sweep, variant % 8, variant % 8 == 2 ? 1 : dy->get(at)));
    }
    Tensor* mean = inputs.find(Role::kRunningMean);
    if (mean != nullptr) mean->set(c, running_mean_of(variant % 3, column.back(), mean->get(c)));
  }
  return inputs;
}

}  // namespace normaudit::verdict
