// The planted-bug table: what each of three builds must say of sixteen mistakes and of correct
// kernels. Every case runs in a child process, since a sanitizer ends it.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <array>
#include <cstdio>
#include <memory>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace normaudit {
namespace {

enum Build : std::size_t { kPlain, kAsan, kTsan };
constexpr std::array kBuilds{"Plain", "AsanUbsan", "Tsan"};
constexpr std::array kPrograms{PLANTED_BUGS_PLAIN, PLANTED_BUGS_ASAN, PLANTED_BUGS_TSAN};

/// What one build must say, as a regular expression.
struct Expectation {
  const char* text = "";
  bool always = false;   ///< in every schedule, not only in some
  bool located = false;  ///< with the kernel's file and line
  bool names_thread = false;
};

constexpr Expectation kSilent{.text = "^silent$", .always = true};
constexpr Expectation kNan{.text = "^NaN$"};
constexpr Expectation kAlwaysNan{.text = "^NaN$", .always = true};
constexpr Expectation kRace{.text = "WARNING: ThreadSanitizer: data race", .located = true};
constexpr Expectation kPoison{.text = "AddressSanitizer: use-after-poison", .located = true};
constexpr Expectation kRedZone{.text = "^reported .*wrote beyond an object of its shared memory",
                               .always = true};
/// What lies behind an array is the allocator's affair.
constexpr Expectation kAnything{};

constexpr Expectation reported(const char* text) {
  return {.text = text, .always = true, .located = true, .names_thread = true};
}
constexpr Expectation sanitized(const char* text) { return {.text = text, .located = true}; }

/// Every report of the executor says which thread.
constexpr const char* kWho = "block \\([0-9]+,[0-9]+,[0-9]+\\) warp [0-9]+ lane [0-9]+";
constexpr const char* kWhere = "tests/cuda/simt/planted_bugs\\.cuh:[0-9]+";

struct Row {
  const char* name;
  std::array<Expectation, 3> by_build;
};

constexpr Row everywhere(const char* name, Expectation expectation) {
  return {name, {expectation, expectation, expectation}};
}

const std::vector<Row>& table() {
  static const std::vector<Row> rows{
      {"missing_barrier", {kNan, kNan, kRace}},
      {"missing_barrier_on_reuse", {kSilent, kSilent, kRace}},
      {"lock_step", {kAlwaysNan, kAlwaysNan, kRace}},
      everywhere("divergent_barrier",
                 reported("^reported .*divergent __syncthreads: block .* warp .* lane "
                          ".* waits at .*, others at ")),
      everywhere("early_return",
                 reported("^reported .*(threads have returned|returned while .* threads "
                          "wait at __syncthreads)")),
      everywhere(
          "full_mask_half_warp",
          reported(
              "^reported .*(names lanes in its mask that do not exist or have returned|returned "
              "while .* waits for it) at __shfl_down_sync")),
      everywhere("inactive_source",
                 reported("^reported .*lane 0 reads the inactive lane 16 at __shfl_xor_sync")),
      everywhere("mixed_collectives",
                 reported("^reported .*mismatched warp collective: .* is at __.*, .* waits at __")),
      {"global_out_of_bounds",
       {kSilent, sanitized("AddressSanitizer: heap-buffer-overflow"), kAnything}},
      {"dynamic_shared_out_of_bounds", {kRedZone, kPoison, kRedZone}},
      {"static_shared_out_of_bounds",
       {kRedZone, sanitized("index [0-9]+ out of bounds for type 'float \\[32\\]'"), kRedZone}},
      {"misaligned", {kSilent, sanitized("misaligned address"), kSilent}},
      everywhere("unwritten_shared", kAlwaysNan),
      {"last_block_without_fences", {kSilent, kSilent, kRace}},
      {"one_cell_of_two_blocks", {kSilent, kSilent, kRace}},
      {"peer_exits", {kNan, kPoison, kRace}},
  };
  return rows;
}

std::vector<std::string> output_of(Build build, const std::string& arguments) {
  const std::string command = std::string("'") + kPrograms[build] + "' " + arguments + " 2>&1";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  std::array<char, 4096> part;
  while (const std::size_t got = fread(part.data(), 1, part.size(), pipe.get())) {
    text.append(part.data(), got);
  }
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::size_t matching(const std::vector<std::string>& lines, const char* pattern) {
  const std::regex expression(pattern);
  std::size_t count = 0;
  for (const std::string& line : lines) count += std::regex_search(line, expression);
  return count;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

using Parameter = std::tuple<std::size_t, Build>;
std::string name_of(const testing::TestParamInfo<Parameter>& info) {
  return std::string(table()[std::get<0>(info.param)].name) + kBuilds[std::get<1>(info.param)];
}

class PlantedBug : public testing::TestWithParam<Parameter> {};

TEST_P(PlantedBug, IsFound) {
  constexpr std::size_t kSchedules = 8;
  const auto [index, build] = GetParam();
  const Row& row = table()[index];
  const Expectation& expected = row.by_build[build];
  const auto lines = output_of(build, std::string(row.name) + ' ' + std::to_string(kSchedules));
  ASSERT_FALSE(lines.empty());
  const std::size_t found = matching(lines, expected.text);
  EXPECT_GE(found, expected.always ? kSchedules : 1) << joined(lines);
  if (expected.located) {
    EXPECT_GE(matching(lines, kWhere), 1u) << joined(lines);
  }
  if (expected.names_thread) {
    EXPECT_GE(matching(lines, kWho), kSchedules) << joined(lines);
  }
}

INSTANTIATE_TEST_SUITE_P(Simt, PlantedBug,
                         testing::Combine(testing::Range(std::size_t{0}, table().size()),
                                          testing::Values(kPlain, kAsan, kTsan)),
                         name_of);

const std::vector<std::string>& correct() {
  static const std::vector<std::string> names{
      "correct_sum",     "correct_last_block", "correct_counter", "correct_grid_sync",
      "correct_cluster", "correct_copies",     "correct_warp",    "correct_block_fence"};
  return names;
}

class CorrectKernel : public testing::TestWithParam<std::tuple<std::string, Build>> {};

TEST_P(CorrectKernel, IsSilent) {
  constexpr std::size_t kSchedules = 22;
  const auto [name, build] = GetParam();
  const auto lines = output_of(build, name + ' ' + std::to_string(kSchedules));
  EXPECT_EQ(matching(lines, "^silent$"), kSchedules) << joined(lines);
  EXPECT_EQ(lines.size(), kSchedules) << joined(lines);
}

INSTANTIATE_TEST_SUITE_P(Simt, CorrectKernel,
                         testing::Combine(testing::ValuesIn(correct()),
                                          testing::Values(kPlain, kAsan, kTsan)),
                         [](const auto& test) {
                           return std::get<0>(test.param) + kBuilds[std::get<1>(test.param)];
                         });

/// Each synchronization of a correct kernel, removed in turn under TSan.
class RemovedSite : public testing::TestWithParam<std::string> {};

TEST_P(RemovedSite, IsFound) {
  const auto arguments = [](std::size_t site) { return GetParam() + " 3 " + std::to_string(site); };
  std::size_t sites = 0;  // counted by the build that starts quickly
  while (matching(output_of(kPlain, arguments(sites)), "^no such site$") == 0) ++sites;
  EXPECT_GE(sites, 1u);
  for (std::size_t site = 0; site < sites; ++site) {
    const auto lines = output_of(kTsan, arguments(site));
    EXPECT_EQ(matching(lines, "^without "), 1u) << joined(lines);
    EXPECT_GE(matching(lines, "^NaN$|^reported |WARNING: ThreadSanitizer: data race"), 1u)
        << joined(lines);
  }
}

INSTANTIATE_TEST_SUITE_P(Simt, RemovedSite, testing::ValuesIn(correct()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace normaudit
