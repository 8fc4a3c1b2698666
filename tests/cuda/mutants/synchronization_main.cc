// synchronization correct SEEDS | removals SEEDS KERNELS_FOLDER. `correct`: every kernel under
// every kind of schedule gives the same bits, without a word from the executor or a sanitizer.
// `removals`: with each barrier, fence and wait taken away in turn, one of them notices, under TSan
// every time; and each that the text of the kernels holds is among them.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "cuda/simt/gpu.h"
#include "tests/cuda/mutants/every_kernel.h"

namespace {

using namespace normaudit::cuda::simt;
using normaudit::cuda::GpuError;

#if defined(NORMAUDIT_SIMT_TSAN)
constexpr bool kSeesRaces = true;
#else
constexpr bool kSeesRaces = false;
#endif

int races = 0;
/// In a removal's own process the first race is enough: thousands may follow, at a millisecond
/// each.
bool ends_at_race = false;
constexpr int kNoticed = 0, kNotNoticed = 1, kRace = 2;

}  // namespace

// TSan calls it for every report, holding its own lock: nothing in here may be instrumented.
extern "C" __attribute__((no_sanitize("thread"))) void __tsan_on_report(void*) {
  ++races;
  if (ends_at_race) _exit(kRace);
}

namespace {

struct Expected {
  KernelCase kernel;
  std::vector<float> numbers;
  std::vector<SynchronizationSite> sites;  ///< that it reaches
};

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

std::vector<Expected> expectations() {
  std::vector<Expected> result;
  for (const KernelCase& kernel : every_kernel()) {
    forget_synchronization_sites();
    const std::vector<float> numbers = kernel.run();
    result.push_back({kernel, numbers, synchronization_sites()});
  }
  return result;
}

/// How it differs from what is expected, or nothing.
std::string noticed(const Expected& expected) {
  races = 0;
  try {
    const std::vector<float> numbers = expected.kernel.run();
    if (races > 0) return "race";
    return same_bits(numbers, expected.numbers) ? "" : "other bits";
  } catch (const GpuError& error) {
    const std::string report = error.what();
    return "report: " + report.substr(0, report.find('\n'));
  }
}

std::vector<Schedule> schedules(std::uint64_t seeds) {
  std::vector<Schedule> result;
  for (const unsigned resident : {1u, 2u, 0u}) {
    result.push_back({.order = Schedule::Order::kInOrder, .resident = resident});
    result.push_back({.order = Schedule::Order::kReversed, .resident = resident});
  }
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    result.push_back({.order = Schedule::Order::kRandom,
                      .seed = seed,
                      .resident = static_cast<unsigned>(seed % 3)});
  }
  return result;
}

int run_correct(const std::vector<Expected>& all, std::uint64_t seeds) {
  int failures = 0;
  for (const Schedule& schedule : schedules(seeds)) {
    const ScopedSchedule scoped(schedule);
    for (const Expected& expected : all) {
      const std::string what = noticed(expected);
      if (what.empty()) continue;
      std::printf("%s, order %d, seed %d, %u resident: %s\n", expected.kernel.name.c_str(),
                  static_cast<int>(schedule.order), static_cast<int>(schedule.seed),
                  schedule.resident, what.c_str());
      ++failures;
    }
  }
  std::printf("%zu kernels, %d failures\n", all.size(), failures);
  return failures == 0 ? 0 : 1;
}

/// The first schedule and kernel to notice something.
std::string first_to_notice(const std::vector<Expected>& all, std::uint64_t seeds) {
  for (const Schedule& schedule : schedules(seeds)) {
    const ScopedSchedule scoped(schedule);
    for (const Expected& expected : all) {
      const std::string what = noticed(expected);
      if (!what.empty()) return expected.kernel.name + ": " + what;
    }
  }
  return {};
}

std::set<SynchronizationSite> sites_of(const std::vector<Expected>& all) {
  std::set<SynchronizationSite> sites;
  for (const Expected& each : all) sites.insert(each.sites.begin(), each.sites.end());
  return sites;
}

