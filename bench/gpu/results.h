#pragma once
// The results of a run: timings by problem, the peers' timings read from files, and what follows
// from both.

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/gpu/layers.h"
#include "bench/gpu/runner.h"

namespace normaudit::bench {

struct Contest {
  Entry entry;
  std::vector<Timing> timings;
};

struct Results {
  Facts facts;
  Ceiling ceiling;
  std::vector<Contest> contests;
};

/// Peers' timings measured elsewhere.
struct PeerTimings {
  std::map<std::string, std::vector<Timing>> by_problem;  ///< key_of
  std::map<std::string, std::string> gpus;                ///< by file; empty where it names none
};

/// Adds the records of a file in the layout of to_json (those of peers alone). Throws InputError.
void read_peers(const std::filesystem::path& file, PeerTimings& peers);
/// Throws InputError unless every file was made on this GPU: other times are no comparison.
void require_gpu(const PeerTimings& peers, const Facts& facts);

/// Microseconds of the problem's byte floor at the ceiling.
double floor_us(const Problem& problem, const Ceiling& ceiling);
/// The least median, of the peers or of our own kernels; 0 where there is none.
double best_peer_us(const std::vector<Timing>& timings);
double best_own_us(const std::vector<Timing>& timings);

/// One contender in all layers of one table.
struct Total {
  std::string contender;
  double milliseconds = 0;
  int layers = 0;  ///< of the network, that were timed
};
/// In the order of the contenders, then "best of ours" and "floor".
std::vector<Total> totals_of(const std::vector<const Contest*>& table, const Ceiling& ceiling);

/// Contests that differ in nothing but the layer, in order.
std::vector<std::vector<const Contest*>> tables_of(const Results& results);

/// Whether a kernel of ours was not timed because its answers were wrong.
bool has_wrong_kernels(const Results& results);

nlohmann::json to_json(const Results& results);
void print_ceiling(const Ceiling& ceiling);
void print_table(const std::vector<const Contest*>& table, const Ceiling& ceiling);

}  // namespace normaudit::bench
