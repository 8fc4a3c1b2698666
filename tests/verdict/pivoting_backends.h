#pragma once
// Backends made from the scalar model of pivoting.h, each with the contract of its own lanes and
// slices; for operators whose groups are the channels.

#include <bit>
#include <string>

#include "core/backend.h"
#include "impl/textbook.h"
#include "tests/verdict/pivoting_passes.h"

namespace normaudit::verdict {

inline NumericContract contract_of(const Pivoting& p) {
  const auto levels = [](std::int64_t parts) {
    return static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(parts - 1)));
  };
  return {
      .algorithm = "pivoted_one_pass",
      .accumulator = NumericContract::Accumulator::kFloat64,
      .order = NumericContract::Order::kAny,
      .block = 2 * kRows,
      .merges = levels(p.lanes / 2) + levels(p.slices),
      .numbers_per_merge = kRows * p.lanes * p.slices,
      .normalization = NumericContract::Normalization::kPaired,
      .exact_on_constant_channels = true,
      .recentred = true,
  };
}

inline Backend pivoting_backend(const std::string& name, const Pivoting& p) {
  return {.name = name,
          .sentence = "the scalar model of one pass about a pivot",
          .source = "docs/bounds.md, section 4.15",
          .contract = contract_of(p),
          .supports =
              [](const Problem& problem) {
                const Operator& op = operator_of(problem);
                const bool channels =
                    op.pools_samples && op.channel_span == Operator::ChannelSpan::kOne;
                return channels ? textbook_supports(problem) : std::string("grouping");
              },
          .run =
              [p](const Problem& problem, const Tensors& inputs, Tensors& outputs) {
                OperationArrays arrays(problem, inputs, outputs);
                if (operations_dtype(problem) == Dtype::kFloat64) {
                  run_pivoted_as(p, TextbookCall<double>{problem, arrays});
                } else {
                  run_pivoted_as(p, TextbookCall<float>{problem, arrays});
                }
                arrays.store();
              }};
}

}  // namespace normaudit::verdict
