// Two sweeps over each tile of channels: exact sums, then the elements. Integer addition makes any
// split of the work give the same sums, and correct rounding the same answers.
#include "reference/fast_solver.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <mutex>

#include "reference/fast_blocks.h"
#include "reference/fast_dispatch.h"
#include "reference/fast_group.h"
#include "reference/fast_memo.h"
#include "reference/fast_parallel.h"
#include "reference/round.h"

namespace normaudit::reference {
namespace {

// Where channels lie side by side, as many are swept together as share a few cache lines.
constexpr std::int64_t kNeighbours = 16;

double rounded(const Answer& answer) {
  if (answer.kind == Kind::kReal) {
    return std::bit_cast<double>(round_to(answer.value, Dtype::kFloat64));
  }
  const Bits infinite = infinity(Dtype::kFloat64);
  const Bits sign = answer.kind == Kind::kNegativeInfinity ? Bits{1} << 63 : 0;
  return std::bit_cast<double>(answer.kind == Kind::kNan ? quiet_nan(Dtype::kFloat64)
                                                         : infinite | sign);
}

// The numbers of an element that its answer depends on; the others count as 0.
Memo::Key key_of(GroupAnswers::Depends depends, double x, double dy) {
  using Depends = GroupAnswers::Depends;
  const auto bits = [](double number, bool matters) {
    const auto all = std::bit_cast<Bits>(number);
    return matters || !is_finite(Dtype::kFloat64, all) ? all : 0;
  };
  return {.x = bits(x, depends == Depends::kX || depends == Depends::kBoth),
          .dy = bits(dy, depends == Depends::kDy || depends == Depends::kBoth)};
}

Extended extended(Bits bits) { return Extended::from_bits(Dtype::kFloat64, bits); }

template <class T>
const LoopsOf<T>& typed(const Loops& loops) {
  if constexpr (std::is_same_v<T, float>) {
    return loops.f32;
  } else {
    return loops.f64;
  }
}

/// One thread's memory.
template <class T>
struct Scratch {
  std::vector<T> x = std::vector<T>(kBlock);
  std::vector<T> dy = std::vector<T>(kBlock);
  std::vector<double> answers = std::vector<double>(kBlock);
  std::vector<std::uint32_t> undecided = std::vector<std::uint32_t>(kBlock);
  Memo memo;
};

template <class T>
class Solver {
 public:
  explicit Solver(const Solve& solve)
      : problem_(solve.problem),
        inputs_(solve.inputs),
        outputs_(solve.outputs),
        loops_(typed<T>(loops_of(solve.options.isa.value_or(available_isas().back())))),
        threads_(std::max(solve.options.threads, 1)),
        x_(inputs_.at(Role::kX)),
        dy_(is_backward(problem_.pass) ? &inputs_.at(Role::kDy) : nullptr),
        answers_(outputs_.find(is_backward(problem_.pass) ? Role::kDx : Role::kY)),
        positions_(group_size(problem_)),
        scratch_(static_cast<std::size_t>(threads_)) {}

  std::int64_t run() {
    const std::int64_t channels = problem_.shape.channels;
    const std::int64_t width = tile_width();
    const std::int64_t tiles = (channels + width - 1) / width;
    // Threads take whole tiles, or where these are few, share the positions of each.
    const bool by_tile = threads_ == 1 || tiles >= 2 * threads_;
    for_each_share({tiles, by_tile ? threads_ : 1}, [&](std::int64_t tile, int worker) {
      const Tile range{tile * width, std::min(channels, (tile + 1) * width)};
      run_tile(range, by_tile ? Crew{worker, 1} : Crew{0, threads_});
    });
    return undecided_;
  }

 private:
  struct Tile {
    std::int64_t first;
    std::int64_t last;
  };
  /// The threads that work on a tile: their scratch memory starts at `first`.
  struct Crew {
    int first;
    int threads;
  };
  struct Segment {
    std::int64_t first;
    std::int64_t last;
  };

  std::int64_t tile_width() const {
    const IndexMap& map = x_.map();
    if (map.channels() < 2) return 1;
    return map(0, 1, 0) - map(0, 0, 0) < std::min(map.spatial_count(), kNeighbours) ? kNeighbours
                                                                                    : 1;
  }

  GroupPlace place_of(std::int64_t channel) const {
    return {problem_, inputs_, channel,
            operator_of(problem_).group(problem_.shape, problem_.groups, channel)};
  }

  template <class Work>
  void share_positions(Crew crew, const Work& work) {
    const std::int64_t blocks = (positions_ + kBlock - 1) / kBlock;
    const std::int64_t segments =
        crew.threads == 1 ? 1 : std::min<std::int64_t>(blocks, 4 * crew.threads);
    const std::int64_t length = (blocks + segments - 1) / segments * kBlock;
    for_each_share({segments, crew.threads}, [&](std::int64_t segment, int worker) {
      work(Segment{std::min(positions_, segment * length),
                   std::min(positions_, (segment + 1) * length)},
           scratch_[static_cast<std::size_t>(crew.first + worker)]);
    });
  }

