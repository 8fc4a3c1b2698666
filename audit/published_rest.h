#pragma once
// How far one step of RMSprop moves weights that should rest: dy is 1 everywhere, so that the exact
// weight gradient is 0, and whatever a backend's rounding leaves of it is divided by its own size.

#include <string>
#include <vector>

#include "golden/published/rmsprop.h"
#include "golden/published/transcript.h"

namespace normaudit::audit {

struct RestRow {
  std::string backend;
  std::string example;      ///< which of the articles' inputs
  std::string unsupported;  ///< why it did not run; empty when it did
  double gradient = 0;      ///< the largest |dweight|
  double moved = 0;         ///< the largest |weight - 1| after the step
};

/// Every registered backend on the notebook's two inputs and the article's, whose x is a witness of
/// its printed table. Throws InputError where no version of the article prints a consistent table.
std::vector<RestRow> rest_rows(const std::vector<golden::Transcript>& transcripts);

/// The notebook's optimizer.
golden::Rmsprop published_optimizer(const std::vector<golden::Transcript>& transcripts);

}  // namespace normaudit::audit
