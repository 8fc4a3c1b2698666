// From transcripts to worked examples.
#include "golden/published/tables.h"

#include <algorithm>

#include "core/error.h"

namespace normaudit::golden {
namespace {

// What the layer starts from: weight 1, bias 0, running statistics 0 and 1.
void add_initial_state(WorkedExample& example) {
  const std::int64_t channels = example.problem.shape.channels;
  example.inputs[Role::kWeight] = constant(channels, 1);
  example.inputs[Role::kBias] = constant(channels, 0);
  example.inputs[Role::kRunningMean] = constant(channels, 0);
  example.inputs[Role::kRunningVar] = constant(channels, 1);
}

// The program's own numbers, as far as the page goes in agreement with the printed ones.
std::vector<Range> counted(const PrintedTensor& printed, std::int64_t count) {
  std::vector<Range> ranges;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto value = static_cast<double>(i);
    ranges.push_back({value, value});
    if (i >= std::ssize(printed.numbers)) continue;
    const PrintedNumber& number = printed.numbers[static_cast<std::size_t>(i)];
    const bool same = number.cut ? std::to_string(i).starts_with(number.text)
                                 : range_of(number.text, Dtype::kFloat32, "x").contains(value);
    if (!same)
      throw InputError("x: printed " + number.text + " where its program makes " +
                       std::to_string(i));
  }
  return ranges;
}

}  // namespace

std::vector<Range> constant(std::int64_t count, double value) {
  return std::vector<Range>(static_cast<std::size_t>(count), Range{value, value});
}

void add_output(WorkedExample& example, Role role, const PrintedTensor& printed) {
  const std::int64_t count = count_of_role(example.problem, role);
  const std::int64_t given = std::ssize(printed.numbers);
  if (printed.cut ? given > count : given != count) {
    throw InputError(std::string(to_string(role)) + ": " + std::to_string(given) +
                     " numbers are printed of " + std::to_string(count));
  }
  example.outputs[role] = printed.numbers;
}

WorkedExample article_table(const Transcript& article) {
  WorkedExample example;
  example.problem.shape = Shape::from_extents(article.tensor(0, "x").extents);
  add_initial_state(example);
  for (Role role : {Role::kX, Role::kWeight, Role::kBias}) {
    example.inputs[role] = article.ranges(0, to_string(role));
  }
  for (Role role : {Role::kY, Role::kRunningMean, Role::kRunningVar}) {
    add_output(example, role, article.tensor(0, to_string(role)));
  }
  return example;
}

WorkedExample notebook_call(const Transcript& notebook, const NotebookCall& call) {
  WorkedExample example;
  const PrintedTensor x = notebook.tensor(call.x, "x");
  // "N, C, H, W = 3, 2, 4, 5", above the only input whose print is cut.
  example.problem.shape =
      Shape::from_extents(x.cut ? std::vector<std::int64_t>{3, 2, 4, 5} : x.extents);
  example.problem.eps = notebook.named_number(call.module, "module", "eps");
  example.problem.momentum = notebook.named_number(call.module, "module", "momentum");
  add_initial_state(example);
  example.inputs[Role::kX] =
      x.cut ? counted(x, example.problem.shape.count()) : notebook.ranges(call.x, "x");
  if (call.state) {
    for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
      example.inputs[role] = notebook.ranges(*call.state, to_string(role));
    }
  }
  return example;
}

}  // namespace normaudit::golden
