// Backends on the articles' inputs, and the step that follows.
#include "audit/published_rest.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/run.h"
#include "golden/published/consistency.h"
#include "golden/published/tables.h"
#include "golden/published/widening.h"

namespace normaudit::audit {
namespace {

using golden::Transcript;
using golden::WorkedExample;

constexpr std::int64_t kOptimizerCell = 28;

const Transcript& notebook_of(const std::vector<Transcript>& transcripts) {
  for (const Transcript& transcript : transcripts) {
    if (transcript.find(kOptimizerCell, "optimizer") != nullptr) return transcript;
  }
  throw InputError("no transcript prints an optimizer");
}

struct Example {
  std::string name;
  Problem problem;
  Tensors inputs;
};

// dy = 1 is the gradient of the sum of all outputs.
Example rest_example(std::string name, const WorkedExample& example, const Tensors& x) {
  Problem problem = example.problem;
  problem.pass = Pass::kBackward;
  Tensors inputs;
  for (Role role : inputs_of(problem)) {
    Tensor array = make_array(problem, role);
    array.fill(role == Role::kBias || role == Role::kRunningMean ? 0 : 1);
    if (role == Role::kX) array = x.at(Role::kX);
    inputs.arrays.emplace(role, std::move(array));
  }
  return {std::move(name), problem, std::move(inputs)};
}

// The x of a table, put together from the witnesses of its channels.
Tensors witness_of(const WorkedExample& example, const golden::TableFinding& finding) {
  Tensors x;
  Tensor array = make_array(example.problem, Role::kX);
  const std::int64_t channels = example.problem.shape.channels;
  for (std::int64_t i = 0; i < array.count(); ++i) {
    const golden::ChannelFinding& channel =
        finding.channels[static_cast<std::size_t>(i % channels)];
    array.set(i, channel.witness->at(Role::kX).get(i / channels));
  }
  x.arrays.emplace(Role::kX, std::move(array));
  return x;
}

std::vector<Example> examples_of(const std::vector<Transcript>& transcripts) {
  const Transcript& notebook = notebook_of(transcripts);
  std::vector<Example> examples;
  for (const auto& [name, call] :
       {std::pair{"notebook, cell 2", golden::NotebookCall{.module = 3, .x = 2, .state = {}}},
        std::pair{"notebook, cell 32", golden::NotebookCall{.module = 33, .x = 32, .state = {}}}}) {
    const WorkedExample example = golden::notebook_call(notebook, call);
    examples.push_back(rest_example(name, example, golden::middle_of(example, example.inputs)));
  }
  for (const Transcript& transcript : transcripts) {
    if (transcript.find(0, "x") == nullptr) continue;
    const WorkedExample example = golden::article_table(transcript);
    const golden::TableFinding finding = golden::check_table(example);
    if (finding.verdict != golden::PublishedVerdict::kConsistent) continue;
    examples.push_back(rest_example("article " + transcript.article.substr(0, 3), example,
                                    witness_of(example, finding)));
    return examples;  // the versions that are consistent print the same table
  }
  throw InputError("no version of the article prints a consistent table");
}

RestRow rest_row(const Backend& backend, const Example& example, const golden::Rmsprop& optimizer) {
  const Run run = run_backend(backend, example.problem, example.inputs);
  RestRow row{.backend = backend.name,
              .example = example.name,
              .unsupported = run.unsupported,
              .gradient = 0,
              .moved = 0};
  if (!run.unsupported.empty()) return row;
  const Tensor& gradients = run.outputs.at(Role::kDweight);
  for (std::int64_t c = 0; c < gradients.count(); ++c) {
    const double gradient = gradients.get(c);
    const float weight = optimizer.step(1.0F, static_cast<float>(gradient));
    row.gradient = std::max(row.gradient, std::fabs(gradient));
    row.moved = std::max(row.moved, std::fabs(static_cast<double>(weight) - 1));
  }
  return row;
}

}  // namespace

std::vector<RestRow> rest_rows(const std::vector<Transcript>& transcripts) {
  const golden::Rmsprop optimizer = published_optimizer(transcripts);
  const std::vector<Example> examples = examples_of(transcripts);
  std::vector<RestRow> rows;
  for (const Backend* backend : Registry<Backend>::instance().all()) {
    for (const Example& example : examples) {
      rows.push_back(rest_row(*backend, example, optimizer));
    }
  }
  return rows;
}

golden::Rmsprop published_optimizer(const std::vector<Transcript>& transcripts) {
  return golden::published_rmsprop(notebook_of(transcripts));
}

}  // namespace normaudit::audit
