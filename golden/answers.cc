// The exact answers of one golden problem.
#include "golden/answers.h"

#include <algorithm>
#include <cmath>

#include "core/group_elements.h"
#include "core/hazard.h"
#include "core/random.h"
#include "golden/condition.h"
#include "reference/fast.h"

namespace normaudit::golden {
namespace {

using reference::Kind;
using reference::Oracle;

constexpr std::int64_t kSamples = 64;

// First, last, and a fixed choice between them.
std::vector<std::int64_t> sampled_indices(const Problem& problem, Role role) {
  const std::int64_t count = count_of_role(problem, role);
  std::vector<std::int64_t> indices{0, count - 1};
  Philox words({problem.seed, static_cast<std::uint64_t>(role)});
  while (std::ssize(indices) < std::min(kSamples, count)) {
    indices.push_back(
        static_cast<std::int64_t>(uniform_below(words, static_cast<std::uint64_t>(count))));
  }
  std::sort(indices.begin(), indices.end());
  indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
  return indices;
}

void add_array(const Oracle& oracle, Role role, std::int64_t count, Answers& answers) {
  std::vector<double> hi;
  std::vector<double> lo;
  for (std::int64_t i = 0; i < count; ++i) {
    const reference::HiLo exact = oracle.hi_lo(role, i);
    hi.push_back(exact.hi);
    lo.push_back(exact.lo);
  }
  answers.hi.emplace(role, std::move(hi));
  answers.lo.emplace(role, std::move(lo));
}

void add_large(const Problem& problem, const Oracle& oracle, Answers& answers) {
  const Tensors fast = reference::solve(problem, answers.inputs, {}).outputs;
  for (Role role : outputs_of(problem)) {
    if (facts(role).kind != RoleKind::kData) continue;
    const Tensor& tensor = fast.at(role);
    std::vector<double> hi;
    for (std::int64_t i = 0; i < tensor.count(); ++i) hi.push_back(tensor.get(i));
    answers.hi.emplace(role, std::move(hi));
    for (std::int64_t i : sampled_indices(problem, role)) {
      answers.samples.push_back({.role = role, .index = i, .answer = oracle.hi_lo(role, i)});
    }
  }
}

struct Solved {
  const Problem& problem;
  const Oracle& oracle;
  const Answers& answers;
};

// A finite hi is the rounding of a real number; only the others have to be asked.
bool all_real(const Solved& solved, std::int64_t group) {
  const auto& [problem, oracle, answers] = solved;
  const Operator& op = operator_of(problem);
  const std::int64_t groups = op.group_count(problem.shape, problem.groups);
  bool real = true;
  for (const auto& [role, hi] : answers.hi) {
    const auto look_at = [&, role = role, &numbers = hi](std::int64_t i) {
      real = real && (std::isfinite(numbers[static_cast<std::size_t>(i)]) ||
                      oracle.kind(role, i) == Kind::kReal);
    };
    if (facts(role).kind == RoleKind::kData) {
      each_element(problem, group, look_at);
    } else if (count_of_role(problem, role) == groups) {
      look_at(group);
    }
  }
  return real;
}

Status status_of(const Solved& solved, std::int64_t group) {
  if (solved.oracle.degenerate(group)) return Status::kDegenerate;
  return all_real(solved, group) ? Status::kProvenInteger : Status::kSpecial;
}

void add_group_facts(const Problem& problem, const Oracle& oracle, Answers& answers) {
  std::int64_t group = 0;
  for (std::string& condition : condition_numbers(problem, answers.inputs.at(Role::kX))) {
    answers.groups.push_back({.status = status_of({problem, oracle, answers}, group),
                              .condition_number = std::move(condition),
                              .sums = oracle.sums(group)});
    ++group;
  }
}

}  // namespace

std::string_view to_string(Status status) {
  switch (status) {
    case Status::kProvenInteger:
      return "PROVEN-INTEGER";
    case Status::kDegenerate:
      return "DEGENERATE";
    case Status::kSpecial:
      break;
  }
  return "SPECIAL";
}

Answers answer(const Problem& problem, Family::Storage storage) {
  Answers answers;
  answers.inputs = make_inputs(problem);
  const Oracle oracle(problem, answers.inputs);
  for (Role role : outputs_of(problem)) {
    if (is_stored(storage, role)) add_array(oracle, role, count_of_role(problem, role), answers);
  }
  if (storage == Family::Storage::kRecipe) add_large(problem, oracle, answers);
  add_group_facts(problem, oracle, answers);
  answers.num_batches_tracked = oracle.num_batches_tracked();
  return answers;
}

}  // namespace normaudit::golden
