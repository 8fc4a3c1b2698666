// normaudit_cpu_bench: our kernels beside the machine's floors, naive loops and peers, in turn,
// shape by shape, within a time that can be chosen.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <fstream>
#include <memory>

#include "bench/cpu/driver.h"
#include "bench/cpu/fpu.h"
#include "bench/cpu/onednn.h"
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
  double shared_mib = 24;
  std::vector<std::string> onednn{"libdnnl.so.3", "libdnnl.so.2"};
  std::string driver;
  std::string commit;
  std::string out;
  bool list = false;
  bool verbose = false;
};

struct Peers {
  std::vector<Onednn> onednn;
  std::unique_ptr<Driver> driver;
};

void refuse_flushing(const std::string& culprit) {
  if (!flushes()) return;
  throw InputError(culprit + " flushes subnormal numbers to zero: nothing would be comparable");
}

Peers open_peers(const Options& options, Results& results) {
  Peers peers;
  for (const std::string& file : options.onednn) {
    Onednn library = open_onednn(file);
    if (flushes()) {
      stop_flushing();
      library.missing = "it sets the processor to flush subnormal numbers to zero";
    }
    const std::string name = library.version.empty() ? file : kOnednn + library.version;
    if (library.missing.empty()) {
      results.facts.emplace_back(name, file);
      peers.onednn.push_back(library);
    } else {
      results.absent[name] = library.missing;
    }
  }
  if (options.driver.empty()) {
    results.absent["torch, onnxruntime"] = "no --driver was given";
    return peers;
  }
  peers.driver = std::make_unique<Driver>(options.driver);
  for (const auto& [name, version] : peers.driver->greeting().at("peers").items()) {
    results.facts.emplace_back(name, version.get<std::string>());
  }
  for (const auto& [name, reason] : peers.driver->greeting().at("absent").items()) {
    results.absent[name] = reason.get<std::string>();
  }
  return peers;
}

void append(std::vector<Contender>& to, std::vector<Contender> from) {
  for (Contender& each : from) to.push_back(std::move(each));
}

std::vector<Contender> contenders_of(const Stage& stage, Peers& peers) {
  std::vector<Contender> all = our_contenders(stage);
  append(all, floor_contenders(stage));
  append(all, loop_contenders(stage));
  append(all, textbook_contenders(stage));
  for (const Onednn& each : peers.onednn) append(all, onednn_contenders(each, stage));
  if (peers.driver != nullptr) append(all, peers.driver->contenders(stage.timed));
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

void write(const Results& results, const std::string& path) {
  std::ofstream file(path);
  file << to_json(results).dump(1) << '\n';
  file.close();
  if (!file) throw InputError(path + ": cannot be written");
}

void run_contests(const Options& options, const std::vector<Case>& cases, Results& results) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(options.seconds);
  Peers peers = open_peers(options, results);
  print_machine(results);
  Arrays arrays(cases);
  double weight = 0;
  for (const Case& each : cases) weight += weight_of(each);
  for (const Case& each : cases) {
    const Stage stage{each, arrays};
    save_statistics(stage);
    const double left = std::chrono::duration<double>(end - Clock::now()).count();
    const Effort effort{.seconds = std::max(0.0, left) * weight_of(each) / weight};
    weight -= weight_of(each);
    const std::vector<Contender> contenders = contenders_of(stage, peers);
    results.contests.push_back(
        {each, class_of(each, results.caches), measure(stage, contenders, effort)});
    if (options.verbose) print_contest(results.contests.back());
  }
}

int run(const Options& options) {
  const std::vector<Case> cases = cases_of(options.plan);
  if (options.list) {
    for (const Case& each : cases) fmt::print("{}\n", name_of(each));
    return 0;
  }
  if (cases.empty()) throw InputError("--only '" + options.plan.only + "' leaves no case");
  refuse_flushing("this program");
  Results results;
  results.facts = {{"cpu", cpu_model()},       {"instruction_set", fast::instruction_set()},
                   {"compiler", compiler()},   {"date", today()},
                   {"commit", options.commit}, {"load_before", load()}};
  results.machine = measure_machine();
  results.caches = {results.machine.told.private_bytes,
                    static_cast<std::int64_t>(options.shared_mib * (1 << 20))};
  run_contests(options, cases, results);
  results.facts.emplace_back("load_after", load());
  print_summary(results);
  if (!options.out.empty()) write(results, options.out);
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
  app.add_option("--onednn", options.onednn, "libraries to open: files, or names for the loader")
      ->delimiter(',');
  app.add_option("--driver", options.driver, "command that runs bench/cpu/peers.py");
  app.add_option("--commit", options.commit, "the sources' commit, for the record");
  app.add_option("--out", options.out, "also write the record as JSON to this file");
  app.add_flag("--list", options.list, "print the cases, and time nothing");
  app.add_flag("--verbose", options.verbose, "print the medians of every case");
  CLI11_PARSE(app, argc, argv);
  try {
    return normaudit::bench::cpu::run(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "normaudit_cpu_bench: {}\n", error.what());
    return normaudit::bench::cpu::kNothingRun;
  }
}
