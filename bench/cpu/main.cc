// normaudit_cpu_bench: our kernels beside the machine's floors, naive loops and peers, in turn,
// shape by shape, within a time that can be chosen.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <fstream>
#include <limits>

#include "bench/cpu/accuracy_results.h"
#include "bench/cpu/fpu.h"
#include "bench/cpu/peers.h"
#include "bench/cpu/results.h"
#include "bench/environment.h"
#include "bench/figures.h"
#include "core/error.h"
#include "normaudit/fast.h"

namespace normaudit::bench::cpu {
namespace {

constexpr int kNothingRun = 3;

struct Options {
  Plan plan;
  double seconds = 150;
  int sweeps = 3;
  double shared_mib = 24;
  PeerOptions peers;
  std::string commit;
  std::string out;
  bool list = false;
  bool verbose = false;
  bool accuracy = false;
  bool large = false;
};

using Facts = std::vector<std::pair<std::string, std::string>>;

void refuse_flushing() {
  if (!flushes()) return;
  throw InputError("this program flushes subnormal numbers to zero: nothing would be comparable");
}

Facts facts_of(const Options& options) {
  return {{"cpu", cpu_model()},
          {"instruction_set", fast::instruction_set()},
          {"compiler", compiler()},
          {"date", today()},
          {"commit", options.commit}};
}

std::vector<Contender> contenders_of(const Stage& stage, Peers& peers) {
  std::vector<Contender> all = our_contenders(stage);
  append(all, floor_contenders(stage));
  append(all, loop_contenders(stage));
  append(all, textbook_contenders(stage));
  append(all, peers.contenders(stage));
  return all;
}

// About the time that a case's contenders take for one round, up to a factor.
double weight_of(const Case& timed) {
  return 1e6 + static_cast<double>(floor_bytes(timed.problem)) / timed.threads;
}

std::string load() {
  std::string average;
  std::ifstream("/proc/loadavg") >> average;
  return average;
}

void write(const nlohmann::json& record, const std::string& path) {
  if (path.empty()) return;
  std::ofstream file(path);
  file << record.dump(1) << '\n';
  file.close();
  if (!file) throw InputError(path + ": cannot be written");
}

void run_contests(const Options& options, const std::vector<Case>& cases, Results& results) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(options.seconds);
  Peers peers(options.peers);
  results.facts.insert(results.facts.end(), peers.versions().begin(), peers.versions().end());
  results.absent = peers.absent();
  print_machine(results);
  Arrays arrays(cases);
  double weight = 0;
  for (const Case& each : cases) {
    weight += options.sweeps * weight_of(each);
    results.contests.push_back({each, class_of(each, results.caches), {}});
  }
  const auto left = [end] { return std::chrono::duration<double>(end - Clock::now()).count(); };
  int sweep = 0;
  for (; sweep < options.sweeps && (sweep == 0 || left() > 0); ++sweep) {
    for (Contest& contest : results.contests) {
      if (sweep > 0 && left() <= 0) break;
      const Stage stage{contest.timed, arrays};
      save_statistics(stage);
      const double part = weight_of(contest.timed) / weight;
      weight -= weight_of(contest.timed);
      pool(contest.timings,
           measure(stage, contenders_of(stage, peers), {.seconds = std::max(0.0, left()) * part}));
    }
  }
  results.facts.emplace_back("sweeps_begun", std::to_string(sweep));
  if (!options.verbose) return;
  for (const Contest& each : results.contests) print_contest(each);
}

std::vector<Contender> answering(const Stage& stage, Peers& peers) {
  std::vector<Contender> all = our_contenders(stage);
  append(all, loop_contenders(stage));
  append(all, textbook_contenders(stage, std::numeric_limits<std::int64_t>::max()));
  append(all, peers.answering(stage));
  return all;
}

int run_accuracy(const Options& options) {
  refuse_flushing();
  AccuracyPlan plan;
  if (options.large) plan.shapes.push_back(large_shape());
  AccuracyResults results{.facts = facts_of(options), .absent = {}, .contests = {}};
  Peers peers(options.peers);
  results.facts.insert(results.facts.end(), peers.versions().begin(), peers.versions().end());
  results.absent = peers.absent();
  const std::vector<AccuracyCase> cases = accuracy_cases(plan);
  std::vector<Case> all;
  for (const AccuracyCase& each : cases) all.push_back(each.timed);
  Arrays arrays(all);
  for (const AccuracyCase& each : cases) {
    const Stage stage{each.timed, arrays};
    fill(each, arrays);
    const Exact exact(stage);
    if (is_backward(each.timed.problem.pass)) save_exact_statistics(exact, stage);
    results.contests.push_back(assess(each, exact, arrays, answering(stage, peers)));
  }
  for (const auto& [name, value] : results.facts) fmt::print("{}: {}\n", name, value);
  for (const auto& [name, reason] : results.absent) fmt::print("{}: absent, {}\n", name, reason);
  fmt::print("\n{}", accuracy_tables(results.contests));
  write(to_json(results), options.out);
  return 0;
}

int run(const Options& options) {
  if (options.accuracy) return run_accuracy(options);
  const std::vector<Case> cases = cases_of(options.plan);
  if (options.list) {
    for (const Case& each : cases) fmt::print("{}\n", name_of(each));
    return 0;
  }
  if (cases.empty()) throw InputError("--only '" + options.plan.only + "' leaves no case");
  refuse_flushing();
  Results results;
  results.facts = facts_of(options);
  results.facts.emplace_back("load_before", load());
  results.machine = measure_machine();
  results.caches = {results.machine.told.private_bytes,
                    static_cast<std::int64_t>(options.shared_mib * (1 << 20))};
  run_contests(options, cases, results);
  results.facts.emplace_back("load_after", load());
  print_summary(results);
  write(to_json(results), options.out);
  return 0;
}

}  // namespace
}  // namespace normaudit::bench::cpu

