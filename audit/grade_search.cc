// Climbing for the grade.

#include "audit/grade_search.h"

#include <algorithm>
#include <set>
#include <utility>

#include "properties/bend.h"
#include "properties/climb.h"

namespace normaudit::audit {
namespace {

using verdict::Standing;

constexpr std::uint64_t kSeed = 1;

// Error over the bound that judged; the verdict's own measure, so that nothing is judged twice.
double over_bound(const Measurement& measured) {
  double most = -1;
  for (const verdict::OutputVerdict& output : measured.verdict.outputs) {
    if (output.unbounded < output.elements) most = std::max(most, output.worst.over_bound);
  }
  return most;
}

// Rungs that no problem before exceeded.
bool exceeds_another(const Measurement& measured, std::set<std::pair<Role, std::string>>& seen) {
  bool another = false;
  for (const verdict::OutputStandings& output : measured.standings) {
    for (const auto& [rung, standing] : output.rungs) {
      if (standing == Standing::kExceeded) {
        another = seen.emplace(output.role, rung).second || another;
      }
    }
  }
  return another;
}

}  // namespace

std::vector<Measurement> search_for_grade(const GradeSearch& search) {
  std::vector<Measurement> kept;
  std::set<std::pair<Role, std::string>> exceeded;
  Measurement nearest;
  double most = -1;
  const properties::ClimbTask task{
      .score =
          [&](const Problem& problem) {
            Measurement measured = measure(*search.backend, problem);
            const double score = over_bound(measured);
            const bool another = exceeds_another(measured, exceeded);
            if (another) kept.push_back(measured);
            if (score > most) {
              most = score;
              nearest = another ? Measurement{} : std::move(measured);
            }
            return score;
          },
      .prepare = [&](Problem& problem) { properties::set_pass(problem, search.pass); }};
  properties::climb(task, {.evaluations = search.evaluations, .seed = kSeed});
  if (!nearest.backend.empty()) kept.push_back(std::move(nearest));
  return kept;
}

}  // namespace normaudit::audit
