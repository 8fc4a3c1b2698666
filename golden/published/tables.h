#pragma once
// The worked examples of the articles: which printed arrays belong to one call of the layer.

#include <optional>

#include "golden/published/transcript.h"
#include "golden/published/worked_example.h"

namespace normaudit::golden {

/// The one table of the versions of the article: BatchNorm1d(10) on its printed 3x10 input, every
/// default PyTorch's (eps 1e-5, momentum 0.1, running statistics from 0 and 1).
WorkedExample article_table(const Transcript& article);

/// One call in the notebook: the cells that print what belongs to it. eps and momentum are those
/// that the module prints.
struct NotebookCall {
  std::int64_t module = 0;
  std::int64_t x = 0;
  std::optional<std::int64_t> state;  ///< running statistics before; none: 0 and 1
};

/// The call without outputs; where the page ends before x does, x goes on as its
/// program does.
WorkedExample notebook_call(const Transcript& notebook, const NotebookCall& call);

/// Adds the printed array of a cell to the outputs.
void add_output(WorkedExample& example, Role role, const PrintedTensor& printed);

/// `count` ranges of one number.
std::vector<Range> constant(std::int64_t count, double value);

}  // namespace normaudit::golden
