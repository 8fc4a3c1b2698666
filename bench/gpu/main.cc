// normaudit_gpu_bench: our kernels beside the memory's own speed and beside peers, layer by layer,
// on the GPU that is there.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>

#include "bench/environment.h"
#include "bench/gpu/results.h"
#include "core/error.h"

namespace normaudit::bench {
namespace {

constexpr int kWrong = 1;
constexpr int kNothingRun = 3;

struct Options {
  std::vector<std::int64_t> batches{64, 256};
  std::vector<std::string> dtypes{"float32", "bfloat16"};
  std::vector<std::string> layouts{"nchw", "nhwc"};
  std::vector<std::string> passes{"forward_training", "inference", "backward"};
  std::vector<std::string> layers;
  std::vector<std::string> contenders;
  std::vector<std::string> peers;
  std::string commit;
  std::string out;
  bool quick = false;
  bool list = false;
};

Plan plan_of(const Options& options) {
  Plan plan{.batches = options.batches, .dtypes = {}, .layouts = options.layouts, .passes = {}};
  if (options.quick) plan.batches = {options.batches.front()};
  for (const std::string& each : options.dtypes) plan.dtypes.push_back(parse_dtype(each));
  for (const std::string& each : options.passes) plan.passes.push_back(parse_pass(each));
  if (!options.layers.empty()) plan.layers.clear();
  for (const std::string& each : options.layers) plan.layers.push_back(parse_layer(each));
  return plan;
}

Effort effort_of(const Options& options) {
  return options.quick ? Effort{.sample_us = 200, .budget_us = 8000, .most_samples = 11} : Effort{};
}

void check_contenders(const std::vector<std::string>& wanted) {
  std::string known;
  for (const ContenderName& each : contender_names()) {
    known += (known.empty() ? "" : ", ") + each.name;
  }
  for (const std::string& name : wanted) {
    const std::vector<ContenderName> all = contender_names();
    if (std::none_of(all.begin(), all.end(), [&](const auto& each) { return each.name == name; })) {
      throw InputError("unknown contender '" + name + "': expected one of " + known);
    }
  }
}

void list(const std::vector<Entry>& entries) {
  fmt::print("contenders\n");
  for (const ContenderName& each : contender_names()) {
    fmt::print("  {}{}\n", each.name, each.is_peer ? " (peer)" : "");
  }
  fmt::print("problems, and layers of the network like each\n");
  for (const Entry& each : entries) {
    fmt::print("  {:<52} x{:<3} {:>14} bytes\n", key_of(each.problem), each.count,
               floor_bytes(each.problem));
  }
}

void write(const Results& results, const std::string& path) {
  std::ofstream file(path);
  file << to_json(results).dump(1) << '\n';
  file.close();
  if (!file) throw InputError(path + ": cannot be written");
}

int run(const Options& options) {
  const std::vector<Entry> entries = entries_of(plan_of(options));
  for (const Entry& each : entries) validate(each.problem);
  check_contenders(options.contenders);
  if (options.list) {
    list(entries);
    return 0;
  }
  PeerTimings peers;
  for (const std::string& file : options.peers) read_peers(file, peers);
  if (const std::string reason = unavailable(); !reason.empty()) {
    throw InputError("nothing can be timed here: " + reason);
  }
  const std::unique_ptr<Runner> runner = make_runner(options.contenders);
  Results results{.facts = runner->facts(), .ceiling = runner->ceiling(), .contests = {}};
  require_gpu(peers, results.facts);
  results.facts.insert(results.facts.end(), {{"date", today()}, {"commit", options.commit}});
  for (const auto& [name, value] : results.facts) fmt::print("{:<24}{}\n", name, value);
  print_ceiling(results.ceiling);
  for (const Entry& each : entries) {
    Contest contest{each, {}};
    try {
      contest.timings = runner->contest(each.problem, effort_of(options));
    } catch (const std::exception& error) {
      // A kernel that failed may have taken the device with it: that kernel is the finding.
      if (!has_wrong_kernels(results)) throw;
      fmt::print(stderr, "normaudit_gpu_bench: {}: {}\n", key_of(each.problem), error.what());
      break;
    }
    for (const Timing& peer : peers.by_problem[key_of(each.problem)])
      contest.timings.push_back(peer);
    results.contests.push_back(std::move(contest));
    // After every layer: a run cut short leaves what it found.
    if (!options.out.empty()) write(results, options.out);
  }
  for (const auto& table : tables_of(results)) print_table(table, results.ceiling);
  return has_wrong_kernels(results) ? kWrong : 0;
}

}  // namespace
}  // namespace normaudit::bench

int main(int argc, char** argv) {
  CLI::App app{
      "Batch norm of every ResNet-50 layer on the GPU that is there: our kernels beside the copy "
      "ceiling and beside peers. Exit status: 0 timed, 1 a kernel of ours was wrong, 3 "
      "nothing could be timed."};
  normaudit::bench::Options options;
  app.add_option("--batches", options.batches, "batch sizes")
      ->delimiter(',')
      ->check(CLI::Range(1, 4096));
  app.add_option("--dtypes", options.dtypes, "storage formats of the data")->delimiter(',');
  app.add_option("--layouts", options.layouts, "nchw, nhwc")->delimiter(',');
  app.add_option("--passes", options.passes, "forward_training, inference, backward")
      ->delimiter(',');
  app.add_option("--layers", options.layers, "CxHxW instead of the network's twelve shapes")
      ->delimiter(',');
  app.add_option("--contenders", options.contenders, "these alone (--list names them)")
      ->delimiter(',');
  app.add_option("--peers", options.peers, "JSON of peers timed elsewhere (peers/torch)")
      ->delimiter(',');
  app.add_option("--commit", options.commit, "the sources' commit, for the record");
  app.add_option("--out", options.out, "also write the result as JSON to this file");
  app.add_flag("--quick", options.quick, "the first batch size alone, and fewer samples");
  app.add_flag("--list", options.list, "print contenders and problems, and time nothing");
  CLI11_PARSE(app, argc, argv);
  try {
    return normaudit::bench::run(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "normaudit_gpu_bench: {}\n", error.what());
    return normaudit::bench::kNothingRun;
  }
}
