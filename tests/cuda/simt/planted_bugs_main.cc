// Runs one case under many schedules: planted_bugs CASE SCHEDULES [SITE]. Prints for each schedule
// what was reported, or whether the output holds a NaN. SITE removes that synchronization, counted
// from 0. Built plain, with ASan and UBSan, and with TSan.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/cuda/simt/correct_kernels.cuh"

namespace {

using normaudit::cuda::GpuError;
using namespace normaudit::cuda::simt;

constexpr unsigned kNumbers = 256;

struct Case {
  void (*kernel)(Arrays);
  Launch launch{.grid = 2, .block = 64};
};

const std::map<std::string, Case>& cases() {
  static const std::map<std::string, Case> all{
      {"correct_sum", {correct_sum}},
      {"correct_last_block", {last_block<true>, {.grid = 2, .block = 64}}},
      {"correct_counter", {correct_counter, {.grid = 2, .block = 64, .cooperative = true}}},
      {"correct_grid_sync", {correct_grid_sync, {.grid = 2, .block = 64, .cooperative = true}}},
      {"correct_cluster", {correct_cluster, {.grid = 2, .block = 64, .cluster = 2}}},
      {"correct_copies", {correct_copies, {.grid = 2, .block = 64, .shared_bytes = 64 * 4}}},
      {"correct_warp", {correct_warp}},
      {"correct_block_fence", {correct_block_fence}},
      {"missing_barrier", {missing_barrier}},
      {"missing_barrier_on_reuse", {missing_barrier_on_reuse}},
      {"lock_step", {lock_step}},
      {"divergent_barrier", {divergent_barrier}},
      {"early_return", {early_return}},
      {"full_mask_half_warp", {full_mask_half_warp}},
      {"inactive_source", {inactive_source}},
      {"mixed_collectives", {mixed_collectives}},
      {"global_out_of_bounds", {global_out_of_bounds, {.grid = 5, .block = 64}}},
      {"dynamic_shared_out_of_bounds",
       {dynamic_shared_out_of_bounds, {.grid = 2, .block = 64, .shared_bytes = 64 * 4}}},
      {"static_shared_out_of_bounds", {static_shared_out_of_bounds}},
      {"misaligned", {misaligned}},
      {"unwritten_shared", {unwritten_shared}},
      {"last_block_without_fences", {last_block<false>, {.grid = 2, .block = 64}}},
      {"one_cell_of_two_blocks", {one_cell_of_two_blocks}},
      {"peer_exits", {peer_exits, {.grid = 2, .block = 64, .cluster = 2}}},
  };
  return all;
}

const char* outcome(const std::string& name, const Case& planted) {
  std::vector<float> in(kNumbers), out(kNumbers, 0.0f), partial(kNumbers);
  for (unsigned i = 0; i < kNumbers; ++i) in[i] = static_cast<float>(i);
  unsigned ticket = 0;
  Launch config = planted.launch;
  config.name = name.c_str();
  launch(config, planted.kernel,
         Arrays{in.data(), out.data(), partial.data(), &ticket, static_cast<int>(kNumbers)});
  for (const float value : out) {
    if (std::isnan(value)) return "NaN";
  }
  return "silent";
}

/// The plain order, the reversed one, then random ones.
Schedule schedule_at(unsigned index) {
  using Order = Schedule::Order;
  const Order order = index == 0 ? Order::kInOrder : index == 1 ? Order::kReversed : Order::kRandom;
  return {.order = order, .seed = index, .resident = 0};
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3 || !cases().contains(arguments[1])) {
    std::fputs("usage: planted_bugs CASE SCHEDULES [SITE]\n", stderr);
    return 2;
  }
  const std::string name = arguments[1];
  std::unique_ptr<ScopedRemoval> removal;
  if (count == 4) {
    outcome(name, cases().at(name));  // to learn the sites
    const auto sites = synchronization_sites();
    const auto index = static_cast<std::size_t>(std::atoi(arguments[3]));
    if (index >= sites.size()) {
      std::puts("no such site");
      return 0;
    }
    std::printf("without %s %s:%u\n", sites[index].kind.c_str(), sites[index].file.c_str(),
                sites[index].line);
    removal = std::make_unique<ScopedRemoval>(sites[index].file, sites[index].line);
  }
  const auto schedules = static_cast<unsigned>(std::atoi(arguments[2]));
  for (unsigned index = 0; index < schedules; ++index) {
    const ScopedSchedule schedule(schedule_at(index));
    try {
      std::puts(outcome(name, cases().at(name)));
    } catch (const GpuError& error) {
      std::printf("reported %s\n", error.what());
    }
  }
}
