// Drawing and shrinking through RapidCheck's generators alone, without its property runner: that
// one knows no budget for shrinking, and keeps its state in statics.
#include "properties/generators/drawn_problem.h"

#include <mutex>
#include <optional>

#include "properties/generators/problems.h"

namespace normaudit::properties {
namespace {

std::mutex& rapidcheck_guard() {
  static std::mutex guard;
  return guard;
}

using Relatives = rc::Seq<rc::Shrinkable<Problem>>;

struct Candidate {
  rc::Shrinkable<Problem> relative;
  Problem problem;
};

std::optional<Candidate> next_of(Relatives& relatives) {
  const std::scoped_lock lock(rapidcheck_guard());
  auto next = relatives.next();
  if (!next) return std::nullopt;
  return Candidate{*next, next->value()};
}

Relatives relatives_of(const rc::Shrinkable<Problem>& drawn) {
  const std::scoped_lock lock(rapidcheck_guard());
  return drawn.shrinks();
}

rc::Shrinkable<Problem> draw(std::uint64_t seed, std::uint64_t case_index) {
  const std::scoped_lock lock(rapidcheck_guard());
  // Every size from the smallest to the nominal one, in turn: sizes are how far ranges extend.
  const auto size = static_cast<int>(case_index % (rc::kNominalSize + 1));
  const rc::Random words(rc::Random::Key{seed, case_index, 0, 0});
  return any_problem()(words, size);
}

}  // namespace

struct DrawnProblem::State {
  rc::Shrinkable<Problem> drawn;
};

DrawnProblem::DrawnProblem(std::uint64_t seed, std::uint64_t case_index)
    : state_(std::make_unique<State>(draw(seed, case_index))) {
  const std::scoped_lock lock(rapidcheck_guard());
  problem_ = state_->drawn.value();
}

DrawnProblem::~DrawnProblem() = default;

Problem DrawnProblem::shrunk(const std::function<bool(const Problem&)>& breaks,
                             std::chrono::milliseconds budget) const {
  const auto end = std::chrono::steady_clock::now() + budget;
  Candidate best{state_->drawn, problem_};
  Relatives relatives = relatives_of(best.relative);
  while (std::chrono::steady_clock::now() < end) {
    std::optional<Candidate> candidate = next_of(relatives);
    if (!candidate) break;
    if (!breaks(candidate->problem)) continue;
    best = std::move(*candidate);
    relatives = relatives_of(best.relative);
  }
  return best.problem;
}

}  // namespace normaudit::properties
