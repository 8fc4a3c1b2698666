// From transcripts to worked examples.
#include "golden/published/tables.h"

#include "core/error.h"
#include "golden/published/program.h"

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

// The printed numbers, and the program's where the page cuts one or ends before it.
std::vector<Range> completed(const PrintedTensor& printed, const Counted& counted) {
  if (printed.numbers.size() > counted.numbers.size()) {
    throw InputError("x: more numbers are printed than its program makes");
  }
  std::vector<Range> ranges;
  for (std::size_t i = 0; i < counted.numbers.size(); ++i) {
    const bool given = i < printed.numbers.size() && !printed.numbers[i].cut;
    ranges.push_back(given ? range_of(printed.numbers[i].text, Dtype::kFloat32, "x")
                           : Range{counted.numbers[i], counted.numbers[i]});
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
  const Counted counted = x.cut ? counted_by(notebook, call.x) : Counted{};
  example.problem.shape = Shape::from_extents(x.cut ? counted.extents : x.extents);
  example.problem.eps = notebook.named_number(call.module, "module", "eps");
  example.problem.momentum = notebook.named_number(call.module, "module", "momentum");
  add_initial_state(example);
  example.inputs[Role::kX] = x.cut ? completed(x, counted) : notebook.ranges(call.x, "x");
  if (call.state) {
    for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
      example.inputs[role] = notebook.ranges(*call.state, to_string(role));
    }
  }
  return example;
}

}  // namespace normaudit::golden
