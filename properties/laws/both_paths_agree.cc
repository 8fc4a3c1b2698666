// The two paths of the oracle answer alike: the fast one is trusted because the slow one decides
// with integers.
#include <array>
#include <bit>

#include "core/hazard.h"
#include "core/number_text.h"
#include "properties/law.h"
#include "reference/fast.h"
#include "reference/oracle.h"

namespace normaudit::properties {
namespace {

std::string violation(const Problem& problem) {
  const Tensors inputs = make_inputs(problem);
  const reference::Oracle oracle(problem, inputs);
  for (reference::Isa isa : reference::available_isas()) {
    for (int threads : std::array{1, 2}) {
      const reference::FastAnswers fast =
          reference::solve(problem, inputs, {.threads = threads, .isa = isa});
      for (Role role : outputs_of(problem)) {
        const Tensor& array = fast.outputs.at(role);
        for (std::int64_t i = 0; i < array.count(); ++i) {
          const Bits exact = oracle.rounded(role, i, Dtype::kFloat64);
          if (array.bits(i) == exact) continue;
          return std::string(to_string(role)) + '[' + std::to_string(i) + "] is " +
                 hex(array.get(i)) + " on the fast path and " + hex(std::bit_cast<double>(exact)) +
                 " on the slow one";
        }
      }
    }
  }
  return {};
}

const bool kRegistered = register_entry(Law{
    .name = "both_paths_agree",
    .sentence = "The oracle's fast path equals its slow path bit for bit, on any instruction set "
                "and thread count.",
    .violation = violation,
});

}  // namespace
}  // namespace normaudit::properties
