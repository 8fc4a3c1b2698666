// Contests of pretended contenders: what is refused, and with which words; and peers in a process
// of their own.
#include <gtest/gtest.h>

#include <algorithm>

#include "bench/cpu/driver.h"
#include "bench/cpu/fpu.h"
#include "bench/cpu/measure.h"
#include "bench/cpu/results.h"
#include "core/error.h"

namespace normaudit::bench::cpu {
namespace {

class CpuContest : public testing::Test {
 protected:
  CpuContest() : timed_{cases_of({.batches = {1}, .only = "^inference nchw 32,64 1$"}).at(0)} {}

  // One contender that answers as the loops do, after `meddle`.
  Contender pretended(std::function<void()> meddle) {
    auto loop = loop_contenders({timed_, arrays_}).front().sample;
    return {.name = "peer", .kind = Kind::kPeer, .sample = [loop, meddle](int calls) {
              const double seconds = loop(calls);
              meddle();
              return seconds;
            }};
  }
  Timing measured(const Contender& contender) {
    const Effort effort{.seconds = 0, .sample_seconds = 1e-5};
    return measure({timed_, arrays_}, {contender, pretended([] {})}, effort).at(0);
  }

  Case timed_;
  Arrays arrays_{{timed_}};
};

TEST_F(CpuContest, TheSoundAreTimed) {
  const Timing timing = measured(pretended([] {}));
  EXPECT_EQ(timing.not_timed, "");
  EXPECT_EQ(timing.difference, 0);
  EXPECT_EQ(timing.seconds.size(), static_cast<std::size_t>(Effort{}.least_samples));
  EXPECT_GT(*std::min_element(timing.seconds.begin(), timing.seconds.end()), 0);
}

TEST_F(CpuContest, WrongAnswersAreNotTimed) {
  const Timing wrong = measured(pretended([this] { arrays_.y()[2047] += 1; }));
  EXPECT_EQ(wrong.not_timed, "its answers are not those of the loops");
  Contender idle = pretended([] {});
  idle.sample = [](int) { return 1e-6; };
  EXPECT_EQ(measured(idle).not_timed, "its answers are not those of the loops") << "none at all";
}

TEST_F(CpuContest, FailuresAreReportedInTheirWords) {
  EXPECT_EQ(measured(pretended([] { throw std::runtime_error("out of breath"); })).not_timed,
            "out of breath");
}

TEST_F(CpuContest, WhoFlushesSubnormalsIsRefusedAndTheThreadMended) {
  for (unsigned flag : {kFlushToZero, kDenormalsAreZero}) {
    const Timing timing = measured(pretended([flag] { _mm_setcsr(_mm_getcsr() | flag); }));
    EXPECT_EQ(timing.not_timed, "it left a thread flushing subnormal numbers to zero");
    EXPECT_FALSE(flushes());
  }
}

TEST_F(CpuContest, RecordsHaveTheMediansAndTheirRepeats) {
  Contest contest{.timed = timed_, .size = Class::kVectors, .timings = {}};
  contest.timings = measure({timed_, arrays_}, our_contenders({timed_, arrays_}), {.seconds = 0});
  Results results;
  results.facts = {{"cpu", "none"}};
  results.contests = {contest};
  const nlohmann::json json = to_json(results);
  const nlohmann::json& record = json.at("timings").at(0);
  EXPECT_EQ(json.at("environment").at("cpu"), "none");
  EXPECT_EQ(record.at("contender"), kOurs);
  EXPECT_EQ(record.at("samples"), 3);
  EXPECT_GT(record.at("median_us"), 0);
  EXPECT_EQ(record.at("quartiles_us").size(), 2U);
}

TEST_F(CpuContest, PeersInAProcessOfTheirOwnTakeTheirTurn) {
  Driver driver("python3 -B " NORMAUDIT_SOURCE_DIR "/tests/bench/cpu/pretended_driver.py");
  EXPECT_EQ(driver.greeting().at("absent").at("another"), "not there");
  const std::vector<Contender> peers = driver.contenders(timed_);
  ASSERT_EQ(peers.size(), 2U);
  EXPECT_EQ(peers[0].name, "pretended 1.0 for inference nchw 32,64 1");
  const Timing timing = measured(peers[0]);
  EXPECT_EQ(timing.not_timed, "");
  EXPECT_EQ(quartiles_of(timing.seconds).median, 0.25);
  EXPECT_EQ(measured(peers[1]).not_timed, "failed on purpose");
}

TEST_F(CpuContest, AProcessThatDoesNotGreetIsNamed) {
  try {
    Driver driver("true");
    ADD_FAILURE();
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("'true' does not greet"), std::string::npos)
        << error.what();
  }
}

TEST_F(CpuContest, ThePeersScriptGreetsWhateverIsInstalled) {
  Driver driver("python3 -B " NORMAUDIT_SOURCE_DIR "/bench/cpu/peers.py");
  EXPECT_EQ(driver.greeting().at("peers").size() + driver.greeting().at("absent").size(), 2U);
  EXPECT_EQ(driver.contenders(timed_).size(), driver.greeting().at("peers").size());
}

}  // namespace
}  // namespace normaudit::bench::cpu
