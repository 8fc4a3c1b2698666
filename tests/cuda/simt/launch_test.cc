// What a chip would refuse is refused; buffers; the simulated machine.
#include <gtest/gtest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "cuda/simt/sanitizers.h"
#include "tests/cuda/simt/run_kernel.h"

namespace normaudit::cuda::simt {
namespace {

__global__ void nothing_kernel() {}

std::string refusal(const Launch& config) {
  return error_of([&] { launch(config, nothing_kernel); });
}

struct Refusal {
  Launch launch;
  const char* sentence;
};

TEST(Launches, ImpossibleOnesAreRefused) {
  const std::vector<Refusal> refusals{
      {{.block = 0}, "a block has 1 to 1024 threads, at most 64 along z, not 0 x 1 x 1"},
      {{.block = 1025}, "not 1025 x 1 x 1"},
      {{.block = dim3(32, 33)}, "not 32 x 33 x 1"},
      {{.block = dim3(1, 1, 65)}, "not 1 x 1 x 65"},
      {{.grid = 0}, "a grid has 1 to 2147483647 blocks along x and 1 to 65535 along y and z"},
      {{.grid = 0x80000000u}, "not 2147483648 x 1 x 1"},
      {{.grid = dim3(1, 65536)}, "not 1 x 65536 x 1"},
      {{.grid = dim3(1, 1, 65536)}, "not 1 x 1 x 65536"},
      {{.shared_bytes = 227 * 1024 + 1}, "at most 232448 bytes of shared memory, not 232449"},
      {{.grid = 17, .cluster = 17}, "a cluster has 1 to 16 blocks, not 17"},
      {{.cluster = 0}, "a cluster has 1 to 16 blocks, not 0"},
      {{.grid = 6, .cluster = 4}, "clusters of 4 blocks do not divide a grid of 6 along x"},
      {{.grid = 9, .cooperative = true},
       "a cooperative grid must be resident at once: it has 9 blocks where 8 fit"},
      {{.grid = 8, .shared_bytes = 120 * 1024, .cooperative = true}, "it has 8 blocks where 4 fit"},
  };
  for (Refusal expected : refusals) {
    expected.launch.name = "name";
    const std::string error = refusal(expected.launch);
    EXPECT_EQ(error.find("name cannot be launched: "), 0u) << error;
    EXPECT_NE(error.find(expected.sentence), std::string::npos) << error;
  }
}

TEST(Launches, NoMoreThreadsAreResidentThanHaveStacks) {
  const ScopedMachine large({.multiprocessors = 132});
  EXPECT_NE(refusal({.grid = 36, .block = 1024, .cooperative = true})
                .find("stacks for 30000 resident threads, not 36 x 1024"),
            std::string::npos);
  EXPECT_EQ(refusal({.grid = 29, .block = 1024, .cooperative = true}), "");
  EXPECT_EQ(refusal({.grid = 36, .block = 1024}), "");  // one after the other
  const ScopedSchedule all({.resident = 0});
  EXPECT_NE(refusal({.grid = 36, .block = 1024}), "");
  EXPECT_NE(refusal({.grid = dim3(0x7fffffff, 0xffff, 0xffff), .block = 1024}), "");
}

/// A launch that ends in an error leaves nothing behind for the next one.
TEST(Launches, GoOnAfterOneThatHadNoMemory) {
  if (kAsan) GTEST_SKIP() << "ASan ends the process when there is no memory";
  const std::size_t all = std::size_t{1} << 62;
  {
    const ScopedMachine machine({.shared_bytes_per_block = all});
    EXPECT_NE(refusal({.grid = 2, .shared_bytes = all})
                  .find("kernel: the executor has no memory for the 4611686018427"),
              std::string::npos);
  }
  EXPECT_EQ(refusal({.grid = 2}), "");
}

TEST(Launches, TheLargestOnesRun) {
  EXPECT_EQ(refusal({.block = 1024}), "");
  EXPECT_EQ(refusal({.block = dim3(2, 8, 64)}), "");
  EXPECT_EQ(refusal({.grid = dim3(2, 65535)}), "");
  EXPECT_EQ(refusal({.grid = 16, .shared_bytes = 227 * 1024, .cluster = 16}), "");
  EXPECT_EQ(refusal({.grid = 8, .block = 1024, .cooperative = true}), "");
}

TEST(Machines, ResidencyFollowsTheMachine) {
  EXPECT_EQ(resident_blocks(nothing_kernel, {.block = 1024}), 8);
  EXPECT_EQ(resident_blocks(nothing_kernel, {.shared_bytes = 113 * 1024}), 8);
  EXPECT_EQ(resident_blocks(nothing_kernel, {.shared_bytes = 114 * 1024}), 4);
  EXPECT_EQ(resident_blocks(nothing_kernel, {.grid = 6, .cluster = 3}), 6);
  EXPECT_EQ(resident_blocks(nothing_kernel, {.grid = 16, .cluster = 16}), 0);
  {
    const ScopedMachine small({.multiprocessors = 1,
                               .blocks_per_multiprocessor = 3,
                               .shared_bytes_per_block = 163 * 1024,
                               .largest_cluster = 1});
    EXPECT_EQ(resident_blocks(nothing_kernel, {.block = 512}), 3);
    EXPECT_EQ(resident_blocks(nothing_kernel, {.block = 1024}), 2);
    const Machine now = machine();
    EXPECT_EQ(now.multiprocessors, 1);
    EXPECT_EQ(now.shared_bytes_per_block, 163u * 1024);
    EXPECT_FALSE(now.has_clusters);
    EXPECT_NE(refusal({.grid = 2, .cluster = 2}).find("a cluster has 1 to 1 blocks, not 2"),
              std::string::npos);
  }
  EXPECT_EQ(machine().multiprocessors, 4);
  EXPECT_TRUE(machine().has_clusters);
  EXPECT_EQ(machine().largest_cluster, 16u);
}

TEST(Buffers, StartAsNanAndKeepWhatIsUploaded) {
  Buffer buffer(4 * sizeof(float));
  std::vector<float> numbers(4);
  buffer.download(numbers.data(), buffer.size());
  for (const float value : numbers) EXPECT_TRUE(std::isnan(value));
  const std::vector<float> two{1, 2};
  buffer.upload(two.data(), 2 * sizeof(float));
  const Buffer moved = std::move(buffer);
  moved.download(numbers.data(), 3 * sizeof(float));
  EXPECT_EQ(numbers[1], 2);
  EXPECT_TRUE(std::isnan(numbers[2]));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(moved.data()) % 256, 0u);
  EXPECT_NE(error_of([&] { moved.download(numbers.data(), 17); }), "");
  EXPECT_NE(error_of([&] { Buffer(1).upload(numbers.data(), 2); }), "");
  EXPECT_EQ(error_of([&] { Buffer(0).upload(nullptr, 0); }), "");
}

TEST(Launches, TheExecutorIsAlwaysThere) {
  EXPECT_EQ(unavailable(), "");
  EXPECT_EQ(error_of([] { synchronize(); }), "");
}

}  // namespace
}  // namespace normaudit::cuda::simt
