// The runner of laws: replay, draw, count what was reached, shrink.
#include "properties/run_law.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <set>

#include "core/error.h"
#include "core/hazard.h"
#include "properties/generators/drawn_problem.h"
#include "properties/journal.h"
#include "properties/reduce.h"
#include "properties/tags.h"

namespace normaudit::properties {
namespace {

using verdict::Status;

Problem bent(const Law& law, Problem problem) {
  if (law.bend) law.bend(problem);
  return problem;
}

// What a law or a backend throws is a finding, and so is a problem that a bend left invalid.
template <class Body>
Finding guarded(Body body) {
  try {
    return body();
  } catch (const std::exception& error) {
    return {.broken = std::string("it threw: ") + error.what(), .assertions = 1};
  }
}

// A line of the journal may have been edited by hand.
Problem past(const std::string& text) {
  try {
    return parse_problem(text);
  } catch (const InputError& error) {
    throw InputError("past failure '" + text + "': " + error.what());
  }
}

// The run of one law on one backend.
class LawRun {
 public:
  LawRun(const Law& law, const Backend& backend, const LawEffort& effort)
      : law_(law), backend_(backend), effort_(effort) {
    if (!effort.running_folder.empty()) {
      running_.emplace(effort.running_folder,
                       JournalEntry{.law = law.name, .backend = backend.name, .problem = {}});
    }
  }

  LawOutcome run() {
    for (const std::string& text : effort_.replayed) {
      if (const Problem problem = past(text); !holds(problem)) {
        report(problem);
        return outcome_;
      }
    }
    for (std::uint64_t i = 0; wants_more(i); ++i) {
      const DrawnProblem drawn(effort_.seed, effort_.first_case + i);
      if (holds(drawn.problem())) continue;
      report(drawn.shrunk([&](const Problem& smaller) { return breaks(smaller); },
                          effort_.shrink_budget));
      return outcome_;
    }
    require_cases();
    if (effort_.cases > 0) require_reach();
    return outcome_;
  }

 private:
  // A problem that the backend does not take is replaced, so that a backend that takes few is tried
  // as often as one that takes all, within reason; one that takes none is left alone.
  bool wants_more(std::uint64_t drawn) const {
    constexpr std::uint64_t kMostDraws = 16;
    const std::uint64_t tried = drawn - std::min(drawn, outcome_.unsupported);
    if (tried == 0 && drawn >= effort_.cases) return false;
    return tried < effort_.cases && drawn < kMostDraws * effort_.cases;
  }

  bool holds(const Problem& drawn) {
    if (running_) running_->begin(to_string(drawn));
    std::string unsupported;
    std::set<std::string> tags;
    const Finding finding = guarded([&] {
      const Problem problem = bent(law_, drawn);
      unsupported = backend_.supports(problem);
      if (!unsupported.empty()) return Finding{};
      const Tensors inputs = make_inputs(problem);
      Finding found = law_.check({backend_, problem, inputs});
      if (found.broken.empty() && found.assertions > 0) tags = tags_of(problem, inputs);
      return found;
    });
    if (!finding.broken.empty()) {
      outcome_.reason = finding.broken;
      return false;
    }
    if (finding.assertions == 0) {
      ++(unsupported.empty() ? outcome_.empty : outcome_.unsupported);
      if (!unsupported.empty()) reasons_.insert(unsupported);
      return true;
    }
    ++outcome_.cases;
    outcome_.worst = std::max(outcome_.worst, finding.worst);
    for (const std::string& tag : tags) ++outcome_.tags[tag];
    return true;
  }

  bool breaks(const Problem& problem) const {
    return !try_law(law_, backend_, problem).broken.empty();
  }

  void report(const Problem& smallest) {
    outcome_.status = Status::kFail;
    outcome_.counterexample = to_string(smallest);
    const std::string again = try_law(law_, backend_, smallest).broken;
    outcome_.reason = again.empty() ? outcome_.reason + " (but not once more)" : again;
    Problem asked = smallest;
    // A bend that throws is all there is to report.
    if (!guarded([&] { return asked = bent(law_, smallest), Finding{}; }).broken.empty()) return;
    const Reduction few = reduced(
        asked, [&](const Problem& part, const Tensors& inputs) { return breaks(part, inputs); },
        effort_.shrink_budget);
    if (few.is_explicit) outcome_.written_out = to_string(few.problem);
  }

  bool breaks(const Problem& part, const Tensors& inputs) const {
    if (!backend_.supports(part).empty()) return false;
    return !guarded([&] { return law_.check({backend_, part, inputs}); }).broken.empty();
  }

  void require_cases() {
    if (outcome_.cases > 0) return;
    // One reason for every problem is not about problems: no device, say.
    if (outcome_.empty == 0 && reasons_.size() == 1) {
      outcome_.status = Status::kUnsupported;
      outcome_.reason = *reasons_.begin();
      return;
    }
    outcome_.status = Status::kVacuous;
    outcome_.reason = "it said nothing of any problem tried";
  }

  // A law that did not reach what it is about has shown nothing.
  void require_reach() {
    constexpr std::uint64_t kOneIn = 100;
    for (const std::string& tag : law_.reaches) {
      const auto found = outcome_.tags.find(tag);
      const std::uint64_t count = found == outcome_.tags.end() ? 0 : found->second;
      if (outcome_.status != Status::kPass || count * kOneIn >= outcome_.cases) continue;
      outcome_.status = Status::kVacuous;
      outcome_.reason =
          std::to_string(count) + " of " + std::to_string(outcome_.cases) + " cases had " + tag;
    }
  }

  const Law& law_;
  const Backend& backend_;
  const LawEffort& effort_;
  std::optional<RunningCase> running_;
  std::set<std::string> reasons_;  ///< why problems were not supported
  LawOutcome outcome_;
};

}  // namespace

Finding try_law(const Law& law, const Backend& backend, const Problem& problem) {
  return guarded([&] {
    const Problem asked = bent(law, problem);
    const bool excluded = law.excludes && !law.excludes(backend).empty();
    if (excluded || !backend.supports(asked).empty()) return Finding{};
    return law.check({backend, asked, make_inputs(asked)});
  });
}

LawOutcome run_law(const Law& law, const Backend& backend, const LawEffort& effort) {
  const std::string excluded = law.excludes ? law.excludes(backend) : "";
  if (excluded.empty()) return LawRun(law, backend, effort).run();
  LawOutcome outcome;
  outcome.status = Status::kUnsupported;
  outcome.reason = excluded;
  return outcome;
}

}  // namespace normaudit::properties
