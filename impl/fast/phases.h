#pragma once
// The order of work of a pass that first adds over channels and then visits their elements again:
// block by block while the caches hold one, or all slices of all blocks in turn.

#include <algorithm>
#include <cstdint>

#include "impl/fast/arena.h"
#include "impl/fast/parallel.h"
#include "impl/fast/walk.h"

namespace normaudit::fast {

/// What finish may answer: a block's sums are taken again once at most.
enum class Round : std::uint8_t { kFirst, kLast };

/// kSums sums per channel; a pass has start(block), add(block, slice, sums), finish(block, round),
/// which says in the first round whether its block's sums must be taken again, and
/// apply(block, slice).
template <int kSums, class T, class Pass>
class Phases {
 public:
  struct Plan {
    int threads = 1;
    bool elements = true;  ///< whether there is anything to apply
  };

  Phases(const Walk<T>& walk, Pass& pass, const Plan& plan)
      : walk_(walk), pass_(pass), plan_(plan), arena_(Arena::of_thread()), scope_(arena_) {
    sums_ = arena_.take<double>(kSums * walk.sums_stride());
    std::fill_n(sums_, kSums * walk.sums_stride(), 0.0);
  }

  /// The k-th sum of each channel.
  double* sums(int k) const { return sums_ + k * walk_.sums_stride(); }

  void run() {
    if (walk_.slices() == 1 || blocks_suffice()) {
      for_each_task(plan_.threads, walk_.blocks(), Order::kForward,
                    [&](std::int64_t b) { run_block(walk_.block(b)); });
    } else {
      run_slices();
    }
  }

 private:
  /// Every thread has about as many of them as the others.
  bool blocks_suffice() const {
    return walk_.blocks() >= 2 * plan_.threads || walk_.blocks() % plan_.threads == 0;
  }

  void run_block(const Block& block) {
    pass_.start(block);
    for (const Round round : {Round::kFirst, Round::kLast}) {
      if (round == Round::kLast) clear(block);  // before, they are the constructor's zeros
      for (std::int64_t slice = 0; slice < walk_.slices(); ++slice) {
        pass_.add(block, slice, sums_ + block.first);
      }
      if (!pass_.finish(block, round)) break;
    }
    if (!plan_.elements) return;
    for (std::int64_t slice = walk_.slices() - 1; slice >= 0; --slice) pass_.apply(block, slice);
  }

  void run_slices() {
    const std::int64_t tasks = walk_.blocks() * walk_.slices();
    const std::int64_t stride = walk_.sums_stride();
    double* of_slices = arena_.take<double>(kSums * stride * walk_.slices());
    bool* again = arena_.take<bool>(walk_.blocks());
    std::fill_n(again, walk_.blocks(), true);
    const auto block_of = [&](std::int64_t task) { return walk_.block(task / walk_.slices()); };
    const auto add = [&](std::int64_t task) {
      if (!again[task / walk_.slices()]) return;
      const std::int64_t slice = task % walk_.slices();
      const Block block = block_of(task);
      double* sums = of_slices + slice * kSums * stride + block.first;
      for (int k = 0; k < kSums; ++k) std::fill_n(sums + k * stride, block.channels, 0.0);
      pass_.add(block, slice, sums);
    };
    const auto apply = [&](std::int64_t task) {
      pass_.apply(block_of(task), task % walk_.slices());
    };
    with_team(plan_.threads, [&](const Team& team) {
      team.for_each(walk_.blocks(), Order::kForward,
                    [&](std::int64_t b) { pass_.start(walk_.block(b)); });
      for (const Round round : {Round::kFirst, Round::kLast}) {
        team.for_each(tasks, Order::kForward, add);
        team.for_each(walk_.blocks(), Order::kForward, [&](std::int64_t b) {
          if (!again[b]) return;
          gather(walk_.block(b), of_slices);
          again[b] = pass_.finish(walk_.block(b), round);
        });
        if (std::none_of(again, again + walk_.blocks(), [](bool each) { return each; })) break;
      }
      if (plan_.elements) team.for_each(tasks, Order::kReverse, apply);
    });
  }

  void clear(const Block& block) const {
    for (int k = 0; k < kSums; ++k) std::fill_n(sums(k) + block.first, block.channels, 0.0);
  }

  void gather(const Block& block, const double* of_slices) const {
    clear(block);
    for (std::int64_t slice = 0; slice < walk_.slices(); ++slice) {
      const double* from = of_slices + slice * kSums * walk_.sums_stride();
      for (int k = 0; k < kSums; ++k) {
        const double* of_slice = from + k * walk_.sums_stride() + block.first;
        double* to = sums(k) + block.first;
        for (std::int64_t c = 0; c < block.channels; ++c) to[c] += of_slice[c];
      }
    }
  }

  const Walk<T>& walk_;
  Pass& pass_;
  Plan plan_;
  Arena& arena_;
  Arena::Scope scope_;
  double* sums_;
};

}  // namespace normaudit::fast
