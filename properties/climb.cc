// Climbing.
#include "properties/climb.h"

#include <algorithm>
#include <limits>

#include "properties/generators/drawn_problem.h"
#include "properties/moves.h"
#include "properties/run_law.h"

namespace normaudit::properties {
namespace {

constexpr std::uint64_t kStarts = 100;    // drawn problems of which the best is climbed from
constexpr std::uint64_t kPatience = 250;  // changes in a row that may fail to help

struct Scored {
  Problem problem;
  double score = -1;
};

class Search {
 public:
  Search(const ClimbTask& task, const ClimbEffort& effort)
      : task_(task),
        effort_(effort),
        end_(std::chrono::steady_clock::now() + effort.budget),
        words_({effort.seed, kOfClimbs}) {}

  Climb climb() {
    while (!spent()) {
      Scored here = start();
      ascend(here);
      ++found_.restarts;
    }
    return found_;
  }

  Climb sample() {
    while (!spent()) scored(drawn());
    return found_;
  }

 private:
  static constexpr std::uint64_t kOfClimbs = 0x636c696d62;

  bool spent() const {
    return found_.evaluations >= effort_.evaluations || std::chrono::steady_clock::now() >= end_;
  }

  Problem drawn() {
    Problem problem = DrawnProblem(effort_.seed, next_case_++).problem();
    if (task_.prepare) task_.prepare(problem);
    return problem;
  }

  Scored scored(Problem problem) {
    ++found_.evaluations;
    const double score = task_.score(problem);
    if (score > found_.best) {
      found_.best = score;
      found_.problem = to_string(problem);
    }
    return {.problem = std::move(problem), .score = score};
  }

  // Every other climb goes on from the best problem known, changed in a few places. Of the others,
  // three in four are over written-out numbers: there every number is a direction.
  Scored start() {
    const bool go_on = uniform_below(words_, 2) == 0;
    const bool write_out = uniform_below(words_, 4) != 0;
    if (go_on && found_.best >= 0) {
      Problem problem = written_out_part(parse_problem(found_.problem));
      for (std::uint64_t kicks = uniform_below(words_, 8); kicks > 0; --kicks) {
        move_a_number(problem, words_);
      }
      return scored(std::move(problem));
    }
    Scored best;
    for (std::uint64_t i = 0; i < kStarts && !spent(); ++i) {
      const Problem problem = drawn();
      Scored next = scored(write_out ? written_out_part(problem) : problem);
      if (next.score > best.score) best = std::move(next);
    }
    return best;
  }

  Problem neighbour(Problem problem) {
    if (!problem.values.empty() && uniform_below(words_, 16) != 0) {
      for (std::uint64_t changes = 1 + uniform_below(words_, 2); changes > 0; --changes) {
        move_a_number(problem, words_);
      }
    } else {
      move_a_field(problem, drawn(), words_);
      if (task_.prepare) task_.prepare(problem);
    }
    return problem;
  }

  void ascend(Scored& here) {
    for (std::uint64_t failures = 0; here.score >= 0 && failures < kPatience && !spent();) {
      Scored next = scored(neighbour(here.problem));
      failures = next.score > here.score ? 0 : failures + 1;
      // Level ground is walked, too: a bit that decides nothing today may let another one rise.
      if (next.score >= here.score) here = std::move(next);
    }
  }

  const ClimbTask& task_;
  const ClimbEffort& effort_;
  std::chrono::steady_clock::time_point end_;
  Philox words_;
  std::uint64_t next_case_ = 0;
  Climb found_;
};

}  // namespace

Climb climb(const ClimbTask& task, const ClimbEffort& effort) {
  return Search(task, effort).climb();
}

Climb sample(const ClimbTask& task, const ClimbEffort& effort) {
  return Search(task, effort).sample();
}

ClimbTask task_of(const Law& law, const Backend& backend) {
  return {.score =
              [&law, &backend](const Problem& problem) {
                const Finding finding = try_law(law, backend, problem);
                const bool broken = !finding.broken.empty();
                if (broken && finding.worst <= 1) return std::numeric_limits<double>::infinity();
                if (finding.assertions == 0) return -1.0;
                // What is held exactly may be measured a rounding above 1.
                return broken ? finding.worst : std::min(finding.worst, 1.0);
              },
          .prepare = law.bend};
}

}  // namespace normaudit::properties
