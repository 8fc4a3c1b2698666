// Filling sets of arrays on the device, and comparing outputs there.
#include <algorithm>
#include <limits>

#include "bench/gpu/platform.h"
#include "bench/gpu/sets.h"
#include "core/run.h"
#include "cuda/host/passes.h"

namespace normaudit::cuda::NORMAUDIT_TARGET::timing {
namespace {

constexpr std::int64_t kAlignment = 256;

std::int64_t bytes_of(const Problem& problem, Role role) {
  const std::int64_t bytes = count_of_role(problem, role) *
                             static_cast<std::int64_t>(size_in_bytes(dtype_of_role(problem, role)));
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

std::vector<Role> roles_of(const Problem& problem) {
  std::vector<Role> roles = inputs_of(problem);
  // Those the forward pass hands on.
  if (problem.pass == Pass::kBackward)
    roles.insert(roles.end(), {Role::kSaveMean, Role::kSaveInvstd});
  for (Role role : outputs_of(problem)) {
    if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
  }
  return roles;
}

std::int64_t bytes_of(const Problem& problem, const std::vector<Role>& roles) {
  std::int64_t bytes = 0;
  for (Role role : roles) bytes += bytes_of(problem, role);
  return bytes;
}

DeviceArrays placed(const Problem& problem, const std::vector<Role>& roles, Arena& arena) {
  std::map<Role, DeviceArrays::Place> places;
  for (Role role : roles) {
    const bool is_data = normaudit::facts(role).kind == RoleKind::kData;
    places.emplace(
        role, DeviceArrays::Place{.first = arena.take(bytes_of(problem, role)),
                                  .dtype = dtype_of_role(problem, role),
                                  .map = is_data ? IndexMap(problem.shape, problem.layout)
                                                 : IndexMap::vector(count_of_role(problem, role))});
  }
  return DeviceArrays(std::move(places));
}

unsigned blocks_for(std::int64_t count) {
  const std::int64_t blocks = (count + kNumberThreads - 1) / kNumberThreads;
  return static_cast<unsigned>(std::clamp<std::int64_t>(blocks, 1, kNumberBlocks));
}

struct Filling {
  float mean = 0;
  float spread = 0;
};

void fill_array(const Problem& problem, const DeviceArrays& arrays, Role role,
                const Filling& filling) {
  visit_storage(dtype_of_role(problem, role), [&]<class S>() {
    const Numbers<S> numbers{.data = static_cast<S*>(arrays.first(role)),
                             .count = count_of_role(problem, role),
                             .seed = static_cast<std::uint64_t>(role) << 32,
                             .mean = filling.mean,
                             .spread = filling.spread};
    launch({.grid = blocks_for(numbers.count), .block = kNumberThreads, .name = "fill"}, fill<S>,
           numbers);
  });
}

Filling filling_of(Role role) {
  switch (role) {
    case Role::kX:
      return {0.5f, 1};
    case Role::kDy:
      return {0.125f, 1};
    case Role::kWeight:
      return {1.25f, 0.25f};
    case Role::kRunningVar:
      return {2, 0.125f};
    default:
      return {-0.375f, 0.25f};
  }
}

// Saved statistics of x by the yardstick, for a backward pass.
void save_statistics(const Problem& problem, const DeviceArrays& arrays) {
  std::map<Role, DeviceArrays::Place> places;
  for (Role role : {Role::kX, Role::kSaveMean, Role::kSaveInvstd}) {
    places.emplace(role, DeviceArrays::Place{arrays.first(role), dtype_of_role(problem, role),
                                             arrays.map(role)});
  }
  const DeviceArrays forward(std::move(places));
  Scratch scratch;
  find_or_refuse<Kernels>("kernels", "split").launch({forward_of(problem), 0, forward, scratch});
  synchronize();  // before the scratch memory goes
}

}  // namespace

void Arena::start(std::int64_t bytes) {
  used_ = 0;
  if (buffer_ && buffer_->size() >= static_cast<std::size_t>(bytes)) return;
  buffer_.reset();  // first, so that both never exist
  buffer_.emplace(static_cast<std::size_t>(bytes));
}

void* Arena::take(std::int64_t bytes) {
  void* const place = static_cast<std::byte*>(buffer_->data()) + used_;
  used_ += static_cast<std::size_t>(bytes);
  return place;
}

Sets::Sets(const Problem& problem, Arena& arena) : problem_(problem) {
  const std::vector<Role> roles = roles_of(problem);
  const std::vector<Role> outputs = outputs_of(problem);
  const int count = normaudit::bench::rotation_of(bytes_of(problem, roles), cache_bytes());
  arena.start(count * bytes_of(problem, roles) + bytes_of(problem, outputs));
  yardstick_ = placed(problem, outputs, arena);
  for (int set = 0; set < count; ++set) {
    sets_.push_back(placed(problem, roles, arena));
    fill_inputs(sets_.back());
  }
}

int Sets::next() {
  const int set = next_;
  next_ = (next_ + 1) % count();
  return set;
}

void Sets::fill_inputs(const DeviceArrays& arrays) {
  for (Role role : inputs_of(problem_)) {
    fill_array(problem_, arrays, role, filling_of(role));
  }
  if (problem_.pass == Pass::kBackward) save_statistics(problem_, arrays);
}

void Sets::reset() {
  for (Role role : outputs_of(problem_)) {
    fill_array(problem_, sets_.front(), role, {std::numeric_limits<float>::quiet_NaN(), 0});
  }
  fill_inputs(sets_.front());  // running statistics are among both
}

void Sets::keep_yardstick() {
  for (Role role : outputs_of(problem_)) {
    copy_by_runtime({.to = yardstick_->first(role),
                     .from = sets_.front().first(role),
                     .count = static_cast<std::size_t>(bytes_of(problem_, role))});
  }
}

normaudit::bench::Agreement Sets::agreement(const std::vector<Role>& roles) const {
  normaudit::bench::Agreement result;
  for (Role role : roles) {
    const std::int64_t count = count_of_role(problem_, role);
    const unsigned blocks = blocks_for(count);
    visit_storage(dtype_of_role(problem_, role), [&]<class S>() {
      const Comparison<S> comparison{.got = static_cast<const S*>(sets_.front().first(role)),
                                     .yardstick = static_cast<const S*>(yardstick_->first(role)),
                                     .count = count,
                                     .by_block = static_cast<Difference*>(differences_.data())};
      launch({.grid = blocks, .block = kNumberThreads, .name = "compare"}, compare<S>, comparison);
    });
    std::vector<Difference> found(blocks);
    differences_.download(found.data(), blocks * sizeof(Difference));
    result.compared += count;
    for (const Difference& each : found) {
      result.different += static_cast<std::int64_t>(each.different);
      result.not_finite += static_cast<std::int64_t>(each.not_finite);
      result.yardstick_not_finite += static_cast<std::int64_t>(each.yardstick_not_finite);
      result.largest_difference = std::max(result.largest_difference, each.largest_difference);
      result.largest_value = std::max(result.largest_value, each.largest_value);
    }
  }
  return result;
}

Role data_output(const Problem& problem) {
  return is_backward(problem.pass) ? Role::kDx : Role::kY;
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET::timing
