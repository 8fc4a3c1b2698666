#pragma once
// Training over several batches, each starting from the running statistics that the one before
// left, and what these are in exact arithmetic.
// Source of the closed form: docs/bounds.md section 7 for one step, unrolled.

#include <memory>
#include <optional>
#include <vector>

#include "properties/exact_group.h"
#include "properties/finding.h"
#include "properties/observation.h"

namespace normaudit::properties {

/// numerator/denominator; the denominator is above 0.
struct Fraction {
  Dyadic numerator;
  Dyadic denominator;
};

/// One step of the average: running' = (kept*running + taken*batch)/whole.
struct Blend {
  Dyadic kept;
  Dyadic taken;
  Dyadic whole;
  verdict::Up share_kept;  ///< kept/whole from above
};

/// By the problem's momentum, or cumulative after so many batches.
Blend blend_of(const Problem& problem, std::int64_t batches_before);

/// The problem and one to three more like it: other samples (0 to 5), another hazard, another seed.
/// Drawn from choices_of(problem).
std::vector<Problem> successive_batches(const Problem& problem);

/// Not thread-safe: exact groups are gathered when they are first asked for.
class Succession {
 public:
  struct Start {
    const std::vector<Problem>& batches;
    const Tensors& inputs;  ///< of the first batch
  };

  /// Trains on the batches in turn, as far as the backend takes them.
  Succession(const Backend& backend, const Start& start);

  std::size_t size() const { return steps_.size(); }
  const Observation& step(std::size_t k) const { return *steps_[k]; }

  /// The mean or the unbiased variance of a channel's batch k, which it adds to the running
  /// statistic; none where it has no finite one.
  std::optional<Fraction> batch_statistic(std::size_t k, const Place& place) const;

  /// denominator * running - numerator after the batches 0 to k, where numerator/denominator is
  /// what exact arithmetic makes of the first batch's start:
  ///   r_k = (1-m_1)...(1-m_k) r_0 + sum_j m_j (1-m_{j+1})...(1-m_k) v_j.
  /// Its radius grows by E_k = (1-m_k) E_{k-1} + e_k, e_k the bound of step k. None where a batch
  /// has no finite statistic or the start is not finite.
  std::optional<Ball> residual(std::size_t k, const Place& place) const;

  /// What came out after the batches 0 to k, with E_k for a radius; none as above.
  std::optional<Ball> running(std::size_t k, const Place& place) const;

 private:
  struct Ideal {
    Fraction value;
    verdict::Up error;
  };
  std::optional<Ideal> ideal(std::size_t k, const Place& place) const;

  std::vector<std::unique_ptr<Observation>> steps_;
  mutable std::vector<std::vector<std::optional<ExactGroup>>> groups_;  ///< by step and channel
};

}  // namespace normaudit::properties