int main(int argc, char** argv) {
  CLI::App app{
      "Batch norm on the CPU: the machine's floors, our kernels, naive loops and peers, in turn."};
  normaudit::bench::cpu::Options options;
  app.add_option("--seconds", options.seconds, "about how long, in all")
      ->check(CLI::Range(0.0, 1e5));
  app.add_option("--sweeps", options.sweeps,
                 "visits of all cases, so that a slow second spoils only some of a case's samples")
      ->check(CLI::Range(1, 1000));
  app.add_option("--only", options.plan.only,
                 "cases whose name holds this regular expression (--list names them)");
  app.add_option("--batches", options.plan.batches, "batch sizes of the layers")
      ->delimiter(',')
      ->check(CLI::Range(1, 4096));
  app.add_option("--threads", options.plan.threads, "numbers of threads")
      ->delimiter(',')
      ->check(CLI::Range(1, 1024));
  app.add_option("--shared-mib", options.shared_mib, "the class L3 ends here")
      ->check(CLI::Range(0.0, 1e6));
  app.add_option("--onednn", options.peers.onednn,
                 "libraries to open: files, or names for the loader")
      ->delimiter(',');
  app.add_option("--driver", options.peers.driver, "command that runs bench/cpu/peers.py");
  app.add_option("--commit", options.commit, "the sources' commit, for the record");
  app.add_option("--out", options.out, "also write the record as JSON to this file");
  app.add_flag("--list", options.list, "print the cases, and time nothing");
  app.add_flag("--verbose", options.verbose, "print the medians of every case");
  CLI::Option* const accuracy =
      app.add_flag("--accuracy", options.accuracy,
                   "errors beside the exact answers instead of times; one thread");
  for (const char* of_times : {"--seconds", "--sweeps", "--only", "--batches", "--threads",
                               "--shared-mib", "--list", "--verbose"}) {
    accuracy->excludes(of_times);
  }
  app.add_flag("--large", options.large, "accuracy also of 4.2 million numbers per channel")
      ->needs(accuracy);
  CLI11_PARSE(app, argc, argv);
  try {
    return normaudit::bench::cpu::run(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "normaudit_cpu_bench: {}\n", error.what());
    return normaudit::bench::cpu::kNothingRun;
  }
}