  void run_tile(Tile tile, Crew crew) {
    const auto width = static_cast<std::size_t>(tile.last - tile.first);
    std::vector<FastSums> sums(width);
    for (FastSums& each : sums) clear(each);
    if (problem_.pass != Pass::kInference) add_positions(tile, crew, sums);
    std::vector<GroupAnswers> groups;
    for (std::size_t k = 0; k < width; ++k) {
      const std::int64_t channel = tile.first + static_cast<std::int64_t>(k);
      groups.push_back(answers_of(place_of(channel), sums[k]));
      for (const auto& [role, answer] : groups.back().outputs) {
        outputs_.at(role).set(channel, rounded(answer));
      }
    }
    if (answers_ == nullptr) return;
    share_positions(crew, [&](Segment segment, Scratch<T>& scratch) {
      for_each_block(tile, segment, [&](const Span& span, std::size_t k) {
        answer_span(groups[k], span, scratch);
      });
    });
  }

  template <class Visit>
  void for_each_block(Tile tile, Segment segment, const Visit& visit) const {
    std::int64_t first = segment.first;
    while (first < segment.last) {
      Span span{place_of(tile.first).group, first, segment.last - first};
      span.count = block_count(x_, span);
      for (std::int64_t channel = tile.first; channel < tile.last; ++channel) {
        span.group = place_of(channel).group;
        visit(span, static_cast<std::size_t>(channel - tile.first));
      }
      first += span.count;
    }
  }

  Block<T> block_of(const Span& span, Scratch<T>& scratch) const {
    return {gather(x_, span, scratch.x.data()),
            dy_ == nullptr ? nullptr : gather(*dy_, span, scratch.dy.data()),
            static_cast<std::size_t>(span.count)};
  }

  void add_positions(Tile tile, Crew crew, std::vector<FastSums>& sums) {
    std::mutex mutex;
    share_positions(crew, [&](Segment segment, Scratch<T>& scratch) {
      std::vector<FastSums> part(crew.threads == 1 ? 0 : sums.size());
      for (FastSums& each : part) clear(each);
      std::vector<FastSums>& into = part.empty() ? sums : part;
      for_each_block(tile, segment, [&](const Span& span, std::size_t k) {
        loops_.add_block(block_of(span, scratch), into[k]);
      });
      const std::lock_guard lock(mutex);
      for (std::size_t k = 0; k < part.size(); ++k) merge(sums[k], part[k]);
    });
  }

  void answer_span(const GroupAnswers& group, const Span& span, Scratch<T>& scratch) {
    const Block<T> block = block_of(span, scratch);
    double* direct = in_place(*answers_, span);
    const Target target{direct == nullptr ? scratch.answers.data() : direct,
                        scratch.undecided.data()};
    const std::size_t undecided = run_loop(group, block, target);
    undecided_ += static_cast<std::int64_t>(undecided);
    for (std::size_t k = 0; k < undecided; ++k) {
      const std::size_t i = target.undecided[k];
      const auto x = static_cast<double>(block.x[i]);
      const double dy = block.dy == nullptr ? 0 : static_cast<double>(block.dy[i]);
      Memo::Key key = key_of(group.depends, x, dy);
      key.group = span.group.first_channel;
      target.answers[i] = decide(group, key, scratch.memo);
    }
    if (direct == nullptr) scatter(target.answers, *answers_, span);
  }

  std::size_t run_loop(const GroupAnswers& group, const Block<T>& block,
                       const Target& target) const {
    if (const auto* affine = std::get_if<AffineConstants>(&group.constants)) {
      const bool of_dy = block.dy != nullptr;  // backward_inference: dx = scale * dy
      return loops_.affine(*affine, {of_dy ? block.dy : block.x, nullptr, block.count}, target);
    }
    if (const auto* gradient = std::get_if<GradientConstants>(&group.constants)) {
      return loops_.gradient(*gradient, block, target);
    }
    for (std::size_t i = 0; i < block.count; ++i) {
      target.undecided[i] = static_cast<std::uint32_t>(i);
    }
    return block.count;
  }

  static double decide(const GroupAnswers& group, Memo::Key key, Memo& memo) {
    if (const double* known = memo.find(key)) return *known;
    const double answer = rounded(group.element(extended(key.x), extended(key.dy)));
    memo.keep(key, answer);
    return answer;
  }

  const Problem& problem_;
  const Tensors& inputs_;
  Tensors& outputs_;
  const LoopsOf<T>& loops_;
  int threads_;
  const Tensor& x_;
  const Tensor* dy_;
  Tensor* answers_;  // null where the data output is not wanted
  std::int64_t positions_;
  std::vector<Scratch<T>> scratch_;
  std::atomic<std::int64_t> undecided_{0};
};

bool needs_double(const Tensors& inputs) {
  const Tensor* dy = inputs.find(Role::kDy);
  return inputs.at(Role::kX).dtype() == Dtype::kFloat64 ||
         (dy != nullptr && dy->dtype() == Dtype::kFloat64);
}

}  // namespace

std::int64_t solve_groups(const Solve& solve) {
  return needs_double(solve.inputs) ? Solver<double>(solve).run() : Solver<float>(solve).run();
}

Tensors make_answers(const Problem& problem, const Tensors& inputs) {
  Problem in_double = problem;
  in_double.dtype = Dtype::kFloat64;
  in_double.parameter_dtype = Dtype::kFloat64;
  in_double.statistic_dtype = Dtype::kFloat64;
  Tensors answers;
  for (Role role : outputs_of(problem)) answers.arrays.emplace(role, make_array(in_double, role));
  const bool counts = problem.pass == Pass::kForwardTraining && answers.has(Role::kRunningMean);
  answers.num_batches_tracked = inputs.num_batches_tracked + (counts ? 1 : 0);
  return answers;
}

}  // namespace normaudit::reference
