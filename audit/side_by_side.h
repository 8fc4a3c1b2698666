#pragma once
// Backends beside each other: what each loses of y in training, family by family.

#include <span>
#include <string>
#include <string_view>

#include "audit/record.h"

namespace normaudit::audit {

struct Metric {
  std::string_view title;
  double verdict::OutputVerdict::*value;
};

/// The largest value over the problems of a family, the hardest family first; after an empty line,
/// and empty where no record is of y in training. As many tables as 100 columns ask for.
std::string side_by_side(std::span<const Record> records, const Metric& metric);

}  // namespace normaudit::audit
