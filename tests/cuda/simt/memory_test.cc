// Shared memory, cluster addresses and hinted accesses: what a kernel sees of each.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "tests/cuda/simt/run_kernel.h"

namespace normaudit::cuda::simt {
namespace {

struct Shared {
  float four[4];
  unsigned char byte;
};

/// Two static objects and a dynamic array start as NaN, aligned, apart from each other.
__global__ void fresh_kernel(unsigned bytes, int* errors) {
  NORMAUDIT_SHARED(Shared, small);
  NORMAUDIT_SHARED(double[16], large);
  NORMAUDIT_DYNAMIC_SHARED(float4, dynamic);
  if (threadIdx.x != 0) return;
  const auto address = [](const void* pointer) {
    return reinterpret_cast<std::uintptr_t>(pointer);
  };
  const auto expect = [&](bool condition) { *errors += !condition; };
  for (const float value : small.four) expect(std::isnan(value));
  for (const double value : large) expect(std::isnan(value));
  for (unsigned i = 0; i < bytes / 16; ++i) expect(std::isnan(dynamic[i].x + dynamic[i].w));
  expect(small.byte == 0xff);
  expect(address(&small) % 16 == 0 && address(large) % 16 == 0 && address(dynamic) % 16 == 0);
  for (float& value : small.four) value = 0;
  for (double& value : large) value = 0;
  for (unsigned i = 0; i < bytes / 16; ++i) dynamic[i] = make_float4(0, 0, 0, 0);
}

TEST(SharedMemory, IsFreshForEveryBlock) {
  for (const Schedule& schedule : schedules()) {
    const ScopedSchedule scoped(schedule);
    for (const unsigned bytes : {0u, 16u, 4096u, 200u * 1024}) {
      int errors = 0;
      launch({.grid = 6, .block = 2, .shared_bytes = bytes, .name = "fresh"}, fresh_kernel, bytes,
             &errors);
      EXPECT_EQ(errors, 0) << bytes;
    }
  }
}

template <int kTag>
__device__ unsigned* slot() {
  NORMAUDIT_SHARED(unsigned, mine);
  return &mine;
}

/// Every declaration is one object, whichever thread comes first; each instance of a template has
/// its own.
__global__ void identity_kernel(unsigned** seen) {
  seen[threadIdx.x] = threadIdx.x % 2 == 0 ? slot<0>() : slot<1>();
}

TEST(SharedMemory, OneObjectForEachDeclaration) {
  std::array<unsigned*, 32> seen{};
  launch(one_warp("identity"), identity_kernel, seen.data());
  EXPECT_NE(seen[0], seen[1]);
  for (unsigned lane = 0; lane < 32; ++lane) EXPECT_EQ(seen[lane], seen[lane % 2]);
}

__global__ void large_kernel(bool both) {
  NORMAUDIT_SHARED(float[10000], first);
  first[0] = 0;
  if (both) {
    NORMAUDIT_SHARED(float[3000], second);
    second[0] = 0;
  }
}

TEST(SharedMemory, ExceedingItIsReported) {
  const auto run = [](bool both, std::size_t dynamic) {
    return error_of(
        [&] { launch({.shared_bytes = dynamic, .name = "large"}, large_kernel, both); });
  };
  EXPECT_EQ(run(false, 0), "");
  EXPECT_EQ(run(false, 227 * 1024 - 40000), "");
  EXPECT_NE(run(true, 0).find("more than 48 KB of static shared memory"), std::string::npos);
  EXPECT_NE(run(false, 227 * 1024 - 39999).find("more shared memory, static and dynamic"),
            std::string::npos);
}

__global__ void neighbors_kernel(unsigned* out, int misuse) {
  NORMAUDIT_SHARED(unsigned[2], mine);
  NORMAUDIT_DYNAMIC_SHARED(unsigned, dynamic);
  mine[1] = 100 * blockIdx.x + cluster_rank();
  dynamic[3] = 7 * blockIdx.x;
  cluster_sync();
  unsigned* const slots = out + blockIdx.x * 16;
  for (unsigned rank = 0; rank < cluster_size(); ++rank) {
    slots[rank] = *cluster_map(&mine[1], rank) + *cluster_map(dynamic + 3, rank);
  }
  if (misuse == 1) cluster_map(&mine, cluster_size());
  if (misuse == 2) cluster_map(out, 0);
  cluster_sync();
}

TEST(Clusters, EveryBlockReadsEveryPeer) {
  for (const Schedule& schedule : schedules()) {
    const ScopedSchedule scoped(schedule);
    for (const unsigned cluster : {1u, 2u, 8u, 16u}) {
      std::vector<unsigned> out(32 * 16, 99999);
      launch({.grid = 32, .block = 1, .shared_bytes = 16, .cluster = cluster, .name = "map"},
             neighbors_kernel, out.data(), 0);
      for (unsigned block = 0; block < 32; ++block) {
        for (unsigned rank = 0; rank < cluster; ++rank) {
          const unsigned peer = block / cluster * cluster + rank;
          EXPECT_EQ(out[block * 16 + rank], 107 * peer + rank);
        }
      }
    }
  }
}

TEST(Clusters, AWrongAddressIsReported) {
  std::vector<unsigned> out(32);
  const auto run = [&](int misuse) {
    return error_of([&] {
      launch({.grid = 2, .block = 1, .shared_bytes = 16, .cluster = 2, .name = "map"},
             neighbors_kernel, out.data(), misuse);
    });
  };
  EXPECT_NE(run(1).find("maps into block 2 of a cluster of 2"), std::string::npos);
  EXPECT_NE(run(2).find("maps an address that is not its shared memory"), std::string::npos);
}

__global__ void hinted_kernel(const char* in, char* out, int past) {
  const auto* four = reinterpret_cast<const float4*>(in + past);
  const float4 value = threadIdx.x == 0   ? __ldg(four)
                       : threadIdx.x == 1 ? __ldcs(four)
                                          : __ldcg(four);
  if (threadIdx.x == 0) {
    __stcs(reinterpret_cast<float4*>(out) + threadIdx.x, value);
  } else {
    __stcg(reinterpret_cast<float4*>(out) + threadIdx.x, value);
  }
}

TEST(HintedAccess, MovesSixteenBytesAndWantsThemAligned) {
  alignas(16) std::array<float, 8> in{1, 2, 3, 4, 5, 6, 7, 8};
  alignas(16) std::array<float, 12> out{};
  const auto run = [&](int past) {
    return error_of([&] {
      launch({.block = 3, .name = "hinted"}, hinted_kernel,
             reinterpret_cast<const char*>(in.data()), reinterpret_cast<char*>(out.data()), past);
    });
  };
  EXPECT_EQ(run(0), "");
  EXPECT_EQ(out, (std::array<float, 12>{1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4}));
  EXPECT_NE(run(4).find("accesses 16 bytes 4 past their alignment at tests/cuda/simt/memory_test"),
            std::string::npos)
      << run(4);
}

__global__ void atomics_kernel(unsigned* cells) {
  atomicAdd(&cells[0], threadIdx.x);
  atomicInc(&cells[1], 9);
  cells[3 + atomicExch(&cells[2], threadIdx.x + 1)] = 1;
}

TEST(Atomics, AddIncrementExchange) {
  for (const Schedule& schedule : schedules()) {
    const ScopedSchedule scoped(schedule);
    std::vector<unsigned> cells(3 + 65);
    launch({.block = 64, .name = "atomics"}, atomics_kernel, cells.data());
    EXPECT_EQ(cells[0], 64u * 63 / 2);
    EXPECT_EQ(cells[1], 64u % 10);  // counts 0..9 and starts again
    unsigned exchanged = 0;         // each old value came out once
    for (unsigned i = 0; i <= 64; ++i) exchanged += cells[3 + i];
    EXPECT_EQ(exchanged, 64u);
    EXPECT_EQ(cells[3], 1u);
  }
}

}  // namespace
}  // namespace normaudit::cuda::simt
