#pragma once
// The one exact form of every output, numerator/denominator + coefficient/sqrt(radicand), and its
// comparison with a number by integer squares: the certificate. docs/design.md section 4.

#include <memory>

#include "reference/dyadic.h"

namespace normaudit::reference {

/// 1/sqrt(radicand), shared by all the answers of one group.
struct InverseRoot {
  Dyadic radicand;    ///< > 0
  Dyadic reciprocal;  ///< near 1/sqrt(radicand): only ever a guess, no answer depends on it
};

/// Throws std::invalid_argument unless the radicand is positive.
std::shared_ptr<const InverseRoot> inverse_root(const Dyadic& radicand);

/// The same for radicand^3.
std::shared_ptr<const InverseRoot> cubed(const InverseRoot& root);

/// A real number of degree at most 2 over the rationals.
struct Surd {
  Dyadic numerator;
  Integer denominator = 1;  ///< > 0
  Dyadic coefficient;
  std::shared_ptr<const InverseRoot> root;  ///< needed only where the coefficient is not 0

  Surd minus(const Dyadic& other) const;
};

/// Sign of (surd - point). What it needs of the surd alone is computed once, at construction.
class Comparison {
 public:
  /// `surd` must outlive the comparison.
  explicit Comparison(const Surd& surd);
  int operator()(const Dyadic& point) const;

 private:
  const Surd& surd_;
  Dyadic scaled_coefficient_;  // coefficient * denominator
  Dyadic square_;
};

/// Sign of (surd - point), decided by integers alone.
int compare(const Surd& surd, const Dyadic& point);

/// A number near the surd, close unless the two terms cancel; a guess.
Dyadic approximate(const Surd& surd);

}  // namespace normaudit::reference