std::vector<Expected> that_reach(const std::vector<Expected>& all,
                                 const SynchronizationSite& site) {
  std::vector<Expected> result;
  std::copy_if(all.begin(), all.end(), std::back_inserter(result), [&](const Expected& each) {
    return std::binary_search(each.sites.begin(), each.sites.end(), site);
  });
  return result;
}

/// Runs them without this site in a process of its own, which says what was noticed.
bool notices_removal(const std::vector<Expected>& kernels, const SynchronizationSite& site,
                     std::uint64_t seeds) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    ends_at_race = true;
    const ScopedRemoval removal(site.file, site.line);
    const std::string what = first_to_notice(kernels, seeds);
    std::printf("%s\n", what.empty() ? "NOT NOTICED" : what.c_str());
    std::fflush(stdout);
    _exit(what.empty() ? kNotNoticed : kNoticed);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) {
    std::printf("ITS PROCESS FAILED\n");
    return false;
  }
  if (WEXITSTATUS(status) == kRace) std::printf("race\n");
  return WEXITSTATUS(status) == kNoticed || WEXITSTATUS(status) == kRace;
}

/// What the text of the kernels calls, compared with what was reached; the sites that were not.
int not_reached(const std::set<SynchronizationSite>& sites, const std::filesystem::path& folder) {
  static const std::regex call(
      "\\b(__syncthreads\\w*|__syncwarp|__threadfence\\w*|cluster_sync|grid_sync|"
      "wait_until_at_least|arrive)\\(|\\bwait_copies<");
  int calls = 0, missing = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".cuh") continue;
    const std::string file = "cuda/kernels/" + entry.path().filename().string();
    std::ifstream text(entry.path());
    unsigned number = 0;
    for (std::string line; std::getline(text, line);) {
      ++number;
      if (!std::regex_search(line.substr(0, line.find("//")), call)) continue;
      ++calls;
      if (std::any_of(sites.begin(), sites.end(), [&](const SynchronizationSite& site) {
            return site.file == file && site.line == number;
          })) {
        continue;
      }
      std::printf("%s:%u NOT REACHED: %s\n", file.c_str(), number, line.c_str());
      ++missing;
    }
  }
  std::printf("%d calls in the kernels' text, %d not reached\n", calls, missing);
  return calls > 0 ? missing : 1;
}

int run_removals(const std::vector<Expected>& all, std::uint64_t seeds, const char* folder) {
  int survivors = 0;
  // First nothing is removed: a notice that comes by itself would count for every removal.
  const std::string always = first_to_notice(all, 0);
  if (!always.empty()) std::printf("without a removal: %s\n", always.c_str());
  const std::set<SynchronizationSite> sites = sites_of(all);
  for (const SynchronizationSite& site : sites) {
    std::printf("%s:%u %s: ", site.file.c_str(), site.line, site.kind.c_str());
    survivors += notices_removal(that_reach(all, site), site, seeds) ? 0 : 1;
  }
  std::printf("%zu removals, %d not noticed\n", sites.size(), survivors);
  const int missing = not_reached(sites, folder);
  // Only TSan sees the order of memory accesses; without it, races may go well.
  const bool all_noticed = survivors == 0 || !kSeesRaces;
  return always.empty() && missing == 0 && all_noticed ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 2 ? argv[1] : "";
  if (mode != (argc == 4 ? "removals" : "correct")) {
    std::fputs("usage: kernels correct SEEDS | removals SEEDS KERNELS_FOLDER\n", stderr);
    return 2;
  }
  const std::uint64_t seeds = std::stoull(argv[2]);
  const std::vector<Expected> all = expectations();
  if (races > 0) std::printf("%d races in the first runs\n", races);
  if (mode == "removals") return run_removals(all, seeds, argv[3]);
  const int first = races;
  return run_correct(all, seeds) + (first > 0 ? 1 : 0);
}
