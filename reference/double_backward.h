#pragma once
// The double backward of one group, exactly: the gradients of M = <h, dx> + p*dweight + q*dbias
// with respect to x, dy and weight. With N = n*x - S1, D = n*dy - Sd, E = n*h - Sh, P = sum N*dy,
// K = sum N*h and T = sum D*h:
//   dM/dx      = {weight*[3*P*K*N - W*(T*N + P*E + K*D)] + p*W*(W*D - P*N)}/W^(5/2)
//   dM/ddy     = q + [weight*(W*E - K*N) + p*W*N]/W^(3/2)
//   dM/dweight = (W*T - P*K)/W^(3/2)
// Source: dx and dweight of docs/design.md section 4, differentiated.

#include <memory>
#include <vector>

#include "reference/channel.h"

namespace normaudit::reference {

class DoubleBackward {
 public:
  /// A group's numbers, and what multiplies its gradients in M. The three vectors are of one
  /// length.
  struct Group {
    std::vector<Dyadic> x;
    std::vector<Dyadic> dy;
    Dyadic weight{Integer(1)};
    std::vector<Dyadic> of_dx;  ///< h
    Dyadic of_dweight;          ///< p
    Dyadic of_dbias;            ///< q
  };

  /// Throws std::invalid_argument where variance + eps is not above 0 or the lengths differ.
  DoubleBackward(Group group, const Normalization& normalization);

  Surd by_x(std::size_t i) const;
  Surd by_dy(std::size_t i) const;
  Surd by_weight() const;

 private:
  Dyadic deviation(const std::vector<Dyadic>& numbers, const Dyadic& sum, std::size_t i) const {
    return count_ * numbers[i] - sum;
  }

  Group group_;
  Dyadic count_;                              // n
  Dyadic sum_x_, sum_dy_, sum_h_;             // S1, Sd, Sh; 0 where the mean is not subtracted
  Dyadic radicand_;                           // W
  Dyadic dot_dy_, dot_h_, dot_both_;          // P, K, T
  std::shared_ptr<const InverseRoot> third_;  // of W^3
  std::shared_ptr<const InverseRoot> fifth_;  // of W^5
};

}  // namespace normaudit::reference
