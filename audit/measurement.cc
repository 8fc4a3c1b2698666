// One backend run on one problem and judged.

#include "audit/measurement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <limits>

#include "audit/status.h"
#include "core/hazard.h"
#include "core/run.h"

namespace normaudit::audit {
namespace {

// What was judged, and the grade of each where no contract is declared.
std::vector<verdict::OutputVerdict> judged(Measurement& measured, const NumericContract* contract) {
  if (contract != nullptr) {
    return verdict::judge(measured.problem, measured.inputs, measured.outputs, *contract).outputs;
  }
  std::vector<verdict::OutputVerdict> outputs;
  for (verdict::OutputGrade& each :
       verdict::grade(measured.problem, measured.inputs, measured.outputs)) {
    if (each.grade == verdict::grades().back()) each.verdict.status = verdict::Status::kFail;
    measured.grades.push_back(each.grade);
    outputs.push_back(each.verdict);
  }
  return outputs;
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

void judge_outputs(Measurement& measured, const NumericContract* contract) {
  verdict::Verdict& verdict = measured.verdict;
  verdict = {.status = verdict::Status::kVacuous, .reason = "no outputs", .outputs = {}};
  for (verdict::OutputVerdict& each : judged(measured, contract)) {
    const verdict::Status before = verdict.status;
    verdict.status = joined(before, each.status);
    if (verdict.status != before || verdict.outputs.empty()) {
      verdict.reason =
          each.reason.empty() ? "" : fmt::format("{}: {}", to_string(each.role), each.reason);
    }
    verdict.outputs.push_back(std::move(each));
  }
}

Measurement measure(const Backend& backend, const Problem& problem) {
  Measurement measured;
  measured.backend = backend.name;
  measured.problem = problem;
  if (backend.contract) measured.algorithm = backend.contract->algorithm;
  measured.inputs = make_inputs(problem);
  Run run = run_backend(backend, problem, measured.inputs);
  if (!run.unsupported.empty()) {
    measured.verdict.status = verdict::Status::kUnsupported;
    measured.verdict.reason = run.unsupported;
    return measured;
  }
  measured.outputs = std::move(run.outputs);
  const NumericContract* contract = backend.contract ? &*backend.contract : nullptr;
  judge_outputs(measured, contract);
  // Every rung judges every element anew: the largest problems would take most of an audit's time.
  constexpr std::int64_t kMostGraded = std::int64_t{1} << 14;
  if (problem.shape.count() <= kMostGraded) {
    measured.standings = verdict::standings(problem, measured.inputs, measured.outputs, contract);
  }
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
