// The runner of laws: replay, draw, count what was reached, shrink.
#include "properties/run_law.h"

#include <algorithm>
#include <exception>
#include <optional>

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
      if (const Problem problem = bent(law_, past(text)); !holds(problem)) {
        report(problem);
        return outcome_;
      }
    }
    for (std::uint64_t i = 0; i < effort_.cases; ++i) {
      const DrawnProblem drawn(effort_.seed, effort_.first_case + i);
      if (holds(bent(law_, drawn.problem()))) continue;
      report(bent(law_, drawn.shrunk([&](const Problem& smaller) { return breaks(smaller); },
                                     effort_.shrink_budget)));
      return outcome_;
    }
    require_reach();
    return outcome_;
  }

 private:
  bool holds(const Problem& problem) {
    if (!backend_.supports(problem).empty()) {
      ++outcome_.unsupported;
      return true;
    }
    if (running_) running_->begin(to_string(problem));
    Tensors inputs;
    const Finding finding = guarded([&] {
      inputs = make_inputs(problem);
      return law_.check({backend_, problem, inputs});
    });
    if (!finding.broken.empty()) return false;
    if (finding.assertions == 0) {
      ++outcome_.empty;
      return true;
    }
    ++outcome_.cases;
    outcome_.worst = std::max(outcome_.worst, finding.worst);
    for (const std::string& tag : tags_of(problem, inputs)) ++outcome_.tags[tag];
    return true;
  }

  bool breaks(const Problem& problem) const {
    return !try_law(law_, backend_, problem).broken.empty();
  }

  void report(const Problem& smallest) {
    outcome_.status = Status::kFail;
    outcome_.counterexample = to_string(smallest);
    outcome_.reason = try_law(law_, backend_, smallest).broken;
    const Reduction few = reduced(
        smallest,
        [&](const Problem& part, const Tensors& inputs) {
          return backend_.supports(part).empty() && !guarded([&] {
                                                       return law_.check({backend_, part, inputs});
                                                     }).broken.empty();
        },
        effort_.shrink_budget);
    if (few.is_explicit) outcome_.written_out = to_string(few.problem);
  }

  // A law that did not reach what it is about has shown nothing.
  void require_reach() {
    constexpr std::uint64_t kOneIn = 100;
    if (outcome_.cases == 0) {
      outcome_.status = Status::kVacuous;
      outcome_.reason = "it said nothing of any problem drawn";
    }
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
  LawOutcome outcome_;
};

}  // namespace

Finding try_law(const Law& law, const Backend& backend, const Problem& problem) {
  const Problem asked = bent(law, problem);
  if (!backend.supports(asked).empty()) return {};
  return guarded([&] { return law.check({backend, asked, make_inputs(asked)}); });
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
