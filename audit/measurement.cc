// One backend run on one problem and judged.

#include "audit/measurement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <limits>

#include "audit/parallel.h"
#include "audit/status.h"
#include "core/hazard.h"
#include "core/run.h"
#include "verdict/grade.h"

namespace normaudit::audit {
namespace {

// One output alone, judged or graded.
struct JudgedOutput {
  verdict::OutputVerdict verdict;
  std::string grade;
};

JudgedOutput judge_one(const Measurement& measured, Role role, const NumericContract* contract) {
  Tensors alone;
  alone.arrays.emplace(role, measured.outputs.at(role));
  if (contract != nullptr) {
    return {verdict::judge(measured.problem, measured.inputs, alone, *contract).outputs.at(0), ""};
  }
  verdict::OutputGrade graded = verdict::grade(measured.problem, measured.inputs, alone).at(0);
  if (graded.grade == verdict::grades().back()) graded.verdict.status = verdict::Status::kFail;
  return {graded.verdict, graded.grade};
}

// True where x at (n, c, s) enters the given element of a per-group or per-channel output.
bool enters(const Problem& problem, Role output, std::int64_t logical, std::int64_t flat) {
  const Operator& op = operator_of(problem);
  const std::int64_t spatial = problem.shape.spatial_count();
  const std::int64_t s = flat % spatial;
  const std::int64_t c = flat / spatial % problem.shape.channels;
  const std::int64_t n = flat / spatial / problem.shape.channels;
  if (facts(output).kind == RoleKind::kParameter) {
    return op.affine_index_of(problem.shape, c, s) == logical;
  }
  const Group group = op.group(problem.shape, problem.groups, logical);
  return n >= group.first_sample && n < group.first_sample + group.samples &&
         c >= group.first_channel && c < group.first_channel + group.channels;
}

}  // namespace

void judge_outputs(Measurement& measured, const Judgement& judgement) {
  std::vector<Role> present;
  for (Role role : outputs_of(measured.problem)) {
    if (measured.outputs.has(role)) present.push_back(role);
  }
  std::vector<JudgedOutput> judged(present.size());
  parallel_for(static_cast<std::int64_t>(present.size()), judgement.threads, [&](std::int64_t i) {
    const auto at = static_cast<std::size_t>(i);
    judged[at] = judge_one(measured, present[at], judgement.contract);
  });
  measured.verdict = {.status = verdict::Status::kVacuous, .reason = "no outputs", .outputs = {}};
  for (JudgedOutput& each : judged) {
    const verdict::Status before = measured.verdict.status;
    measured.verdict.status = joined(before, each.verdict.status);
    if (measured.verdict.status != before || measured.verdict.outputs.empty()) {
      measured.verdict.reason =
          each.verdict.reason.empty()
              ? ""
              : fmt::format("{}: {}", to_string(each.verdict.role), each.verdict.reason);
    }
    measured.verdict.outputs.push_back(each.verdict);
    if (judgement.contract == nullptr) measured.grades.push_back(each.grade);
  }
}

Measurement measure(const Backend& backend, const Problem& problem) {
  Measurement measured;
  measured.backend = backend.name;
  measured.problem = problem;
  measured.inputs = make_inputs(problem);
  Run run = run_backend(backend, problem, measured.inputs);
  if (!run.unsupported.empty()) {
    measured.verdict.status = verdict::Status::kUnsupported;
    measured.verdict.reason = run.unsupported;
    return measured;
  }
  measured.outputs = std::move(run.outputs);
  judge_outputs(measured, {.contract = backend.contract ? &*backend.contract : nullptr});
  if (!run.findings.empty()) {
    measured.findings = fmt::format("{}", fmt::join(run.findings, "; "));
    measured.verdict.status = verdict::Status::kFail;
    measured.verdict.reason = measured.findings;
  }
  return measured;
}

std::string repeat_command(const Problem& problem, const std::string& backend) {
  return fmt::format("normaudit run '{}' --backend {}", to_string(problem), backend);
}

InputRange inputs_behind(const Measurement& measured, Role output, std::int64_t logical) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const Tensor& x = measured.inputs.at(Role::kX);
  if (facts(output).kind == RoleKind::kData) {
    return {.least = x.get(logical), .greatest = x.get(logical)};
  }
  InputRange range{.least = kInfinity, .greatest = -kInfinity, .any = false};
  for (std::int64_t i = 0; i < x.count(); ++i) {
    if (!enters(measured.problem, output, logical, i)) continue;
    range.any = true;
    range.least = std::fmin(range.least, x.get(i));
    range.greatest = std::fmax(range.greatest, x.get(i));
  }
  if (range.least > range.greatest) range.least = range.greatest = std::nan("");
  return range;
}

}  // namespace normaudit::audit
