// Every warp collective, by lane, mask, width and argument, against the sentences of the CUDA C++
// Programming Guide written out lane by lane; and what the executor says of their misuse.
#include <gtest/gtest.h>

#include <array>
#include <optional>

#include "tests/cuda/simt/run_kernel.h"

namespace normaudit::cuda::simt {
namespace {

using Lanes = std::array<unsigned, 32>;

enum class Shuffle { kIndex, kUp, kDown, kXor };

struct Question {
  Shuffle shuffle;
  unsigned mask;
  int width;
  unsigned argument;
};

/// Each lane's value; lanes differ in every bit pattern that matters.
unsigned value_of(unsigned lane) { return lane * 0x01010101u + 7; }

__global__ void shuffle_kernel(Question question, unsigned* out) {
  const unsigned lane = threadIdx.x;
  if (!(question.mask >> lane & 1u)) return;
  const unsigned mine = value_of(lane);
  const int argument = static_cast<int>(question.argument);
  switch (question.shuffle) {
    case Shuffle::kIndex:
      out[lane] = __shfl_sync(question.mask, mine, argument, question.width);
      break;
    case Shuffle::kUp:
      out[lane] = __shfl_up_sync(question.mask, mine, question.argument, question.width);
      break;
    case Shuffle::kDown:
      out[lane] = __shfl_down_sync(question.mask, mine, question.argument, question.width);
      break;
    case Shuffle::kXor:
      out[lane] = __shfl_xor_sync(question.mask, mine, argument, question.width);
      break;
  }
}

/// The guide: "each subsection of the warp behaves as a separate entity with a starting logical
/// lane ID of 0"; up and down leave lanes without a source unchanged; xor reads earlier
/// subsections, and its own value instead of later ones.
unsigned source(const Question& question, unsigned lane) {
  const auto width = static_cast<unsigned>(question.width);
  const unsigned section = lane / width;
  const unsigned logical = lane % width;
  switch (question.shuffle) {
    case Shuffle::kIndex:
      return section * width + question.argument % width;
    case Shuffle::kUp:
      return question.argument > logical ? lane : lane - question.argument;
    case Shuffle::kDown:
      return logical + question.argument < width ? lane + question.argument : lane;
    case Shuffle::kXor:
      break;
  }
  const unsigned other = lane ^ question.argument;
  return other / width > section ? lane : other;
}

/// Nothing where some lane's source is not in the mask.
std::optional<Lanes> expected(const Question& question) {
  Lanes lanes{};
  for (unsigned lane = 0; lane < 32; ++lane) {
    if (!(question.mask >> lane & 1u)) continue;
    const unsigned from = source(question, lane);
    if (!(question.mask >> from & 1u)) return {};
    lanes[lane] = value_of(from);
  }
  return lanes;
}

class EveryShuffle : public testing::TestWithParam<Shuffle> {};

TEST_P(EveryShuffle, IsAsTheGuideSays) {
  int answered = 0;
  int refused = 0;
  for (const int width : {1, 2, 4, 8, 16, 32}) {
    for (const unsigned mask : {0xffffffffu, 0x0000ffffu, 0xffff0000u, 0x55555555u, 0x0ff00ff0u}) {
      for (unsigned argument = 0; argument <= 32; ++argument) {
        const Question question{GetParam(), mask, width, argument};
        Lanes out{};
        // The other lanes must not have returned: they are not in the mask, so they may.
        const std::string error =
            error_of([&] { launch(one_warp("shuffle"), shuffle_kernel, question, out.data()); });
        const std::optional<Lanes> right = expected(question);
        ASSERT_EQ(error.empty(), right.has_value()) << error;
        ++(right ? answered : refused);
        if (right) {
          ASSERT_EQ(out, *right) << width << ' ' << mask << ' ' << argument;
        } else {
          ASSERT_NE(error.find("reads the inactive lane"), std::string::npos) << error;
        }
      }
    }
  }
  EXPECT_GT(answered, 300);
  EXPECT_GT(refused, 50);
}

INSTANTIATE_TEST_SUITE_P(Simt, EveryShuffle,
                         testing::Values(Shuffle::kIndex, Shuffle::kUp, Shuffle::kDown,
                                         Shuffle::kXor));

__global__ void wide_kernel(double* out) {
  const double mine = 1.0 + threadIdx.x * 0x1p-50;
  out[threadIdx.x] = __shfl_xor_sync(0xffffffffu, mine, 1);
}

TEST(Collectives, EightByteNumbersKeepAllBits) {
  std::array<double, 32> out{};
  launch(one_warp("wide"), wide_kernel, out.data());
  for (unsigned lane = 0; lane < 32; ++lane) EXPECT_EQ(out[lane], 1.0 + (lane ^ 1u) * 0x1p-50);
}

struct Votes {
  unsigned ballot;
  int any;
  int all;
  bool operator==(const Votes&) const = default;
};

__global__ void vote_kernel(unsigned agreeing, unsigned mask, Votes* out) {
  const unsigned lane = threadIdx.x % 32;
  if (!(mask >> lane & 1u)) return;
  const int mine = static_cast<int>(agreeing & (1u << lane));  // any number but 0 agrees
  out[threadIdx.x] = {__ballot_sync(mask, mine), __any_sync(mask, mine), __all_sync(mask, mine)};
}

TEST(Collectives, VotesCountTheMaskAlone) {
  for (const Schedule& schedule : schedules()) {
    const ScopedSchedule scoped(schedule);
    for (const unsigned mask : {0xffffffffu, 0x0000ffffu, 0x80000001u, 0x00000100u}) {
      for (const unsigned agreeing : {0u, 0xffffffffu, 0x0000ffffu, 0x80000000u, 0x12345678u}) {
        std::array<Votes, 64> out{};
        launch({.grid = 1, .block = 64, .name = "vote"}, vote_kernel, agreeing, mask, out.data());
        const Votes right{agreeing & mask, (agreeing & mask) != 0, (agreeing & mask) == mask};
        for (unsigned thread = 0; thread < 64; ++thread) {
          const bool in_mask = mask >> thread % 32 & 1u;
          ASSERT_EQ(out[thread], in_mask ? right : Votes{}) << thread;
        }
      }
    }
  }
}

/// Both halves of the warp at once, each with its own mask.
__global__ void halves_kernel(unsigned* out) {
  const unsigned lane = threadIdx.x;
  if (lane < 16) {
    out[lane] = __shfl_down_sync(0x0000ffffu, lane, 1, 16);
  } else {
    out[lane] = __ballot_sync(0xffff0000u, lane % 2 == 0);
  }
}

TEST(Collectives, DisjointMasksDoNotMeet) {
  for (const Schedule& schedule : schedules()) {
    const ScopedSchedule scoped(schedule);
    Lanes out{};
    launch(one_warp("halves"), halves_kernel, out.data());
    for (unsigned lane = 0; lane < 16; ++lane) EXPECT_EQ(out[lane], lane == 15 ? 15 : lane + 1);
    for (unsigned lane = 16; lane < 32; ++lane) EXPECT_EQ(out[lane], 0x55550000u);
  }
}

/// What is wrong, by number.
__global__ void misuse_kernel(int misuse) {
  const unsigned lane = threadIdx.x;
  if (misuse == 0 && lane == 3) __shfl_sync(0x1u, 1, 0);
  if (misuse == 1) __shfl_sync(0xffffffffu, 1, 0, 24);
  if (misuse == 2) __shfl_sync(0xffffffffu, 1, 0, 64);
  if (misuse == 3 && lane < 2) __ballot_sync(lane == 0 ? 0x3u : 0x7u, 1);
  if (misuse == 4 && lane < 2) __shfl_sync(0x3u, 1, 0, lane == 0 ? 2 : 4);
  if (misuse == 5) {
    if (lane == 0) {
      __shfl_sync(0xffffffffu, 1.0, 0);
    } else {
      __shfl_sync(0xffffffffu, 1.0f, 0);
    }
  }
  if (misuse == 6 && lane < 8) __syncwarp(0x1ffu);
  if (misuse == 7 && lane < 8) {
    if (lane < 4) {
      __syncwarp(0xffu);
    } else {
      __syncthreads();
    }
  }
}

TEST(Collectives, MisuseIsNamed) {
  const std::array<const char*, 8> sentences{
      "lane 3 is not in its own mask at __shfl_sync",
      "gives the width 24, no power of two up to 32, at __shfl_sync",
      "gives the width 64, no power of two up to 32, at __shfl_sync",
      "mismatched warp collective",
      "mismatched warp collective",
      "mismatched warp collective",
      "returned while block (0,0,0) warp 0 lane 0 waits for it at __syncwarp",
      "returned while",
  };
  for (int misuse = 0; misuse < static_cast<int>(sentences.size()); ++misuse) {
    const std::string error = error_of([&] { launch(one_warp("misuse"), misuse_kernel, misuse); });
    EXPECT_NE(error.find(sentences[misuse]), std::string::npos) << misuse << ": " << error;
    EXPECT_EQ(error.find("misuse: "), 0u) << error;
    EXPECT_NE(error.find("tests/cuda/simt/collectives_test.cc:"), std::string::npos) << error;
  }
}

/// A warp of 20 lanes has no others to name.
TEST(Collectives, AShortWarpHasFewerLanes) {
  Launch config = one_warp("short");
  config.block = 20;
  const auto error = error_of([&] { launch(config, misuse_kernel, 1); });
  EXPECT_NE(error.find("do not exist or have returned"), std::string::npos) << error;
}

}  // namespace
}  // namespace normaudit::cuda::simt
