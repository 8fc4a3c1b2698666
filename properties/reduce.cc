// Leaving out, then making plain.
#include "properties/reduce.h"

#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/error.h"
#include "core/hazard.h"
#include "core/operator.h"

namespace normaudit::properties {
namespace {

using Breaks = std::function<bool(const Problem&, const Tensors&)>;
using Indices = std::vector<std::int64_t>;

Indices all_below(std::int64_t count) {
  Indices indices(static_cast<std::size_t>(count));
  std::iota(indices.begin(), indices.end(), 0);
  return indices;
}

// The samples, channels and places that are kept of a problem.
struct Part {
  std::array<Indices, 3> kept;

  std::int64_t count() const {
    std::int64_t product = 1;
    for (const Indices& each : kept) product *= static_cast<std::int64_t>(each.size());
    return product;
  }
};

Problem problem_of(const Problem& whole, const Part& part) {
  Problem problem = whole;
  problem.shape.batch = static_cast<std::int64_t>(part.kept[0].size());
  problem.shape.channels = static_cast<std::int64_t>(part.kept[1].size());
  problem.shape.spatial = {static_cast<std::int64_t>(part.kept[2].size())};
  problem.layout = {};
  problem.values.clear();
  return problem;
}

// Which of the whole's flat indices the part's array consists of.
Indices sources(const Problem& whole, Role role, const Part& part) {
  const auto& [samples, channels, places] = part.kept;
  const std::int64_t width = whole.shape.spatial_count();
  Indices result;
  if (facts(role).kind == RoleKind::kData) {
    for (std::int64_t n : samples) {
      for (std::int64_t c : channels) {
        for (std::int64_t s : places) result.push_back((n * whole.shape.channels + c) * width + s);
      }
    }
    return result;
  }
  const bool by_element = facts(role).kind == RoleKind::kParameter &&
                          operator_of(whole).affine_index == Operator::AffineIndex::kElement;
  if (!by_element) return channels;
  for (std::int64_t c : channels) {
    for (std::int64_t s : places) result.push_back(c * width + s);
  }
  return result;
}

Tensors inputs_of_part(const Problem& whole, const Tensors& inputs, const Part& part) {
  const Problem problem = problem_of(whole, part);
  Tensors result;
  result.num_batches_tracked = inputs.num_batches_tracked;
  for (Role role : inputs_of(problem)) {
    Tensor array = make_array(problem, role);
    const Indices from = sources(whole, role, part);
    for (std::size_t i = 0; i < from.size(); ++i) {
      array.set_bits(static_cast<std::int64_t>(i), inputs.at(role).bits(from[i]));
    }
    result.arrays.emplace(role, std::move(array));
  }
  return result;
}

// The problem with every input written out; only for arrays that fit.
Problem written_out(Problem problem, const Tensors& inputs) {
  problem.hazard = Problem{}.hazard;
  for (const auto& [role, array] : inputs.arrays) {
    std::vector<double>& values = problem.values[role];
    values.clear();
    for (std::int64_t i = 0; i < array.count(); ++i) values.push_back(array.get(i));
  }
  return problem;
}

bool fits(const Tensors& inputs) {
  for (const auto& [role, array] : inputs.arrays) {
    if (array.count() > kMostExplicit || array.count() == 0) return false;
  }
  return true;
}

class Reducer {
 public:
  Reducer(const Breaks& breaks, std::chrono::milliseconds budget)
      : breaks_(breaks), end_(std::chrono::steady_clock::now() + budget) {}

  // Leaves out halves, quarters, ... of one axis, as long as what remains still breaks.
  void leave_out(const Problem& whole, const Tensors& inputs, Part& part, std::size_t axis) const {
    for (std::size_t chunk = (part.kept[axis].size() + 1) / 2; chunk > 0; chunk /= 2) {
      for (std::size_t first = 0; first < part.kept[axis].size() && !late();) {
        Part smaller = part;
        Indices& kept = smaller.kept[axis];
        const auto from = kept.begin() + static_cast<std::ptrdiff_t>(first);
        const auto last = std::min(chunk, kept.size() - first);
        kept.erase(from, from + static_cast<std::ptrdiff_t>(last));
        if (!kept.empty() && still_breaks(whole, inputs, smaller)) {
          part = smaller;
        } else {
          first += chunk;
        }
      }
    }
  }

  bool still_breaks(const Problem& whole, const Tensors& inputs, const Part& part) const {
    return holds(problem_of(whole, part), inputs_of_part(whole, inputs, part));
  }

  // An invalid problem (a count of channels that an operator cannot group, say) breaks nothing.
  bool holds(const Problem& problem, const Tensors& inputs) const {
    try {
      validate(problem);
      return breaks_(problem, inputs);
    } catch (const InputError&) {
      return false;
    }
  }

  bool explicit_breaks(const Problem& problem) const {
    return holds(problem, make_inputs(problem));
  }

  // Makes each number 0, 1, a power of two or a shorter one, the plainest first.
  void make_plain(Problem& problem) const {
    for (auto& [role, values] : problem.values) {
      for (double& value : values) {
        const double before = value;
        for (double plain : plainer(before)) {
          if (late()) return;
          value = plain;
          if (explicit_breaks(problem)) break;
          value = before;
        }
      }
    }
  }

  bool late() const { return std::chrono::steady_clock::now() >= end_; }

 private:
  static std::vector<double> plainer(double value) {
    std::vector<double> candidates;
    const auto add = [&](double candidate) {
      if (candidate != value) candidates.push_back(candidate);
    };
    if (value == 0 || value == 1) return candidates;
    add(0);
    add(1);
    if (!std::isfinite(value)) return candidates;
    for (int bits : {1, 3, 8}) {
      const double ulp = std::ldexp(1.0, std::ilogb(value) - bits + 1);
      add(std::trunc(value / ulp) * ulp);
    }
    return candidates;
  }

  const Breaks& breaks_;
  std::chrono::steady_clock::time_point end_;
};

}  // namespace

Reduction reduced(const Problem& broken, const Breaks& breaks, std::chrono::milliseconds budget) {
  Tensors inputs;
  try {
    inputs = make_inputs(broken);
  } catch (const InputError&) {  // it breaks the law by being no problem at all
    return {broken, false};
  }
  const Reducer reducer(breaks, budget);
  Part part{{all_below(broken.shape.batch), all_below(broken.shape.channels),
             all_below(broken.shape.spatial_count())}};
  if (part.count() == 0 || !reducer.still_breaks(broken, inputs, part)) return {broken, false};
  for (std::int64_t before = 0; part.count() != before && !reducer.late();) {
    before = part.count();
    for (std::size_t axis : {0U, 2U, 1U}) reducer.leave_out(broken, inputs, part, axis);
  }
  const Tensors few = inputs_of_part(broken, inputs, part);
  if (!fits(few)) return {broken, false};
  Reduction result{written_out(problem_of(broken, part), few), true};
  if (!reducer.explicit_breaks(result.problem)) return {broken, false};
  reducer.make_plain(result.problem);
  return result;
}

}  // namespace normaudit::properties
